import type { Disk } from "../ports.ts";
import { EntryFile } from "./entry-file.ts";
import type { FilePool } from "./file-pool.ts";

export const TIME_ENTRY_BYTES = 12;

export interface TimeEntry {
  /** The largest timestamp of the segment up to here, in milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** The last offset of the first batch that has it. */
  readonly lastOffset: number;
}

/**
 * Kafka's `.timeindex`: the largest timestamp so far, eight bytes, and the last offset, relative to the segment's base,
 * of the batch that has it, four bytes; big-endian. Both only grow.
 */
export class TimeIndex {
  readonly #entries: EntryFile;
  readonly #baseOffset: number;

  constructor(files: { disk: Disk; pool: FilePool }, path: string, baseOffset: number) {
    this.#entries = new EntryFile(files, path, TIME_ENTRY_BYTES);
    this.#baseOffset = baseOffset;
  }

  /** Appends where the timestamp is larger than the last. */
  appendLarger(entry: TimeEntry): void {
    if (entry.timestamp <= (this.last()?.timestamp ?? -1)) return;
    const at = this.#entries.extend();
    this.#entries.view.setBigInt64(at, BigInt(entry.timestamp));
    this.#entries.view.setInt32(at + 8, entry.lastOffset - this.#baseOffset);
  }

  /** The last entry with a timestamp below the given one: no batch up to it has one as large. */
  before(timestamp: number): TimeEntry | null {
    const bound = BigInt(timestamp);
    return this.#entry(this.#entries.firstWhere((view, at) => view.getBigInt64(at) >= bound) - 1);
  }

  last(): TimeEntry | null {
    return this.#entry(this.#entries.count - 1);
  }

  /** Removes the entries of batches that end at or beyond `offset`. */
  truncate(offset: number): void {
    const relative = offset - this.#baseOffset;
    this.#entries.truncate(this.#entries.firstWhere((view, at) => view.getInt32(at + 8) >= relative));
  }

  clear(): void {
    this.#entries.truncate(0);
  }

  store(): void {
    this.#entries.store();
  }

  close(): void {
    this.#entries.close();
  }

  #entry(entry: number): TimeEntry | null {
    if (entry < 0) return null;
    const at = this.#entries.at(entry);
    const { view } = this.#entries;
    return { timestamp: Number(view.getBigInt64(at)), lastOffset: this.#baseOffset + view.getInt32(at + 8) };
  }
}
