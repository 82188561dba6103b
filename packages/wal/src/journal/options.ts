import { SECTOR_BYTES } from "./layout.ts";

const MiB = 1024 * 1024;

export interface JournalOptions {
  /** Size of a journal file. Default 64 MiB. An append can be a little smaller than this at most. */
  readonly fileBytes: number;
  /** Size of the very first file, which is written on the caller's turn. Default 4 MiB. */
  readonly firstFileBytes: number;
  /**
   * Empty files kept ready, recycled from released ones. Default 8, so that what is written while a checkpoint runs needs no new
   * files; at least 1.
   */
  readonly readyFilesMax: number;
  /** A group is closed when it is this large, even where more waits. Default 8 MiB. */
  readonly groupBytesMax: number;
  /**
   * How long a group may wait for more, from its first frame on, while it is smaller than `groupBytesMax`: larger groups for a later
   * answer. Default 0 ms: a group is what gathers while the disk is busy, or within a turn.
   */
  readonly commitDelayMsMax: number;
  /** The most that may be accepted and not yet durable; beyond it appends are refused. Default 128 MiB. */
  readonly pendingBytesMax: number;
  /** Room at the end of the last file that only essential appends may use while the disk is full. Default 64 KiB. */
  readonly reserveBytes: number;
  /** How often a full disk is tried again. Default 1,000 ms. */
  readonly diskFullRetryMs: number;
}

/** Fills in the defaults and throws a `RangeError` where the sizes cannot work together. */
export function journalOptions(options: Partial<JournalOptions> = {}): JournalOptions {
  const fileBytes = options.fileBytes ?? 64 * MiB;
  const all = {
    fileBytes,
    firstFileBytes: Math.min(options.firstFileBytes ?? 4 * MiB, fileBytes),
    readyFilesMax: options.readyFilesMax ?? 8,
    groupBytesMax: options.groupBytesMax ?? 8 * MiB,
    commitDelayMsMax: options.commitDelayMsMax ?? 0,
    pendingBytesMax: options.pendingBytesMax ?? 128 * MiB,
    reserveBytes: options.reserveBytes ?? Math.min(64 * 1024, fileBytes / 4),
    diskFullRetryMs: options.diskFullRetryMs ?? 1000,
  };
  if (all.fileBytes % SECTOR_BYTES !== 0 || all.firstFileBytes % SECTOR_BYTES !== 0) {
    throw new RangeError(`the size of a journal file must be a multiple of ${SECTOR_BYTES} bytes`);
  }
  if (all.firstFileBytes < 4 * SECTOR_BYTES) throw new RangeError("a journal file must have room for four sectors");
  if (all.readyFilesMax < 1) throw new RangeError("one journal file at least must be kept ready");
  return all;
}
