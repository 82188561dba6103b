import type { NodeId, Status } from "@chronik/raft-core";
import type { MetadataImage } from "./metadata/image.ts";
import type { ReplicaManager } from "./partition/replica-manager.ts";

/** A node at one moment, for people and monitoring. Plain data. */
export interface NodeStatus {
  readonly nodeId: NodeId;
  readonly raft: {
    readonly role: string;
    readonly term: number;
    /** Null where none is known. */
    readonly leader: NodeId | null;
    readonly commitIndex: number;
    readonly appliedIndex: number;
    readonly lastIndex: number;
  };
  readonly nodes: readonly { readonly nodeId: NodeId; readonly nodeEpoch: number; readonly fenced: boolean }[];
  readonly topicCount: number;
  readonly partitions: readonly PartitionStatus[];
}

/** One replica on this node. */
export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  readonly leader: NodeId;
  readonly leaderEpoch: number;
  readonly replicas: readonly NodeId[];
  readonly isr: readonly NodeId[];
  /** Replicas whose logs cannot be used. */
  readonly failed: readonly NodeId[];
  /** Of the log on this node: `online`, `offline` or `quarantined`. */
  readonly logState: string;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
}

export function nodeStatus(of: {
  raft: Status;
  image: MetadataImage;
  replicas: ReplicaManager;
  self: NodeId;
}): NodeStatus {
  const { raft, image, replicas, self } = of;
  return {
    nodeId: self,
    raft: {
      role: raft.role,
      term: raft.term,
      leader: raft.leader || null,
      commitIndex: raft.commit,
      appliedIndex: image.appliedIndex,
      lastIndex: raft.lastIndex,
    },
    nodes: [...image.nodes.values()].map(({ nodeId, nodeEpoch, fenced }) => ({ nodeId, nodeEpoch, fenced })),
    topicCount: image.topics.size,
    partitions: [...replicas.all()].map(({ topic, image: partition, replica, highWatermark }) => ({
      topic,
      partition: partition.partition,
      leader: partition.leader,
      leaderEpoch: partition.leaderEpoch,
      replicas: partition.replicas,
      isr: partition.isr,
      failed: partition.failed ?? [],
      logState: replica.log.state,
      logStartOffset: replica.logStartOffset,
      highWatermark,
      logEndOffset: replica.logEndOffset,
    })),
  };
}
