import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levenshtein, nearestName } from "./nearest-name.ts";

/** The definition, word for word: what the quick one is checked against. */
function slowLevenshtein(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const replaced = slowLevenshtein(from.slice(1), to.slice(1)) + (from[0] === to[0] ? 0 : 1);
  return Math.min(replaced, slowLevenshtein(from.slice(1), to) + 1, slowLevenshtein(from, to.slice(1)) + 1);
}

it("levenshtein equals its definition", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 5 });
  fc.assert(fc.property(word, word, (from, to) => levenshtein(from, to) === slowLevenshtein(from, to)));
});

describe("nearestName", () => {
  const names = ["listeners", "log.dirs", "min.insync.replicas", "node.id"];

  it.each([
    ["lisseners", "listeners"],
    ["Listeners", "listeners"],
    ["min.insync.replica", "min.insync.replicas"],
    ["nodeid", "node.id"],
    ["log.dris", "log.dirs"],
  ])("%s → %s", (name, expected) => expect(nearestName(name, names)).toBe(expected));

  it.each(["retention.ms", "x", "zookeeper.connect"])("%s → nothing", (name) =>
    expect(nearestName(name, names)).toBeUndefined(),
  );
});
