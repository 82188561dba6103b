/** What went wrong. Append-only: a code keeps its meaning for ever. */
export type WalErrorCode =
  /** The journal could not write or sync. Final: nothing that was not acknowledged will be; the node must stop. */
  | "journalFailed"
  /** The journal holds damage before records that were synced. Nothing was cut. */
  | "journalDamaged"
  /** The checkpoint file does not hold what was written to it. Nothing was changed. */
  | "checkpointDamaged"
  /** No room on the disk (or no file descriptor). What was refused left no trace; it may be tried again later. */
  | "diskFull"
  /** More bytes wait for the disk than the named limit allows. What was refused left no trace. */
  | "overloaded"
  /** Larger than one journal file can hold. */
  | "appendTooLarge"
  /** The journal, the log or the whole WAL has been closed, or the partition deleted. */
  | "closed"
  /** A file of one partition could not be read, written or synced. */
  | "partitionOffline"
  /** A file of one partition holds damage below what is vouched for. Nothing was cut. */
  | "partitionQuarantined"
  /** The offset is outside of the log. */
  | "offsetOutOfRange"
  /** Batches that are not well-formed, not contiguous with the log, or of an older leader epoch. Nothing was appended. */
  | "badBatch"
  /** A partition with this id or this folder exists already. */
  | "partitionExists"
  /** The journal holds something of a log that is to be cut. Nothing was changed. */
  | "notAtRest";

/** The base of every error that this package reports. */
export class WalError extends Error {
  override readonly name: string = "WalError";
  readonly code: WalErrorCode;
  /** Whether the same call may succeed later without anyone's help. */
  readonly retriable: boolean;

  constructor(code: WalErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retriable = code === "diskFull" || code === "overloaded";
  }
}

/** Where a file holds something else than what was written to it. */
export interface DamagePlace {
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly position: number;
}

/** Damage, and where: `journalDamaged`, `checkpointDamaged` or `partitionQuarantined`. */
export class DamageError extends WalError {
  override readonly name: string = "DamageError";
  readonly file: string;
  readonly position: number;
  /** What is wrong there. */
  readonly reason: string;

  constructor(
    code: "journalDamaged" | "checkpointDamaged" | "partitionQuarantined",
    place: DamagePlace,
    reason: string,
    cause?: unknown,
  ) {
    super(code, `${place.file} is damaged at byte ${place.position}: ${reason}`, cause);
    this.reason = reason;
    this.file = place.file;
    this.position = place.position;
  }
}

/** `offsetOutOfRange`, with the range that the log has. */
export class OffsetOutOfRangeError extends WalError {
  override readonly name: string = "OffsetOutOfRangeError";
  readonly logStartOffset: number;
  readonly logEndOffset: number;

  constructor(offset: number, range: { readonly logStartOffset: number; readonly logEndOffset: number }) {
    super("offsetOutOfRange", `offset ${offset} is outside of [${range.logStartOffset}, ${range.logEndOffset}]`);
    this.logStartOffset = range.logStartOffset;
    this.logEndOffset = range.logEndOffset;
  }
}

/** Throws where an invariant of this package does not hold: a bug here, never an input. Stays on in production. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`@chronik/wal invariant broken: ${invariant}`);
}

/** What a start comes to that finds no room for what it has to write: a sentence that says what to do. Other errors stay. */
export function startFailure(folder: string, error: unknown): unknown {
  if (!isShortage(error) && (error as { code?: unknown } | null)?.code !== "diskFull") return error;
  const shortage = (error as { code: string }).code.endsWith("FILE")
    ? "the process may open no more files"
    : "the disk is full";
  return new WalError(
    "diskFull",
    `${folder} cannot be recovered, since ${shortage}: make room and start again (nothing that was acknowledged is lost)`,
    error,
  );
}

const SHORTAGES = new Set<unknown>(["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"]);

/** Whether the operating system refused for want of room or of file descriptors: nothing is broken, and it may pass. */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has((error as { code?: unknown } | null)?.code);
}
