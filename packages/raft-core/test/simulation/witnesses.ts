import type { Configuration, MemberChange, NodeId } from "../../src/index.ts";
import type { Prng } from "./prng.ts";

const KINDS = ["addVoter", "addVoter", "addVoter", "addLearner", "remove"] as const;
const KINDS_WITH_WITNESS = [...KINDS, "addWitness"] as const;

/** Which nodes of this run are witnesses, if any: among the voters at most half, as every configuration asks for. */
export function drawWitnesses(random: Prng, nodes: readonly NodeId[], voters: readonly NodeId[]): readonly NodeId[] {
  if (!random.chance(0.4)) return [];
  const among = random.between(0, voters.length >> 1);
  const joining = nodes.filter((id) => !voters.includes(id) && random.chance(0.4));
  return [...[...voters].sort((a, b) => b - a).slice(0, among), ...joining].sort((a, b) => a - b);
}

/**
 * A change that an operator could ask for. Who is no member is added as what it is; a member may be asked to become
 * anything, and turning it from one kind into the other must be refused.
 */
export function drawChange(
  random: Prng,
  group: { configuration: Configuration; nodes: readonly NodeId[]; witnesses: readonly NodeId[] },
): MemberChange {
  const { configuration, nodes, witnesses } = group;
  const kind = random.pick(witnesses.length > 0 ? KINDS_WITH_WITNESS : KINDS);
  const node = random.pick(nodes);
  const { voters, votersOutgoing, learners } = configuration;
  const isMember = [voters, votersOutgoing, learners].some((list) => list.includes(node));
  if (kind === "remove" || isMember) return { kind, node };
  if (witnesses.includes(node)) return { kind: "addWitness", node };
  return { kind: kind === "addWitness" ? "addVoter" : kind, node };
}
