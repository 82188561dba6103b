export { inspectWal, type StoredLog, type StoredWal, type VouchedLog } from "./folder.ts";
export {
  inspectJournal,
  type JournalControl,
  type JournalEnd,
  type JournalFileReport,
  type JournalFileRole,
  type JournalFrameReport,
  type JournalGroupReport,
  type JournalInspection,
  type JournalReport,
  type JournalVisitor,
} from "./journal.ts";
export {
  type BatchReport,
  type CutPlace,
  inspectLog,
  type LogFinding,
  type LogInspection,
  type LogReport,
  type LogVisitor,
  type SegmentReport,
} from "./log.ts";
export { type WalFrame, WalFrameReader, type WalFrameReport } from "./wal-frames.ts";
