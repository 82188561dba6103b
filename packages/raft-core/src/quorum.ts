import type { Configuration } from "./configuration.ts";
import type { NodeId } from "./entry.ts";

/*
 * Decisions by majority. In a joint configuration both halves must agree, each by a majority of its own
 * (thesis, section 4.3). An empty half agrees with everything, so that one formula serves both cases.
 */

export type VoteResult = "won" | "pending" | "lost";

/** The highest index that a majority of each half has acknowledged. Without voters: infinity is never returned, but 0. */
export function quorumIndex(configuration: Configuration, acknowledged: (id: NodeId) => number): number {
  const index = Math.min(
    majorityIndex(configuration.voters, acknowledged),
    majorityIndex(configuration.votersOutgoing, acknowledged),
  );
  return index === Number.POSITIVE_INFINITY ? 0 : index;
}

/** `votes` holds who answered, and how. */
export function quorumVotes(configuration: Configuration, votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const incoming = majorityVotes(configuration.voters, votes);
  const outgoing = majorityVotes(configuration.votersOutgoing, votes);
  if (incoming === outgoing) return incoming;
  if (incoming === "lost" || outgoing === "lost") return "lost";
  return "pending";
}

/** Whether a majority of each half satisfies `active`. */
export function quorumActive(configuration: Configuration, active: (id: NodeId) => boolean): boolean {
  return quorumIndex(configuration, (id) => (active(id) ? 1 : 0)) === 1;
}

function majorityIndex(voters: readonly NodeId[], acknowledged: (id: NodeId) => number): number {
  if (voters.length === 0) return Number.POSITIVE_INFINITY;
  // Sorted while it fills, highest first: voters are few, and this runs after every call of the node.
  const indexes: number[] = [];
  for (const id of voters) {
    const index = acknowledged(id);
    let at = indexes.length;
    for (; at > 0 && indexes[at - 1]! < index; at--) indexes[at] = indexes[at - 1]!;
    indexes[at] = index;
  }
  return indexes[voters.length >> 1]!;
}

function majorityVotes(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  let granted = 0;
  let missing = 0;
  for (const id of voters) {
    const vote = votes.get(id);
    if (vote === undefined) missing++;
    else if (vote) granted++;
  }
  const majority = (voters.length >> 1) + 1;
  if (voters.length === 0 || granted >= majority) return "won";
  return granted + missing >= majority ? "pending" : "lost";
}
