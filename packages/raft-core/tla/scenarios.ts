import { type MemberChange, type NodeId, RaftError, type TraceEvent, type Transition } from "../src/index.ts";
import { Prng } from "../test/simulation/prng.ts";
import { TracedGroup } from "./group.ts";

/** A trace is cut here, be it in the middle of a step: what begins a behaviour is one. */
const LINES_MAX = 360;

/** How often each kind of step is taken, relative to the others. */
interface Weights {
  readonly deliver: number;
  readonly flush: number;
  readonly tick: number;
  readonly campaign: number;
  readonly propose: number;
  readonly lose: number;
  readonly restart: number;
  readonly partition: number;
  readonly change: number;
  readonly compact: number;
}

export interface Scenario {
  readonly name: string;
  readonly voters: readonly (readonly NodeId[])[];
  readonly weights: Weights;
  /** Probability that a message that was delivered stays on its way, to arrive again. */
  readonly duplicate: number;
  readonly transitions: readonly Transition[];
}

const USUAL: Weights = {
  deliver: 50,
  flush: 30,
  tick: 2,
  campaign: 1,
  propose: 6,
  lose: 2,
  restart: 0,
  partition: 0,
  change: 0,
  compact: 0,
};
/** Changes of members are at their most dangerous where leaders change. */
const UPSET = { restart: 1, campaign: 2, partition: 2 };
const THREE = [1, 2, 3];
const FIVE = [1, 2, 3, 4, 5];
const BASE = { voters: [THREE, THREE, FIVE], duplicate: 0.05, transitions: [] };

export const SCENARIOS: readonly Scenario[] = [
  { ...BASE, name: "elections", weights: { ...USUAL, campaign: 8, propose: 2, tick: 4, restart: 1 } },
  { ...BASE, name: "replication", weights: { ...USUAL, propose: 10, lose: 6 }, duplicate: 0.2 },
  { ...BASE, name: "restarts", weights: { ...USUAL, flush: 20, restart: 2, campaign: 2, propose: 8 } },
  { ...BASE, name: "partitions", weights: { ...USUAL, partition: 2, campaign: 2, propose: 8 } },
  { ...BASE, name: "membership", weights: { ...USUAL, ...UPSET, change: 6, propose: 3 }, transitions: ["auto"] },
  {
    ...BASE,
    name: "joint",
    weights: { ...USUAL, ...UPSET, change: 6, propose: 3 },
    transitions: ["auto", "jointAuto", "jointExplicit"],
  },
  { ...BASE, name: "snapshots", weights: { ...USUAL, compact: 6, partition: 4, propose: 9, tick: 4 } },
];

/**
 * A run of a scenario, decided by the seed alone. `untilError`: code that was broken on purpose may notice it by itself;
 * its trace is what came before.
 */
export function record(scenario: Scenario, seed: number, options?: { untilError: boolean }): readonly TraceEvent[] {
  const random = new Prng(seed);
  const group = new TracedGroup({
    random,
    voters: random.pick(scenario.voters),
    outstandingWritesMax: random.pick([1, 2, 16]),
    appendBytesMax: random.pick([1, 1_000]),
    inflightCountMax: random.pick([1, 2, 16]),
  });
  try {
    run(group, scenario, random);
  } catch (error) {
    if (options?.untilError !== true || !(error instanceof RaftError)) throw error;
  }
  return group.events.slice(0, LINES_MAX);
}

function run(group: TracedGroup, scenario: Scenario, random: Prng): void {
  // A leader to begin with, or most of the trace is about getting one.
  group.campaign(random.pick(group.ids));
  group.settle();
  while (group.events.length < LINES_MAX) step(group, scenario, random);
}

function step(group: TracedGroup, scenario: Scenario, random: Prng): void {
  const id = random.pick(group.ids);
  switch (pickStep(scenario.weights, random)) {
    case "deliver":
      return group.deliver(id, scenario.duplicate);
    case "flush":
      return group.flush(id);
    case "tick":
      return group.tick(id);
    case "campaign":
      return group.campaign(id);
    case "propose":
      return group.propose(group.leader ?? id, random.between(1, 2));
    case "lose":
      return group.lose();
    case "restart":
      return group.restart(id, random.between(0, group.waitingWrites(id)));
    case "partition":
      return group.partition(random.chance(0.5) ? [] : group.ids.filter(() => random.chance(0.4)));
    case "compact":
      return group.compact(group.leader ?? id);
    case "change":
      return change(group, scenario, random);
  }
}

function pickStep(weights: Weights, random: Prng): keyof Weights {
  const steps = Object.entries(weights) as [keyof Weights, number][];
  let at = random.below(steps.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [name, weight] of steps) {
    if (at < weight) return name;
    at -= weight;
  }
  throw new Error("weights do not add up");
}

/** Anybody joins, learns or leaves, the leader included; a node that is new is started first. */
function change(group: TracedGroup, { transitions }: Scenario, random: Prng): void {
  // Else most changes would be refused, because the one before is not committed yet.
  if (random.chance(0.5)) group.settle();
  const { leader } = group;
  if (leader === undefined) return;
  const transition = random.pick(transitions);
  const changes: MemberChange[] = [];
  for (let left = transitions.length === 1 ? 1 : random.between(1, 3); left > 0; left--) {
    const node = random.between(1, 6);
    const kind = random.pick(["addVoter", "addLearner", "remove"] as const);
    if (kind !== "remove" && !group.ids.includes(node)) group.start(node);
    if (!changes.some((other) => other.node === node)) changes.push({ kind, node });
  }
  group.change(leader, (node) => {
    if (!node.leaveJoint().ok) node.changeMembership(changes, transition);
  });
}
