import type { NodeId } from "@chronik/raft-core";
import type { Endpoint, TopicId } from "./image.ts";

/**
 * What the metadata log holds. A command is applied by the same deterministic function on every node, against the image
 * that all commands before it made: it is its own compare-and-set, and its result is the same everywhere.
 */
export type MetadataCommand =
  | RegisterNode
  | FenceNode
  | UnfenceNode
  | CreateTopic
  | DeleteTopic
  | CreatePartitions
  | ElectLeaders
  | ChangeIsr
  | AllocateProducerIds
  | FailReplicas;

/** A process has started on this node. Ends the leaderships of the incarnation before it. */
export interface RegisterNode {
  readonly kind: "registerNode";
  readonly nodeId: NodeId;
  readonly incarnation: string;
  /**
   * The `nodeEpoch` of the registration that this one takes the place of, as far as the process has seen; 0 for none. A
   * process that died before its registration was applied must not replace the one that came after it.
   */
  readonly previousNodeEpoch: number;
  readonly directoryId: string;
  readonly endpoints: readonly Endpoint[];
  readonly rack: string | null;
  /** The replicas that the node found unusable when it started: marked as failed, and no others of this node. */
  readonly failed: readonly TopicPartitions[];
}

/** Some partitions of one topic. */
export interface TopicPartitions {
  readonly topicId: TopicId;
  readonly partitions: readonly number[];
}

/** The node is silent, or asks to be relieved because it shuts down. Moves all that it leads, and takes it out of every ISR. */
export interface FenceNode {
  readonly kind: "fenceNode";
  readonly nodeId: NodeId;
  /** Fences this registration only. */
  readonly nodeEpoch: number;
}

/** The node is alive after all. */
export interface UnfenceNode {
  readonly kind: "unfenceNode";
  readonly nodeId: NodeId;
  readonly nodeEpoch: number;
}

export interface CreateTopic {
  readonly kind: "createTopic";
  readonly name: string;
  readonly topicId: TopicId;
  /** Either both of these, with `assignments` null … */
  readonly partitionCount: number;
  readonly replicationFactor: number;
  /** Where the spread over the nodes starts; drawn by the proposer. */
  readonly placementSeed: number;
  /** … or the replicas of each partition, by partition number. */
  readonly assignments: readonly (readonly NodeId[])[] | null;
  readonly configs: readonly { readonly name: string; readonly value: string }[];
}

export interface DeleteTopic {
  readonly kind: "deleteTopic";
  readonly topicId: TopicId;
}

/** More partitions for a topic (KIP-195). Those that are there stay as they are. */
export interface CreatePartitions {
  readonly kind: "createPartitions";
  readonly topicId: TopicId;
  /** How many the topic is to have then. */
  readonly partitionCount: number;
  readonly placementSeed: number;
  /** The replicas of each new partition; null where they are to be spread over the nodes. */
  readonly assignments: readonly (readonly NodeId[])[] | null;
}

/** Leadership of these partitions goes to their preferred leaders, where those are in sync (KIP-460). */
export interface ElectLeaders {
  readonly kind: "electLeaders";
  readonly partitions: readonly TopicPartitions[];
}

/** A leader's wish to change the ISR of its partition (AlterPartition, KIP-497, with the broker epochs of KIP-903). */
export interface ChangeIsr {
  readonly kind: "changeIsr";
  readonly topicId: TopicId;
  readonly partition: number;
  readonly leader: NodeId;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly { readonly nodeId: NodeId; readonly nodeEpoch: number }[];
}

/**
 * The node cannot use its logs of these partitions. Moves what it leads of them and takes it out of their ISRs, as fencing does;
 * and ends their leader epochs in any case, so that nothing the replica has acknowledged counts from then on.
 */
export interface FailReplicas {
  readonly kind: "failReplicas";
  readonly nodeId: NodeId;
  /** Of this registration only. */
  readonly nodeEpoch: number;
  readonly failed: readonly TopicPartitions[];
}

export interface AllocateProducerIds {
  readonly kind: "allocateProducerIds";
  readonly count: number;
}

/** What a command came to. `error` is a Kafka error code; 0 is success. */
export interface CommandResult {
  readonly error: number;
  /** For people; null on success. */
  readonly message: string | null;
  /** First id of the block, after {@link AllocateProducerIds}. */
  readonly firstProducerId?: number;
}

/** Partitions, those of each topic together. */
export function byTopic(
  partitions: Iterable<{ readonly topicId: TopicId; readonly partition: number }>,
): readonly TopicPartitions[] {
  const topics = new Map<TopicId, number[]>();
  for (const { topicId, partition } of partitions) {
    const known = topics.get(topicId);
    if (known === undefined) topics.set(topicId, [partition]);
    else known.push(partition);
  }
  return Array.from(topics, ([topicId, partitions]) => ({ topicId, partitions }));
}
