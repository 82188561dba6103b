/**
 * An open file. Reads and writes are synchronous and go to the page cache; only `datasync` waits for the device, and
 * never on the caller's turn. All sizes and positions are in bytes.
 */
export interface DiskFile {
  /** Reads into all of `target`; returns the bytes read, fewer only at the end of the file. */
  read(target: Uint8Array, position: number): number;
  /** Writes all buffers one after the other at `position`, or throws. Keeps no reference to them. */
  write(buffers: readonly Uint8Array[], position: number): void;
  /** Makes all writes that returned before this call durable. `done` is called once, never from inside this call. */
  datasync(done: (error: Error | null) => void): void;
  /** The same, on the caller's turn: for start-up and shutdown, never while requests are served. */
  datasyncNow(): void;
  truncate(sizeBytes: number): void;
  size(): number;
  close(): void;
}

/** A folder tree. Paths are absolute and use `/`. Every call throws on failure with the system's own error (`code`). */
export interface Disk {
  /** `create` fails where the file exists; `open` where it does not. A created file survives a crash only after `syncFolder` of its folder. */
  open(path: string, mode: "create" | "open" | "read"): DiskFile;
  exists(path: string): boolean;
  /** Names (not paths) in a folder, sorted; empty where the folder does not exist. */
  list(folder: string): string[];
  /** Creates the folder and its parents; no error where it exists. */
  makeFolder(path: string): void;
  /** Gives a file or a folder another name in the same folder. Replaces a file atomically. Durable after `syncFolder`. */
  rename(from: string, to: string): void;
  /** Removes a file, or a folder with all it holds; no error where it is absent. */
  remove(path: string): void;
  /** fsync of a folder: makes the creations, renames and removals in it that came before this call durable. `done` is called once, never from inside this call. */
  syncFolder(path: string, done: (error: Error | null) => void): void;
  /** The same, on the caller's turn: for start-up and shutdown, never while requests are served. */
  syncFolderNow(path: string): void;
}

/** Where one batch ends and the next begins, and what its header says. The log itself never looks into a batch. */
export interface BatchFrame {
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** Milliseconds since the Unix epoch; −1 where the batch has none. */
  readonly maxTimestamp: number;
}

/** Knows the format of what the logs hold. */
export interface BatchFraming {
  /** Bytes that {@link frame} must see at least. */
  readonly headerBytes: number;
  /**
   * The frame of the batch that starts at `position`; null where its header is not whole or makes no sense.
   * The batch itself may reach beyond the end of `bytes`. Never throws.
   */
  frame(bytes: Uint8Array, position: number): BatchFrame | null;
  /** Whether a whole batch is undamaged (its checksum holds). Never throws. */
  verify(batch: Uint8Array): boolean;
}

/** Wall clock, for segment ages only; nothing about consistency depends on it. */
export interface WallClock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
}

/** Timers of the owner's event loop. */
export interface Timers {
  /** Calls back once after `delayMs`; 0 means on a later turn. */
  set(delayMs: number, callback: () => void): TimerHandle;
}

export interface TimerHandle {
  cancel(): void;
}

/**
 * Calls back once when everything that is ready to run on this turn of the event loop has run (`setImmediate`), so that
 * all that was appended on one turn goes to the disk as one group. Never from inside the call.
 */
export type Defer = (callback: () => void) => void;

/** Where the log of events for the operator goes. `fields` are for machines, `message` is for people. */
export type EventLog = (
  level: "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, string | number>>,
) => void;
