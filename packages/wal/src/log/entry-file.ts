import { isShortage } from "../errors.ts";
import type { Disk } from "../ports.ts";
import type { FilePool, PooledFile } from "./file-pool.ts";

const TAIL_ENTRIES_MAX = 512;
const TAIL_ENTRIES_MIN = 16;

/**
 * A file of entries of one width, appended one by one. The last few hundred are kept in memory and written together;
 * all others are read from the file when they are asked for. Never synced: whoever uses an entry checks it against the
 * segment, and the whole file can be made again from there.
 */
export class EntryFile {
  /** Where the entry that {@link at} was asked for lies, and where {@link extend} makes room. */
  view: DataView;
  readonly #disk: Disk;
  readonly #file: PooledFile;
  readonly #entryBytes: number;
  readonly #scratch: DataView;
  readonly #scratchBytes: Uint8Array;
  #tail: Uint8Array;
  #tailView: DataView;
  #storedCount: number;
  #tailCount = 0;

  constructor(files: { disk: Disk; pool: FilePool }, path: string, entryBytes: number) {
    this.#disk = files.disk;
    this.#entryBytes = entryBytes;
    this.#tail = new Uint8Array(0);
    this.#tailView = new DataView(this.#tail.buffer);
    this.#scratch = new DataView(new ArrayBuffer(entryBytes));
    this.#scratchBytes = new Uint8Array(this.#scratch.buffer);
    this.view = this.#scratch;
    this.#file = files.pool.file(path, "open");
    this.#storedCount = files.disk.exists(path) ? Math.floor(this.#file.handle.size() / entryBytes) : 0;
  }

  get count(): number {
    return this.#storedCount + this.#tailCount;
  }

  get sizeBytes(): number {
    return this.count * this.#entryBytes;
  }

  /** Makes an entry readable through {@link view}; where it starts there. */
  at(entry: number): number {
    if (entry >= this.#storedCount) {
      this.view = this.#tailView;
      return (entry - this.#storedCount) * this.#entryBytes;
    }
    this.view = this.#scratch;
    this.#scratchBytes.fill(0);
    this.#file.handle.read(this.#scratchBytes, entry * this.#entryBytes);
    return 0;
  }

  /** Appends an entry, to be filled in through {@link view}; where it starts there. */
  extend(): number {
    if (this.#tailCount >= TAIL_ENTRIES_MAX && this.#tailCount % TAIL_ENTRIES_MAX === 0) this.store();
    const at = this.#tailCount * this.#entryBytes;
    if (at === this.#tail.length) this.#grow();
    this.#tailCount++;
    this.view = this.#tailView;
    return at;
  }

  /** Writes out what is only in memory. Where the disk has no room it stays there. */
  store(): void {
    if (this.#tailCount === 0) return;
    try {
      if (!this.#disk.exists(this.#file.path)) this.#disk.open(this.#file.path, "create").close();
      const bytes = this.#tail.subarray(0, this.#tailCount * this.#entryBytes);
      this.#file.handle.write([bytes], this.#storedCount * this.#entryBytes);
    } catch (error) {
      if (isShortage(error)) return;
      throw error;
    }
    this.#storedCount += this.#tailCount;
    this.#tailCount = 0;
  }

  /** Keeps the first `count` entries. */
  truncate(count: number): void {
    if (count >= this.count) return;
    this.#tailCount = Math.max(0, count - this.#storedCount);
    if (count < this.#storedCount) {
      this.#storedCount = count;
      this.#file.handle.truncate(count * this.#entryBytes);
    }
  }

  /** The first entry for which `reaches` holds, if it holds for all after it too; `count` where it holds for none. */
  firstWhere(reaches: (view: DataView, at: number) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.at(middle);
      if (reaches(this.view, at)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Closes the file. What was not stored is lost. */
  close(): void {
    this.#file.close();
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(TAIL_ENTRIES_MIN * this.#entryBytes, this.#tail.length * 2));
    larger.set(this.#tail);
    this.#tail = larger;
    this.#tailView = new DataView(larger.buffer);
  }
}
