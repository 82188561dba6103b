import { describe, expect, test } from "vitest";
import { generate } from "./generate.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { shrink } from "./shrink.ts";

/** As if only this mattered: two pauses of node 1 while an idempotent producer runs for at least a second. */
function fails(plan: Plan): Outcome {
  const pauses = plan.faults.filter((fault) => fault.kind === "pause" && fault.target === 1 && fault.durationMs >= 40);
  const producer = plan.clients.some((client) => client.kind === "producer" && client.idempotent);
  const bad = pauses.length >= 2 && producer && plan.safetyMs >= 1000;
  return {
    seed: plan.seed,
    ok: !bad,
    ...(bad && { violation: { name: "artificial", detail: "", atMs: 0 } }),
    traceHash: "",
    simulatedMs: 0,
    marks: new Map(),
    stats: { events: 0, faultsBegun: 0, faultsSkipped: 0, recordsAcked: 0, recordsConsumed: 0 },
  };
}

/** A large plan, with the two faults that matter among many. */
function failingPlan(): Plan {
  const plan = generate(3);
  const noise = Array.from({ length: 30 }, (_, index) => {
    const atMs = index * 20;
    if (index === 7 || index === 22) return { atMs, kind: "pause", target: 1, durationMs: 3000 } as const;
    return { atMs, kind: "kill", target: 2, durationMs: 500 } as const;
  });
  const producer = {
    kind: "producer",
    acks: -1,
    idempotent: true,
    batchRecords: 50,
    recordsPerS: 60,
    inFlightMax: 5,
    valueBytes: 100,
    lifeMs: 0,
  } as const;
  return { ...plan, safetyMs: 15_000, faults: noise, clients: [...plan.clients, producer] };
}

describe("the shrinker", () => {
  test("leaves only what the failure needs", async () => {
    const { plan, outcome } = await shrink(failingPlan(), { run: fails });
    expect(plan.faults.map(({ kind }) => kind)).toEqual(["pause", "pause"]);
    expect(plan.clients).toEqual([expect.objectContaining({ kind: "producer", idempotent: true, batchRecords: 1 })]);
    expect(plan.safetyMs).toBeLessThan(2000);
    for (const fault of plan.faults) expect("durationMs" in fault && fault.durationMs < 100).toBe(true);
    expect(outcome.violation?.name).toBe("artificial");
  });

  test("does not take another failure for the same", async () => {
    const run = (plan: Plan): Outcome => {
      const outcome = fails(plan);
      if (outcome.violation !== undefined || plan.faults.length === 30) return outcome;
      return { ...outcome, ok: false, violation: { name: "other", detail: "", atMs: 0 } };
    };
    expect((await shrink(failingPlan(), { run })).outcome.violation?.name).toBe("artificial");
  });

  test("spends no more runs than it may, and pauses after each", async () => {
    let runs = 0;
    let pauses = 0;
    const counting = (plan: Plan) => {
      runs++;
      return fails(plan);
    };
    const pause = async () => {
      pauses++;
    };
    expect((await shrink(failingPlan(), { run: counting, pause, runsMax: 10 })).runs).toBe(10);
    expect([runs, pauses]).toEqual([10, 9]);
  });

  test("refuses a plan that does not fail", async () => {
    await expect(shrink({ ...failingPlan(), faults: [] }, { run: fails })).rejects.toThrow("does not fail");
  });
});
