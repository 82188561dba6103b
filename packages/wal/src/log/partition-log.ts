import type { WalError } from "../errors.ts";
import type { ReplicaLog } from "../replication/ports.ts";
import type {
  BatchPlace,
  DerivedState,
  Done,
  EpochStart,
  LogBatch,
  LogSettings,
  LogState,
  ReadRange,
  SegmentInfo,
  StateSnapshot,
} from "./types.ts";

/**
 * One partition's log. `Wal` makes it, and recovers it.
 *
 * What is appended can be read at once, durable or not. Reads lag behind (`readableEndOffset`) only until a truncation, a reset
 * or the creation before it is durable, and while the disk is full. `done` callbacks run in the order of the calls.
 */
export interface PartitionLog extends ReplicaLog {
  /** 32 hexadecimal digits. */
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly state: LogState;
  /** Why the log is offline or in quarantine; else null. */
  readonly fault: WalError | null;
  /** Exclusive: how far reads can go now; ≤ `logEndOffset`. */
  readonly readableEndOffset: number;
  /** Bytes in all segments, without indexes. */
  readonly sizeBytes: number;

  /**
   * Appends batches that this node, the leader, has stamped with offsets and epoch. They must go on where the log ends, and
   * their epoch must not be older than the last.
   *
   * @param batches Their bytes must not change until `done`.
   * @throws WalError where it refuses; nothing is changed then, and `done` is never called: `badBatch`, `overloaded`,
   *   `diskFull`, `appendTooLarge`, `partitionOffline`, `partitionQuarantined`, `closed`.
   */
  appendAsLeader(batches: readonly LogBatch[], done: Done): void;

  /**
   * The same for batches as they came from the leader. Checksums are verified.
   *
   * @param payload Must not change until `done`. Every error, refusals included, comes through `done`.
   */
  appendAsFollower(payload: Uint8Array, done: Done): void;

  /**
   * See {@link ReplicaLog.read}. One read ends with its segment and after 4 MiB at the latest, so that it does not stall the
   * event loop: it may return less than there is.
   *
   * @throws OffsetOutOfRangeError outside of `[logStartOffset, logEndOffset]`.
   * @throws WalError `partitionOffline`, `partitionQuarantined`, `closed`; `diskFull` for want of a file descriptor.
   */
  read(range: ReadRange): Uint8Array;

  /**
   * {@link read} into a buffer of the caller's.
   *
   * @returns The bytes read; 0 where there is nothing to read; −n where the first batch has n bytes and `target` has fewer.
   */
  readInto(range: ReadRange, target: Uint8Array): number;

  /** Oldest first. */
  epochs(): readonly EpochStart[];

  /**
   * The first batch whose largest timestamp is `timestampMs` or larger; undefined where there is none that can be read.
   * The record itself is for the caller to find in it.
   *
   * @throws WalError as {@link read} does.
   */
  offsetForTimestamp(timestampMs: number): BatchPlace | undefined;

  /**
   * Removes every batch that reaches `offset` or beyond, so the log may end below `offset`, at the start of a batch. Nothing is
   * removed where the log ends there or before. Every error comes through `done`.
   */
  truncateTo(offset: number, done: Done): void;

  /** Drops everything and starts again, empty, at `offset`. The way out of quarantine. Every error comes through `done`. */
  resetTo(offset: number, done: Done): void;

  /**
   * Moves the start of the log up to `offset`, at most to its end. Segments that are wholly below it are removed; where these are
   * all, the log goes on in a new one. Every error comes through `done`.
   */
  deleteBefore(offset: number, done: Done): void;

  /** From now on checkpoints keep snapshots of a state that the owner derives from all batches of this log. One owner per log. */
  keepState(state: DerivedState): void;

  /**
   * Offers the snapshots of the derived state that are of this log as it can be read now, the newest first, until `taken` says that it
   * took one. It must not throw; what it refuses is damaged, and is removed.
   *
   * @returns The offset from which on the owner has to read batches: where the snapshot ends, or the start of the log.
   * @throws WalError as {@link read} does.
   */
  restoreState(taken: (snapshot: StateSnapshot) => boolean): number;

  /** Oldest first. */
  segments(): readonly SegmentInfo[];

  /** Changes settings, for appends from now on. */
  configure(settings: Partial<LogSettings>): void;
}
