import type { DamagePlace } from "../errors.ts";

/** Called once, never from inside the call that took it: null when durable, else why it never will be. */
export type Done = (error: Error | null) => void;

/** One batch as the leader appends it: offsets and epoch are stamped into `bytes` already. */
export interface LogBatch {
  /** One whole batch. The log keeps a reference until `done`; it must not change until then. */
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** Milliseconds since the Unix epoch; −1 where the batch has none. */
  readonly maxTimestamp: number;
}

export interface ReadRange {
  readonly offset: number;
  /** More is returned only where the first batch alone is larger. */
  readonly bytesMax: number;
  /** Exclusive: no batch that reaches this offset or beyond is returned. Default: the end of the log. */
  readonly endOffset?: number;
}

/** Where a leader epoch starts in a log. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** The first batch that may hold what a lookup by time asks for. The caller decodes it to find the record. */
export interface BatchPlace {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly maxTimestamp: number;
}

/** What somebody derived from all batches of a log below an offset, encoded. */
export interface StateSnapshot {
  /** Exclusive. */
  readonly endOffset: number;
  /** The log does not look into them. */
  readonly bytes: Uint8Array;
}

/**
 * Who derives a state from the batches of a log, and wants it back after a restart without reading them all: Kafka's producer
 * state, say. It must be a function of the batches alone, in their order.
 */
export interface DerivedState {
  /**
   * The state up to the end of the log, to be written by a checkpoint; null where it is not known at present. Called on a turn of the
   * journal's or a timer's, never from inside a call of the owner's.
   */
  capture(): StateSnapshot | null;
}

/** One segment file, for retention. */
export interface SegmentInfo {
  readonly baseOffset: number;
  /** Exclusive. */
  readonly endOffset: number;
  readonly sizeBytes: number;
  /** −1 where no batch has a timestamp. */
  readonly maxTimestamp: number;
}

/** Settings that may differ between partitions and change while they run. */
export interface LogSettings {
  /** A segment is rolled before it grows beyond this. Default 1 GiB, Kafka's `segment.bytes`; at most 2³¹ − 1. */
  readonly segmentBytesMax: number;
  /**
   * A segment is rolled by a batch whose largest timestamp is later than that of the segment's first batch by more than this. Where
   * that has none, the time since it was appended counts, anew in every process. Default 7 days, Kafka's `segment.ms`.
   */
  readonly segmentAgeMsMax: number;
  /** One index entry for about so many bytes. Default 4096, Kafka's `index.interval.bytes`. */
  readonly indexIntervalBytes: number;
  /** A segment is rolled before its offset index grows beyond this. Default 10 MiB, Kafka's `segment.index.bytes`. */
  readonly indexBytesMax: number;
}

export const DEFAULT_LOG_SETTINGS: LogSettings = {
  segmentBytesMax: 2 ** 30,
  segmentAgeMsMax: 7 * 24 * 60 * 60 * 1000,
  indexIntervalBytes: 4096,
  indexBytesMax: 10 * 1024 * 1024,
};

/**
 * - `online`: reads and appends.
 * - `offline`: a file could not be read, written or synced. Memory and disk may differ; a restart tries again.
 * - `quarantined`: damage was found below what the log vouches for. Nothing was cut; `resetTo` starts over.
 * - `closed`: deleted, or the WAL is closed.
 */
export type LogState = "online" | "offline" | "quarantined" | "closed";

/** Damage that was found in a log, and where. */
export interface LogFault {
  readonly place: DamagePlace;
  readonly reason: string;
}
