export { type Configuration, decodeConfiguration, encodeConfiguration } from "./configuration.ts";
export type { MemberChange, Transition } from "./configuration-change.ts";
export { type Entry, type EntryKind, type HardState, NO_NODE, type NodeId, type Snapshot } from "./entry.ts";
export { RaftError, type RaftErrorCode } from "./error.ts";
export type { TransferResult } from "./leadership-transfer.ts";
export { LogMirror } from "./log-mirror.ts";
export type { MembershipRefusal, MembershipResult } from "./membership.ts";
export { MemoryLog } from "./memory-log.ts";
export type * from "./message.ts";
export { MessageLoop, type MessageLoopOptions } from "./message-loop.ts";
export type { LeaseOptions, RaftOptions } from "./options.ts";
export type * from "./ports.ts";
export type { ProgressState } from "./progress.ts";
export { RawNode, type Ready } from "./raw-node.ts";
export type { ReadIndexRefusal, ReadIndexResult } from "./read-index.ts";
export {
  RECOVERY_TERM_GAP,
  type RecoveryOptions,
  type RecoveryRefusal,
  type RecoveryReport,
  type RecoveryResult,
  unsafelyRecoverQuorum,
} from "./recovery.ts";
export type {
  Leadership,
  PeerStatus,
  ProposeRefusal,
  ProposeResult,
  ReadResult,
  Refused,
  Role,
  Status,
} from "./status.ts";
export { inspectSurvivor, type RankedSurvivor, rankSurvivors, type Survivor } from "./survivors.ts";
export * from "./trace.ts";
export type { ReadCallback, ReadOutcome } from "./waiting-reads.ts";
