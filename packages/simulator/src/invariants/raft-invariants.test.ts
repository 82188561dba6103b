import { type Entry, type EntryKind, LogMirror } from "@chronik/raft-core";
import { beforeEach, describe, expect, test } from "vitest";
import type { ObservedRaft } from "./observed.ts";
import { RaftInvariants } from "./raft-invariants.ts";

const kind: EntryKind = "command";
const entry = (index: number, term: number, data = 0): Entry => ({ index, term, kind, data: Uint8Array.of(data) });
const log = (term: number, ...entries: Entry[]) => {
  const mirror = new LogMirror();
  mirror.write({ entries, hardState: { term, vote: 0, commit: 0 } });
  return mirror;
};
const follower: ObservedRaft = { role: "follower", term: 1, commit: 0, lastIndex: 2, durableIndex: 2 };

let invariants: RaftInvariants;
const two = log(1, entry(1, 1), entry(2, 1));

beforeEach(() => {
  invariants = new RaftInvariants();
  for (const node of [1, 2]) invariants.started(node, follower, two);
  invariants.afterStep(1, { ...follower, role: "leader", commit: 2 }, two);
  invariants.afterStep(2, { ...follower, commit: 1 }, two);
});

describe("Raft", () => {
  test("raises no alarm while it keeps its promises", () => {
    invariants.afterStep(2, { ...follower, commit: 2 }, two);
    invariants.afterStep(2, { ...follower, role: "leader", term: 2, commit: 2 }, two);
    invariants.started(1, { ...follower, commit: 0 }, two);
    invariants.afterStep(1, { ...follower, term: 2, commit: 2 }, two);
  });

  test.each<[string, ObservedRaft, LogMirror?]>([
    ["two leaders in a term", { ...follower, role: "leader", commit: 1 }],
    ["the term goes back", { ...follower, term: 0, commit: 1 }],
    ["the commit index goes back", { ...follower, commit: 0 }],
    ["the commit index is beyond the log", { ...follower, commit: 3 }],
    ["committed entries differ", { ...follower, commit: 2 }, log(1, entry(1, 1), entry(2, 2))],
    ["committed entries differ", { ...follower, commit: 2 }, log(1, entry(1, 1), entry(2, 1, 9))],
  ])("raises an alarm: %s", (rule, raft, other = two) => {
    expect(() => invariants.afterStep(2, raft, other)).toThrow(rule);
  });

  test("raises an alarm where a restart forgets a term, or entries", () => {
    expect(() => invariants.started(1, { ...follower, term: 0 }, log(0))).toThrow("a node forgets its term");
    expect(() => invariants.started(2, follower, log(1, entry(1, 1)))).toThrow("the Raft log loses durable entries");
    invariants.forget(1);
    invariants.started(1, { ...follower, term: 0 }, log(0));
  });
});
