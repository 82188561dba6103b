import type { Configuration, MemberChange, NodeId } from "../../src/index.ts";
import type { Prng } from "./prng.ts";

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
  { configuration, node, witnesses }: { configuration: Configuration; node: NodeId; witnesses: readonly NodeId[] },
): MemberChange {
  const kind = random.pick(["addVoter", "addVoter", "addVoter", "addLearner", "remove", "addWitness"] as const);
  const { voters, votersOutgoing, learners } = configuration;
  const isMember = [voters, votersOutgoing, learners].some((list) => list.includes(node));
  if (kind === "remove" || isMember) return { kind, node };
  if (witnesses.includes(node)) return { kind: "addWitness", node };
  return { kind: kind === "addWitness" ? "addVoter" : kind, node };
}
