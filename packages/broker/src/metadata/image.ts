import type { NodeId } from "@chronik/raft-core";

/** 16 bytes as 32 lower-case hexadecimal digits. */
export type TopicId = string;

/** No leader: the partition is offline. */
export const NO_LEADER = -1;

/**
 * The cluster's metadata as of one index of the Raft log. Immutable: an applied command makes a new image that shares what
 * did not change, so that two images can be compared part by part with `===`.
 */
export interface MetadataImage {
  /** Index of the last Raft entry that went into this image; 0 in the empty one. */
  readonly appliedIndex: number;
  readonly nodes: ReadonlyMap<NodeId, NodeRegistration>;
  readonly topics: ReadonlyMap<TopicId, TopicImage>;
  readonly topicIdByName: ReadonlyMap<string, TopicId>;
  /** The first producer id that no block has been given out for. */
  readonly nextProducerId: number;
}

export interface NodeRegistration {
  readonly nodeId: NodeId;
  /** Names one process life of the node. */
  readonly incarnation: string;
  /** Names the data folder; another one means that what the node held is gone. */
  readonly directoryId: string;
  /** Index of the Raft entry that registered this incarnation: Kafka's broker epoch (KIP-380, KIP-903). */
  readonly nodeEpoch: number;
  /** A fenced node leads nothing and is in no ISR of more than one. */
  readonly fenced: boolean;
  readonly endpoints: readonly Endpoint[];
  readonly rack: string | null;
}

/** Where clients reach a node on one listener. */
export interface Endpoint {
  readonly listener: string;
  readonly host: string;
  readonly port: number;
}

export interface TopicImage {
  readonly topicId: TopicId;
  readonly name: string;
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionImage[];
  /** Only what was set for this topic, by Kafka's names. */
  readonly configs: ReadonlyMap<string, string>;
}

export interface PartitionImage {
  readonly partition: number;
  /** The first is the preferred leader. */
  readonly replicas: readonly NodeId[];
  /** In-sync replicas, a subset of `replicas` in the same order. Never empty. */
  readonly isr: readonly NodeId[];
  /** {@link NO_LEADER} while no member of the ISR may lead. */
  readonly leader: NodeId;
  /** Grows by one with every change of leader, also to nobody and back to the same node. */
  readonly leaderEpoch: number;
  /** Grows by one with every change of anything here: what a change is compared against (KIP-497). */
  readonly partitionEpoch: number;
  /**
   * Present while the partition is offline because its only in-sync replica came back with another data folder: the one
   * folder that holds everything acknowledged. Only a registration with this `directoryId` may lead.
   */
  readonly awaitsDirectoryId?: string;
  /**
   * Replicas, in the order of `replicas`, whose node has said that it cannot use its log. None of them leads, and none is in an
   * ISR of more than one. A mark goes when the replica joins the ISR again, or when its node registers without saying so. Absent
   * where there are none.
   */
  readonly failed?: readonly NodeId[];
}

export const EMPTY_IMAGE: MetadataImage = {
  appliedIndex: 0,
  nodes: new Map(),
  topics: new Map(),
  topicIdByName: new Map(),
  nextProducerId: 0,
};

export function topicNamed(image: MetadataImage, name: string): TopicImage | undefined {
  const topicId = image.topicIdByName.get(name);
  return topicId === undefined ? undefined : image.topics.get(topicId);
}
