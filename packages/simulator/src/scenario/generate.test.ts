import { describe, expect, test } from "vitest";
import { durationOf, type FaultPlan } from "./fault-plan.ts";
import { generate } from "./generate.ts";
import { planFromJson } from "./plan-json.ts";
import { mayBegin, UNPROMISED, withinPromises } from "./promises.ts";

const plans = Array.from({ length: 2000 }, (_, index) => generate(index + 1));
const kindsOf = (faults: readonly FaultPlan[]) => new Set(faults.map(({ kind }) => kind));

describe("generated plans", () => {
  test("are the same for the same seed, and differ between seeds", () => {
    expect(generate(17)).toEqual(generate(17));
    expect(new Set(plans.map((plan) => JSON.stringify({ ...plan, seed: 0 }))).size).toBe(plans.length);
  });

  test("are plain data, and can be read back", () => {
    for (const plan of plans.slice(0, 200)) expect(planFromJson(JSON.stringify(plan))).toEqual(plan);
  });

  test("are within their own bounds", () => {
    for (const { knobs, faults, safetyMs, clients } of plans) {
      expect(knobs.minInsyncReplicas).toBeLessThanOrEqual(knobs.replicationFactor);
      expect(knobs.replicationFactor).toBeLessThanOrEqual(knobs.nodeCount);
      expect(knobs.clockSkewPpm).toHaveLength(knobs.nodeCount);
      expect(knobs.journalFileBytes % 512).toBe(0);
      expect(clients.some(({ kind }) => kind === "producer")).toBe(true);
      expect(faults).toEqual([...faults].sort((one, other) => one.atMs - other.atMs));
      for (const fault of faults) {
        expect(fault.atMs).toBeLessThan(safetyMs);
        expect(durationOf(fault)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test("come in every sort: without faults, of one kind, of one family, of many kinds", () => {
    const counts = plans.map(({ faults }) => kindsOf(faults).size);
    for (const count of [0, 1, 2, 4, 6]) expect(counts.filter((other) => other === count).length).toBeGreaterThan(20);
  });

  test("use every kind of fault and every sort of aim", () => {
    const faults = plans.flatMap((plan) => plan.faults);
    expect([...kindsOf(faults)].sort()).toEqual(
      [
        ...[
          "clockJump",
          "clockSkew",
          "crashAtEffect",
          "crashInRecovery",
          "diskError",
          "diskFull",
          "halfOpen",
          "isolate",
        ],
        ...[
          "kill",
          "oneWay",
          "pause",
          "powerCut",
          "reset",
          "restartLoop",
          "ring",
          "rot",
          "segmentRot",
          "slowDisk",
          "slowLink",
          "split",
        ],
        ...["stalledDisk", "terminate", "wipe"],
      ].sort(),
    );
    const targets = new Set(faults.flatMap((fault) => ("target" in fault ? [fault.target] : [])));
    for (const target of [1, "raftLeader", "leaderOf0", "coordinator", "recovering", "newLeader"] as const) {
      expect(targets.has(target)).toBe(true);
    }
  });

  test("demand nothing that is not promised", () => {
    for (const plan of plans) {
      expect(withinPromises(plan)).toEqual(plan);
      if (plan.knobs.replicationFactor > 1) continue;
      for (const kind of ["wipe", "rot", "segmentRot"] as const) expect(kindsOf(plan.faults)).not.toContain(kind);
    }
  });
});

describe("what is not promised", () => {
  const calm = { allServing: true, isrWhole: true, otherFaults: 0, diskBeingReplaced: false };
  const lost = (["wipe", "rot", "segmentRot"] as const).map(
    (kind) => ({ atMs: 0, kind, target: 1, durationMs: 100 }) as const,
  );
  const kill = { atMs: 0, kind: "kill", target: 1, durationMs: 100 } as const;

  test("a disk is lost in a calm cluster only", () => {
    for (const fault of lost) expect(mayBegin(fault, calm)).toBe(true);
    for (const trouble of [{ allServing: false }, { isrWhole: false }, { otherFaults: 1 }]) {
      for (const fault of lost) expect(mayBegin(fault, { ...calm, ...trouble })).toBe(false);
      expect(mayBegin(kill, { ...calm, ...trouble })).toBe(true);
    }
  });

  test("nothing happens while a disk is replaced", () => {
    expect(mayBegin(kill, { ...calm, diskBeingReplaced: true })).toBe(false);
  });

  test("every row gives its reason and does something", () => {
    for (const { limit, reason, keeps, allows } of UNPROMISED) {
      expect(limit.length).toBeGreaterThan(20);
      expect(reason.length).toBeGreaterThan(20);
      expect(keeps ?? allows).toBeDefined();
    }
  });
});

describe("a plan from JSON", () => {
  const plan = generate(1);
  test.each([
    ["{", "the plan is not JSON"],
    ["3", "the plan is not an object"],
    [JSON.stringify({ ...plan, seed: "x" }), 'the plan has no number "seed"'],
    [JSON.stringify({ ...plan, faults: {} }), 'the plan has no list "faults"'],
    [JSON.stringify({ ...plan, faults: [{}] }), 'not all of "faults" have a "kind"'],
    [JSON.stringify({ ...plan, knobs: { ...plan.knobs, disk: {} } }), 'the plan has no "knobs.disk.syncMs"'],
  ])("is refused with the reason: %.30s", (text, reason) => {
    expect(() => planFromJson(text)).toThrow(reason);
  });
});
