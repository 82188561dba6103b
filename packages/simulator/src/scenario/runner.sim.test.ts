import { describe, expect, test } from "vitest";
import { generate } from "./generate.ts";
import type { Plan } from "./plan.ts";
import { runPlan } from "./runner.ts";

/** A few of the seeds that the command runs by the thousand. A failure names its seed: `npm run sim -- --seed <seed> --trace`. */
const SEEDS = Array.from({ length: 16 }, (_, index) => index + 1);

describe("a slice of seeds", () => {
  test.each(SEEDS)("seed %i", (seed) => {
    expect(runPlan(generate(seed)).violation).toBeUndefined();
  });
});

describe("a run", () => {
  /** Small, and with something of everything. */
  const plan: Plan = {
    ...generate(5),
    safetyMs: 1500,
    clients: [
      {
        kind: "producer",
        acks: -1,
        idempotent: true,
        batchRecords: 5,
        recordsPerS: 40,
        inFlightMax: 5,
        valueBytes: 0,
        lifeMs: 0,
      },
      { kind: "consumer", maxWaitMs: 100, fetchBytesMax: 4096, from: null },
    ],
    faults: [{ atMs: 300, kind: "powerCut", targets: "all", durationMs: 200 }],
  };

  test("is the same run every time, watched or not", () => {
    const [first, second, watched] = [runPlan(plan), runPlan(plan), runPlan(plan, { trace: true })];
    expect(first.violation).toBeUndefined();
    expect(first.stats.faultsBegun).toBe(1);
    expect(first.stats.recordsAcked).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect(watched.traceHash).toBe(first.traceHash);
    expect(watched.timeline?.some((line) => line.includes("powerCut"))).toBe(true);
  });

  test("is another one for another seed", () => {
    expect(runPlan({ ...plan, seed: 6 }).traceHash).not.toBe(runPlan(plan).traceHash);
  });

  test("ends with a violation where the cluster is not given the time to be whole again", () => {
    const stuck = runPlan({ ...plan, healMs: 5 });
    expect(stuck.ok).toBe(false);
    expect(stuck.violation?.name).toBe("the cluster does not start");
  });
});
