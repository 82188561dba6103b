import type { WalError } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { FolderOwner } from "./log-files.ts";
import type { PartitionLog } from "./partition-log.ts";
import type { SegmentHome, SegmentState } from "./segment-state.ts";
import type { SegmentStore } from "./segment-store.ts";
import type { EpochStart, LogFault, LogSettings } from "./types.ts";

/** Where the files of a log are, and its settings, which may change. */
export interface LogHome extends SegmentHome {
  readonly settings: { -readonly [Key in keyof LogSettings]: LogSettings[Key] };
}

/** A log as its owner sees it. */
export interface OwnedLog extends PartitionLog {
  /** Names the log in the journal. */
  readonly stream: number;
  readonly home: LogHome;
  /** Tries again what waited for room. */
  retry(): void;
}

/** What a log tells the WAL it belongs to. */
export interface LogOwner {
  readonly journal: Journal;
  /** The log went offline or into quarantine. */
  faulted(log: OwnedLog, error: WalError): void;
  /** A snapshot of the derived state was damaged, and is removed. */
  snapshotRefused(log: OwnedLog, path: string): void;
  /** Something waits for room on the disk: call {@link OwnedLog.retry} later. */
  blocked(log: OwnedLog): void;
  /** Makes the folder of a new log and its first segment; the journal has made the creation durable. */
  makeStore(log: OwnedLog, startOffset: number): SegmentStore;
  /** Does what makes or removes the files of a log: soon, in the order of the calls, and not for too many logs on one turn. */
  paced(work: () => void): void;
  /** Takes the folder of a deleted log away; its files are closed, and the journal has made the deletion durable. */
  removeFolder(log: OwnedLog): void;
}

/** What the files of this log may ask for. */
export function folderOwner(owner: LogOwner, log: OwnedLog): FolderOwner {
  return {
    makeStore: (startOffset) => owner.makeStore(log, startOffset),
    removeFolder: () => owner.removeFolder(log),
    paced: (work) => owner.paced(work),
  };
}

/** What is known of a log without looking into its batches. */
export interface LogContents {
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly epochs: readonly EpochStart[];
  readonly segments: readonly SegmentState[];
  readonly fault: LogFault | null;
}
