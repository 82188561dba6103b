import type { PartitionKey, ReplicationMessage } from "./message.ts";

/** The end of the owner's current turn. What one turn brings for a partition goes out as one message. */
export interface TurnEnd {
  /** Calls back once, when the current turn's work is done and before any timer; never from inside this call. */
  defer(callback: () => void): void;
}

/**
 * The replication channel. First in, first out per node while a connection lasts. A connection that breaks is reported
 * to `ReplicationSource` and `ReplicationSink` by their owner, and what was under way may be lost. The two directions
 * are two connections, which break apart from each other; it is enough that one of the two ends hears of a break, and
 * it may hear of it late.
 */
export interface ReplicationNetwork {
  /**
   * False where the node is not connected or its queue is full: nothing was sent; `writable` tells when to go on.
   * Never delivers, and never reports anything, from inside the call.
   */
  send(node: number, message: ReplicationMessage): boolean;
}

/** What replication needs of one partition's log. `PartitionLog` is one. */
export interface ReplicaLog {
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /**
   * ≤ logEndOffset: what was removed does not count any more, nor does what was appended in its place before it is
   * durable itself.
   */
  readonly durableEndOffset: number;
  /**
   * The epoch of the last batch; −1 in an empty log. Where batches were deleted from the start, the epoch of the last of
   * them may be remembered, as an epoch that ends at the log's start.
   */
  readonly lastEpoch: number;
  /** The largest epoch ≤ `epoch` and its end offset; undefined where the log has none so early (KIP-101). */
  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined;
  /**
   * Whole batches from the one that contains `offset` on; at least one where there is one, then up to `bytesMax`.
   * None that reaches beyond `endOffset`. Empty at the end of the log, and where what follows cannot be read yet but soon
   * will be: a truncation before it is under way. The result is the caller's to keep.
   */
  read(range: { offset: number; bytesMax: number; endOffset?: number }): Uint8Array;
  /**
   * Appends batches as they came from the leader, offsets and epochs included; `done` when they are durable here and
   * `durableEndOffset` says so. Where it refuses them, nothing was appended, the log still ends where it did, and the
   * error is thrown or comes through `done`; so with {@link truncateTo} and {@link resetTo}.
   */
  appendAsFollower(payload: Uint8Array, done: (error: Error | null) => void): void;
  /** Removes everything at and beyond `offset`. `done` when that is durable. Later appends are ordered after it. */
  truncateTo(offset: number, done: (error: Error | null) => void): void;
  /** Drops everything and starts again, empty, at `offset`. */
  resetTo(offset: number, done: (error: Error | null) => void): void;
}

/** A partition that this node leads. */
export interface Leading {
  readonly log: ReplicaLog;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
}

/** What the leader's side asks of its owner, and tells it. */
export interface SourceHost {
  /**
   * The partition if this node leads it: its log, its current epoch and its high watermark; else why not. `logError`: the
   * metadata names this node, and its log cannot be used. Where such a log ends means nothing, so no follower is ever compared
   * with it.
   */
  leading(key: PartitionKey): Leading | "unknown" | "notLeader" | "logError";
  /**
   * A follower of the current epoch, whose log agrees with ours, has everything below `durableEndOffset` on its disk.
   * Grows within one subscription; a new one may begin lower, where the follower lost what was not durable.
   */
  followerDurable(node: number, key: PartitionKey, durableEndOffset: number): void;
  /** The log of a partition that this node leads cannot be read. Its followers were refused; they will ask again. */
  readFailed(key: PartitionKey, error: Error): void;
}

/** What the follower's side tells its owner. */
export interface SinkHost {
  /**
   * Our log agrees with the leader's: high watermark and start offset as the leader knows them, never beyond what is
   * durable here. Neither goes back within a leader epoch.
   */
  leaderProgress(key: PartitionKey, progress: { highWatermark: number; logStartOffset: number }): void;
  /** What a leader had sent has become durable, and the partition is followed no more: this node may lead it by now. */
  durableAdvanced(key: PartitionKey): void;
  /** The local log failed; the partition is no longer followed. */
  followFailed(key: PartitionKey, error: Error): void;
  /**
   * What the leader sent is no batch that could follow: nothing was appended, and the leader is asked again later. The local
   * log is sound, which cannot be said of the leader's.
   */
  batchesRefused(key: PartitionKey, error: Error): void;
}
