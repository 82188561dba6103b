import { describe, expect, test } from "vitest";
import { BatchMember, Group, LoopMember, type Member, type MemberOptions, NODES, RawMember } from "../bench/group.ts";
import { CountingLog, InstantLog } from "../bench/instant-log.ts";
import { Load } from "../bench/load.ts";

const DRIVERS: [string, (options: MemberOptions) => Member][] = [
  ["RawNode", (options) => new RawMember(options)],
  ["MessageLoop", (options) => new LoopMember(options)],
  ["MessageLoop.batch", (options) => new BatchMember(options)],
];

describe.each(DRIVERS)("what the benchmark measures of %s", (_, create) => {
  test("one at a time: an append, its answer, the news of the commit and its answer, for each follower", () => {
    const group = new Group(new Load(1, 8), create, () => new InstantLog());
    const before = group.sent;
    group.run(100);
    expect(group.sent - before).toBe(800);
  });

  test("every proposal is applied by all three, across compactions, and each once", () => {
    const load = new Load(256, 8);
    const group = new Group(load, create, () => new InstantLog());
    for (const count of [1, 255, 25_000]) {
      group.run(count);
      expect(NODES.map((id) => load.isDone(id))).toEqual([true, true, true]);
    }
  });

  test("counts what the log is asked", () => {
    const counts = { firstIndex: 0, lastIndex: 0, term: 0, entries: 0 };
    const group = new Group(new Load(4, 0), create, () => new CountingLog(counts));
    const before = { ...counts };
    group.run(100);
    for (const name of ["firstIndex", "lastIndex", "term", "entries"] as const) {
      expect(counts[name]).toBeGreaterThan(before[name]);
    }
  });
});

test("no more is proposed than may be in flight, and no more than was asked for", () => {
  const load = new Load(2, 0);
  expect(load.next(1)).toBeUndefined();
  load.extend(3);
  expect([load.next(1), load.next(1), load.next(1)]).toEqual([new Uint8Array(0), new Uint8Array(0), undefined]);
  load.applied(2, 1);
  expect(load.next(1)).toBeUndefined();
  load.applied(1, 2);
  expect([load.next(1), load.next(1)]).toEqual([new Uint8Array(0), undefined]);
  expect(load.isDone(1)).toBe(false);
  load.applied(1, 1);
  expect(load.isDone(1)).toBe(true);
});
