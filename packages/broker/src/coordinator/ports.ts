import type { TopicId } from "../metadata/image.ts";
import type { Clock, Logger, Random, Timers } from "../ports.ts";

/** One record of `__consumer_offsets`. A null value is a tombstone. */
export interface CoordinatorRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** A partition of `__consumer_offsets`, under one leadership of this node. */
export interface LedPartition {
  readonly partition: number;
  readonly leaderEpoch: number;
}

/** The log behind the coordinators: the partitions of one internal topic, as far as this node leads them. */
export interface CoordinatorLog {
  /**
   * Appends the records as one batch, as acks=all does. `done(0)` when the high watermark covers it; else a Kafka error
   * code: NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND, MESSAGE_TOO_LARGE, KAFKA_STORAGE_ERROR.
   * Never calls back from inside this call. Batches are committed in the order in which they were appended.
   */
  append(at: LedPartition, records: readonly CoordinatorRecord[], done: (error: number) => void): void;
  /**
   * `done(0)` once the high watermark covers everything that the log holds now, whatever the size of the ISR; else
   * NOT_LEADER_OR_FOLLOWER or KAFKA_STORAGE_ERROR. What a new leader has read from its log may be shown from then on: before
   * that, another failover could take back what it showed. Never calls back from inside this call.
   */
  whenCommitted(at: LedPartition, done: (error: number) => void): void;
  /**
   * The records from `offset` on, a bounded piece of them. `nextOffset === offset` where nothing more can be read yet: at
   * the end of the log, or earlier while what the log holds is still on its way into its files. Throws where the log cannot be read.
   */
  read(partition: number, offset: number): { records: readonly CoordinatorRecord[]; nextOffset: number };
  logStartOffset(partition: number): number;
  /** The offset after the last record, whether that can be read yet or not. */
  logEndOffset(partition: number): number;
}

/** Where clients reach a coordinator. */
export interface CoordinatorEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** Who coordinates what, from the metadata image: the leader of the partition that a group id belongs to, and nobody else. */
export interface CoordinatorDirectory {
  /**
   * The coordinator of a group, at its endpoint on `listener`; else a Kafka error code: COORDINATOR_NOT_AVAILABLE while
   * the topic is missing, or the partition has no leader, or the leader no such listener.
   */
  coordinator(groupId: string, listener: string): CoordinatorEndpoint | number;
  /** Creates `__consumer_offsets` where it is missing. Called at each look-up that found nobody, so it has to be idempotent. */
  ensureInternalTopic(): void;
  /** Partitions of `__consumer_offsets`; 0 while it does not exist. */
  partitionCount(): number;
}

/** What coordinators ask about topics, from the metadata image. */
export interface TopicNames {
  /** Undefined where no topic has that name. */
  partitionCount(topic: string): number | undefined;
  nameOf(topicId: TopicId): string | undefined;
  idOf(topic: string): TopicId | undefined;
}

/** What the coordinators of a node work with. */
export interface CoordinatorPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  readonly log: CoordinatorLog;
}
