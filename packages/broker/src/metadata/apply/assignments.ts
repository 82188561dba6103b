import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { MetadataImage, PartitionImage } from "../image.ts";
import { electLeader } from "./election.ts";
import { placeReplicas } from "./placement.ts";

/** The most partitions that a topic has: one command must not stall every node that applies it. */
export const PARTITION_COUNT_MAX = 10_000;

export interface Refusal {
  readonly error: number;
  readonly message: string;
}

/** The replicas of new partitions, one after the other; or why there can be none. */
export type Placement = { readonly assignments: readonly (readonly NodeId[])[] } | Refusal;

/** Spreads the replicas of new partitions over the live nodes. */
export function placeOnLiveNodes(
  image: MetadataImage,
  wanted: { readonly partitionCount: number; readonly replicationFactor: number; readonly placementSeed: number },
): Placement {
  const { partitionCount, replicationFactor, placementSeed } = wanted;
  const live = [...image.nodes.values()].filter((node) => !node.fenced).map((node) => node.nodeId);
  if (!Number.isSafeInteger(replicationFactor) || replicationFactor <= 0 || replicationFactor > live.length) {
    const message = `replication factor ${replicationFactor} with ${live.length} live nodes`;
    return { error: errorCodes.INVALID_REPLICATION_FACTOR, message };
  }
  if (!Number.isSafeInteger(placementSeed) || placementSeed < 0) {
    return { error: errorCodes.INVALID_REQUEST, message: "the placement seed is not a non-negative integer" };
  }
  return { assignments: placeReplicas(live, { partitionCount, replicationFactor, placementSeed }) };
}

/** What somebody has chosen for the partitions from `firstPartition` on: each with `replicationFactor` replicas, one live at least. */
export function checkAssignments(
  image: MetadataImage,
  assignments: readonly (readonly NodeId[])[],
  expected: { readonly firstPartition: number; readonly replicationFactor: number },
): Placement {
  for (const [index, replicas] of assignments.entries()) {
    const invalid = whyInvalid(image, replicas, expected.replicationFactor);
    if (invalid === null) continue;
    const message = `partition ${expected.firstPartition + index}: ${invalid}`;
    return { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message };
  }
  return { assignments };
}

function whyInvalid(image: MetadataImage, replicas: readonly NodeId[], factor: number): string | null {
  if (replicas.length === 0) return "no replicas";
  if (replicas.length !== factor) return `${replicas.length} replicas where partition 0 has ${factor}`;
  if (new Set(replicas).size !== replicas.length) return "a node twice";
  const unknown = replicas.find((nodeId) => !image.nodes.has(nodeId));
  if (unknown !== undefined) return `node ${unknown} is not registered`;
  return liveReplicas(image, replicas).length === 0 ? "no live node among the replicas" : null;
}

/** All its live replicas are in sync, since there is nothing to have yet; the first of them leads. */
export function newPartition(image: MetadataImage, partition: number, replicas: readonly NodeId[]): PartitionImage {
  const isr = liveReplicas(image, replicas);
  const leader = electLeader({ isr }, image.nodes);
  return { partition, replicas, isr, leader, leaderEpoch: 0, partitionEpoch: 0 };
}

function liveReplicas(image: MetadataImage, replicas: readonly NodeId[]): readonly NodeId[] {
  return replicas.filter((nodeId) => image.nodes.get(nodeId)?.fenced === false);
}
