export {
  DamageError,
  type DamagePlace,
  OffsetOutOfRangeError,
  WalError,
  type WalErrorCode,
} from "./errors.ts";
export type { LogIdentity } from "./frames.ts";
export * from "./inspect/index.ts";
export { Journal } from "./journal/journal.ts";
export type { JournalAppend, JournalInit } from "./journal/journal-init.ts";
export type { JournalOptions } from "./journal/options.ts";
export type { JournalFrame } from "./journal/scan.ts";
export type { PartitionLog } from "./log/partition-log.ts";
export type { SegmentState } from "./log/segment-state.ts";
export {
  type BatchPlace,
  DEFAULT_LOG_SETTINGS,
  type DerivedState,
  type Done,
  type EpochStart,
  type LogBatch,
  type LogFault,
  type LogSettings,
  type LogState,
  type ReadRange,
  type SegmentInfo,
  type StateSnapshot,
} from "./log/types.ts";
export type * from "./ports.ts";
export * from "./repair/index.ts";
export * from "./replication/index.ts";
export { type NewPartition, Wal, type WalInit, type WalStats } from "./wal.ts";
export type { WalOptions } from "./wal-options.ts";
