import type { NodeId } from "@chronik/raft-core";
import type { BatchRun, PartitionKey } from "@chronik/wal";
import type { CommandResult } from "../metadata/command.ts";
import type { Logger } from "../ports.ts";
import type { ReplicaState } from "./replica-state.ts";

/** How one partition behaves, from the topic's configuration. */
export interface PartitionConfig {
  readonly minInsyncReplicas: number;
  readonly maxMessageBytes: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** LogAppendTime: the broker's clock replaces the producer's timestamps. */
  readonly logAppendTime: boolean;
}

/** What a partition needs of the node around it. */
export interface PartitionHost {
  readonly self: NodeId;
  readonly logger: Logger;
  readonly lagMaxMs: number;
  monotonicMs(): number;
  /** The registered, unfenced process life of a node; undefined where there is none. */
  liveIncarnation(node: NodeId): number | undefined;
  /** The process life on the other end of the replication connection; undefined while there is none. */
  connectedIncarnation(node: NodeId): number | undefined;
  /** `done` only when the metadata log has decided, however long that takes: an undecided change may still be committed. */
  proposeIsr(change: IsrChange, done: (result: CommandResult) => void): void;
  /** The log has grown, or the high watermark moved: followers want to know. */
  appended(key: PartitionKey, run: BatchRun): void;
  highWatermarkAdvanced(key: PartitionKey): void;
  /** What this node appended as leader is durable, though it leads no more. */
  durableAdvanced(key: PartitionKey): void;
  /** The replica is out of service from now on: its log failed. Called once. */
  failed(failure: ReplicaFailure): void;
}

export interface ReplicaFailure {
  readonly key: PartitionKey;
  readonly topic: string;
  /** That of the partition object that failed: another one may have its key by now. */
  readonly replica: ReplicaState;
  readonly error: Error;
  /** It led until now. */
  readonly led: boolean;
  /** The metadata knows of it. */
  readonly told: boolean;
}

export interface IsrChange {
  readonly key: PartitionKey;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly NodeId[];
  readonly isrBefore: readonly NodeId[];
}
