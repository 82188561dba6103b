import { segmentFileName } from "../log/kafka-files.ts";
import { OFFSET_ENTRY_BYTES } from "../log/offset-index.ts";
import { TIME_ENTRY_BYTES } from "../log/time-index.ts";
import type { BatchFrame, Disk } from "../ports.ts";

/** What is wrong with an index; `position` is that of the entry. */
export interface IndexMismatch {
  readonly file: string;
  readonly position: number;
  readonly reason: string;
}

/**
 * Compares the two indexes of a segment with its batches, which are handed in one after the other. The first entry that is wrong is kept
 * of each. An index may always have fewer entries than it could: the last ones are in the memory of the process that appends.
 */
export class IndexCheck {
  readonly #offsets: Entries;
  readonly #times: Entries;
  readonly #baseOffset: number;

  /** Reads both files, as they are now. */
  constructor(disk: Disk, segment: { readonly folder: string; readonly baseOffset: number }) {
    const { folder, baseOffset } = segment;
    this.#baseOffset = baseOffset;
    this.#offsets = new Entries(disk, `${folder}/${segmentFileName(baseOffset, "index")}`, OFFSET_ENTRY_BYTES);
    this.#times = new Entries(disk, `${folder}/${segmentFileName(baseOffset, "timeindex")}`, TIME_ENTRY_BYTES);
  }

  /** Null where there is no such file. */
  get offsetEntries(): number | null {
    return this.#offsets.count;
  }

  /** Null where there is no such file. */
  get timeEntries(): number | null {
    return this.#times.count;
  }

  batch(position: number, { lastOffset, maxTimestamp }: BatchFrame): void {
    const relative = lastOffset - this.#baseOffset;
    const offsets = this.#offsets;
    for (let at = offsets.next(); at !== null && offsets.view.getInt32(at + 4) <= position; at = offsets.next()) {
      const place = offsets.view.getInt32(at + 4);
      const offset = this.#baseOffset + offsets.view.getInt32(at);
      if (place < position) offsets.wrong(at, `it points at byte ${place}, where no batch starts`);
      else if (offset !== lastOffset)
        offsets.wrong(at, `it says that the batch at byte ${place} ends with offset ${offset}; it is ${lastOffset}`);
      offsets.advance();
    }
    const times = this.#times;
    for (let at = times.next(); at !== null && times.view.getInt32(at + 8) <= relative; at = times.next()) {
      const offset = this.#baseOffset + times.view.getInt32(at + 8);
      const timestamp = times.view.getBigInt64(at);
      if (offset !== lastOffset) times.wrong(at, `no batch ends with offset ${offset}, which it names`);
      else if (timestamp !== BigInt(maxTimestamp))
        times.wrong(
          at,
          `it says that the batch up to offset ${offset} has timestamp ${timestamp}; it is ${maxTimestamp}`,
        );
      times.advance();
    }
  }

  /** @param whole Whether all batches were handed in, so that entries that are left point at nothing. */
  finish(whole: boolean): readonly IndexMismatch[] {
    const found: IndexMismatch[] = [];
    for (const entries of [this.#offsets, this.#times]) {
      const left = entries.next();
      if (whole && left !== null) entries.wrong(left, "it points beyond the end of the segment");
      if (entries.mismatch) found.push(entries.mismatch);
    }
    return found;
  }
}

/** The entries of one index file, from the first to the last. */
class Entries {
  readonly count: number | null;
  readonly view: DataView;
  readonly #file: string;
  readonly #entryBytes: number;
  mismatch: IndexMismatch | null = null;
  #entry = 0;

  constructor(disk: Disk, file: string, entryBytes: number) {
    const bytes = readWhole(disk, file);
    this.#file = file;
    this.#entryBytes = entryBytes;
    this.view = new DataView(bytes?.buffer ?? new ArrayBuffer(0), bytes?.byteOffset, bytes?.byteLength);
    this.count = bytes && Math.floor(bytes.length / entryBytes);
    const whole = (this.count ?? 0) * entryBytes;
    if (bytes && bytes.length > whole) this.wrong(whole, "it ends in the middle of an entry");
  }

  /** Where the next entry lies; null where there is none. */
  next(): number | null {
    return this.#entry < (this.count ?? 0) ? this.#entry * this.#entryBytes : null;
  }

  advance(): void {
    this.#entry++;
  }

  wrong(position: number, reason: string): void {
    this.mismatch ??= { file: this.#file, position, reason };
  }
}

function readWhole(disk: Disk, path: string): Uint8Array | null {
  if (!disk.exists(path)) return null;
  const file = disk.open(path, "read");
  try {
    const bytes = new Uint8Array(file.size());
    return bytes.subarray(0, file.read(bytes, 0));
  } finally {
    file.close();
  }
}
