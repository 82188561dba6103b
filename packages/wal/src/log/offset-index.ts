import type { Disk } from "../ports.ts";
import { EntryFile } from "./entry-file.ts";
import type { FilePool } from "./file-pool.ts";

export const OFFSET_ENTRY_BYTES = 8;

/**
 * Kafka's `.index`: for about every 4 KiB of a segment, the last offset of a batch, relative to the segment's base, and
 * the position where that batch starts; four bytes each, big-endian.
 */
export class OffsetIndex {
  readonly #entries: EntryFile;
  readonly #baseOffset: number;

  constructor(files: { disk: Disk; pool: FilePool }, path: string, baseOffset: number) {
    this.#entries = new EntryFile(files, path, OFFSET_ENTRY_BYTES);
    this.#baseOffset = baseOffset;
  }

  get sizeBytes(): number {
    return this.#entries.sizeBytes;
  }

  append(lastOffset: number, position: number): void {
    const at = this.#entries.extend();
    this.#entries.view.setInt32(at, lastOffset - this.#baseOffset);
    this.#entries.view.setInt32(at + 4, position);
  }

  /** The last entry whose batch does not end after `offset`: a place from which to walk towards it. */
  lookup(offset: number): { lastOffset: number; position: number } | null {
    const relative = offset - this.#baseOffset;
    return this.#entry(this.#entries.firstWhere((view, at) => view.getInt32(at) > relative) - 1);
  }

  /** The last entry whose batch starts at or before `position`. */
  before(position: number): { lastOffset: number; position: number } | null {
    return this.#entry(this.#entries.firstWhere((view, at) => view.getInt32(at + 4) > position) - 1);
  }

  last(): { lastOffset: number; position: number } | null {
    return this.#entry(this.#entries.count - 1);
  }

  /** Removes the entries of batches at and beyond `position`. */
  truncate(position: number): void {
    this.#entries.truncate(this.#entries.firstWhere((view, at) => view.getInt32(at + 4) >= position));
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

  #entry(entry: number): { lastOffset: number; position: number } | null {
    if (entry < 0) return null;
    const at = this.#entries.at(entry);
    const { view } = this.#entries;
    return { lastOffset: this.#baseOffset + view.getInt32(at), position: view.getInt32(at + 4) };
  }
}
