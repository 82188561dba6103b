import { describe, expect, test } from "vitest";
import type { Outcome } from "../scenario/outcome.ts";
import { SEEDS_FOR_MARKS, Summary } from "./summary.ts";

const stats = { events: 1, faultsBegun: 2, faultsSkipped: 0, recordsAcked: 3, recordsConsumed: 4 };
const outcome = (seed: number, more: Partial<Outcome> = {}): Outcome => ({
  seed,
  ok: true,
  traceHash: "a",
  simulatedMs: 1000,
  marks: new Map([["one", 2]]),
  stats,
  ...more,
});
const violation = { name: "the log ends", detail: "there", atMs: 5 };

describe("the summary", () => {
  test("adds up, and names the marks that were not reached", () => {
    const summary = new Summary({ knownMarks: ["one", "two"], jobs: 2 });
    expect(summary.add({ outcome: outcome(1), hashes: ["a", "a"], processorMs: 200 })).toBeNull();
    expect(summary.add({ outcome: outcome(2, { ok: false, violation }), hashes: ["a"], processorMs: 200 })).toBe(
      violation,
    );
    const text = summary.lines(1000).join("\n");
    expect(text).toContain("        4  one");
    expect(text).toContain("not reached: 1\n           two");
    expect(text).toContain("2 seeds, 1 violations; 4 faults, 6 records acknowledged, 8 consumed");
    expect(text).toContain(
      "3 simulated seconds in 1.0 s: 3 a second (2 for each of 2 processes), 8 for a second of processor time",
    );
    expect(text).toContain("violated by seeds 2: the log ends");
    expect(summary.ok).toBe(false);
  });

  test("takes two runs of a seed that differ for a violation", () => {
    const summary = new Summary({ knownMarks: [], jobs: 1 });
    expect(summary.add({ outcome: outcome(1), hashes: ["a", "b"], processorMs: 200 })?.name).toBe(
      "the same seed is not the same run",
    );
    expect(summary.ok).toBe(false);
  });

  test("fails for a mark that was not reached only where there were seeds enough", () => {
    const summary = new Summary({ knownMarks: ["one", "two"], jobs: 1 });
    for (let seed = 1; seed < SEEDS_FOR_MARKS; seed++)
      summary.add({ outcome: outcome(seed), hashes: ["a"], processorMs: 200 });
    expect(summary.ok).toBe(true);
    summary.add({ outcome: outcome(SEEDS_FOR_MARKS), hashes: ["a"], processorMs: 200 });
    expect(summary.ok).toBe(false);
  });

  test("counts a seed without an outcome as a violation", () => {
    const summary = new Summary({ knownMarks: [], jobs: 1 });
    summary.lost(9, "its process ended");
    expect(summary.lines(1).join("\n")).toContain("violated by seeds 9: the run does not end by itself");
    expect(summary.ok).toBe(false);
  });
});
