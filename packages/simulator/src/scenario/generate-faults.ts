import type { SeededRandom } from "@chronik/wal/testing";
import { between } from "./between.ts";
import type { Fault, FaultKind, FaultPlan, Target } from "./fault-plan.ts";
import type { Knobs } from "./plan.ts";

const DAY_MS = 86_400_000;

/** The kinds that suit one another well enough to be worth runs of their own. */
const FAMILIES: Readonly<Record<string, readonly FaultKind[]>> = {
  crashes: ["kill", "powerCut", "crashAtEffect", "crashInRecovery", "restartLoop"],
  stops: ["terminate", "pause", "kill"],
  network: ["oneWay", "isolate", "split", "ring", "slowLink", "reset", "halfOpen"],
  disks: ["diskError", "diskFull", "slowDisk", "stalledDisk", "wipe", "rot", "segmentRot"],
  elections: ["powerCut", "crashAtEffect", "crashInRecovery", "isolate"],
  storage: ["diskError", "diskFull", "slowDisk", "powerCut", "crashAtEffect", "segmentRot"],
  clocks: ["clockSkew", "clockJump", "pause"],
};
const KINDS: readonly FaultKind[] = [...new Set(Object.values(FAMILIES).flat())];

/** The faults of one plan, by time. */
export function generateFaults(random: SeededRandom, plan: { knobs: Knobs; safetyMs: number }): FaultPlan[] {
  const kinds = chooseKinds(random);
  if (kinds.length === 0) return [];
  const aim = new Aim(random, plan.knobs);
  const count = random.pick([1, 2, 4, 8, 16]);
  const earliestMs = random.chance(0.2) ? -1000 : 0;
  const faults: FaultPlan[] = [];
  for (let index = 0; index < count; index++) {
    const atMs = between(random, earliestMs, Math.floor(plan.safetyMs * 0.85));
    faults.push({ atMs, ...makeFault(random.pick(kinds), random, aim) });
  }
  return faults.sort((one, other) => one.atMs - other.atMs);
}

function chooseKinds(random: SeededRandom): readonly FaultKind[] {
  const shape = random.below(10);
  if (shape === 0) return [];
  if (shape <= 4) return random.pick(Object.values(FAMILIES));
  if (shape === 5) return [random.pick(KINDS)];
  const some = KINDS.filter(() => random.chance(0.3));
  return some.length > 0 ? some : KINDS;
}

/** Picks who is hit. Each plan has a favourite: the same node, or the same office, that is hit again and again. */
class Aim {
  readonly #random: SeededRandom;
  readonly #favourite: Target | null;
  readonly #knobs: Knobs;

  constructor(random: SeededRandom, knobs: Knobs) {
    this.#random = random;
    this.#knobs = knobs;
    this.#favourite = random.chance(0.4) ? this.#any() : null;
  }

  one(): Target {
    if (this.#favourite !== null && this.#random.chance(0.7)) return this.#favourite;
    return this.#any();
  }

  some(): Target[] {
    const count = 1 + this.#random.below(Math.max(1, this.#knobs.nodeCount - 1));
    return [...new Set(Array.from({ length: count }, () => this.one()))];
  }

  #any(): Target {
    const random = this.#random;
    if (random.chance(0.4)) return 1 + random.below(this.#knobs.nodeCount);
    return random.pick<Target>([
      "raftLeader",
      `leaderOf${random.below(this.#knobs.partitionCount)}`,
      "coordinator",
      "recovering",
      "newLeader",
    ]);
  }
}

/** Mostly shorter than a session, sometimes much longer. */
function duration(random: SeededRandom): number {
  return random.pick([20, 100, 300, 700, 1500, 4000]) + random.below(100);
}

const MAKERS: { readonly [Kind in FaultKind]: (random: SeededRandom, aim: Aim) => Extract<Fault, { kind: Kind }> } = {
  kill: (random, aim) => ({ kind: "kill", target: aim.one(), durationMs: duration(random) }),
  powerCut: (random, aim) => ({
    kind: "powerCut",
    targets: random.chance(0.4) ? "all" : aim.some(),
    durationMs: duration(random),
  }),
  crashAtEffect: (random, aim) => ({ kind: "crashAtEffect", ...crash(random, aim) }),
  crashInRecovery: (random, aim) => ({ kind: "crashInRecovery", ...crash(random, aim) }),
  pause: (random, aim) => ({ kind: "pause", target: aim.one(), durationMs: duration(random) }),
  restartLoop: (random, aim) => ({
    kind: "restartLoop",
    target: aim.one(),
    times: between(random, 2, 6),
    durationMs: between(random, 500, 4000),
  }),
  terminate: (random, aim) => ({ kind: "terminate", target: aim.one(), durationMs: duration(random) }),
  oneWay: (random, aim) => ({ kind: "oneWay", from: aim.one(), to: aim.one(), durationMs: duration(random) }),
  isolate: (random, aim) => ({
    kind: "isolate",
    target: aim.one(),
    clients: random.chance(0.5),
    durationMs: duration(random),
  }),
  split: (random, aim) => ({ kind: "split", side: aim.some(), durationMs: duration(random) }),
  ring: (random) => ({ kind: "ring", durationMs: duration(random) }),
  slowLink: (random, aim) => ({
    kind: "slowLink",
    target: aim.one(),
    latencyMs: random.pick([20, 150, 800]),
    bytesPerMs: random.pick([0, 1, 50]),
    durationMs: duration(random),
  }),
  reset: (random, aim) => ({ kind: "reset", target: aim.one(), clients: random.chance(0.5) }),
  halfOpen: (_, aim) => ({ kind: "halfOpen", target: aim.one() }),
  diskError: (random, aim) => ({
    kind: "diskError",
    target: aim.one(),
    on: random.pick(["read", "write", "datasync"] as const),
    durationMs: duration(random),
  }),
  diskFull: (random, aim) => ({
    kind: "diskFull",
    target: aim.one(),
    freeBytes: random.pick([0, 2000, 50_000]),
    durationMs: duration(random),
  }),
  slowDisk: (random, aim) => ({
    kind: "slowDisk",
    target: aim.one(),
    syncMs: random.pick([20, 200]),
    durationMs: duration(random),
  }),
  stalledDisk: (random, aim) => ({ kind: "stalledDisk", target: aim.one(), durationMs: duration(random) }),
  wipe: (random, aim) => ({ kind: "wipe", target: aim.one(), durationMs: duration(random) }),
  rot: (random, aim) => ({ kind: "rot", target: aim.one(), durationMs: duration(random) }),
  segmentRot: (_, aim) => ({ kind: "segmentRot", target: aim.one() }),
  clockSkew: (random, aim) => ({
    kind: "clockSkew",
    target: aim.one(),
    ppm: random.pick([-50_000, -1000, 1000, 50_000]),
    durationMs: duration(random),
  }),
  clockJump: (random, aim) => ({
    kind: "clockJump",
    target: aim.one(),
    byMs: random.pick([-30 * DAY_MS, -3_600_000, -5, 5, 3_600_000, 30 * DAY_MS]),
  }),
};

function makeFault(kind: FaultKind, random: SeededRandom, aim: Aim): Fault {
  return MAKERS[kind](random, aim);
}

function crash(random: SeededRandom, aim: Aim) {
  return {
    target: aim.one(),
    effects: 1 + random.below(random.pick([3, 30, 300])),
    power: random.chance(0.7),
    durationMs: duration(random),
  };
}
