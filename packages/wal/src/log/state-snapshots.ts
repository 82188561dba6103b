import { isShortage } from "../errors.ts";
import type { Disk, DiskFile } from "../ports.ts";
import { snapshotFileName, snapshotOffset } from "./kafka-files.ts";
import type { Done, StateSnapshot } from "./types.ts";

/** So many of the newest that a checkpoint vouches for are kept, for truncations that go a little way back. */
const RECENT_KEPT = 2;

/**
 * The snapshots of a log's derived state (`DerivedState`) in its folder: one file each, named by the offset that it goes up to.
 *
 * Invariants:
 * - Only those are believed that go no further than what is known to be intact: after a start that is what the checkpoint vouches
 *   for (`RecoveringLog`), later the log itself. One beyond may be of batches that were truncated, or were never durable,
 *   and whose offsets others have taken since.
 * - So whatever cuts the log removes those beyond the cut, before it cuts. The folder is synced by the checkpoint that
 *   lets go of the journal's record of the cut; until then a restart cuts, and removes, again.
 * - What was captured is written a while later, unless the log was cut below meanwhile, however far it goes again by then.
 * - A file is synced before a checkpoint goes beyond it (KAFKA-9892). Those of checkpoints that failed are beyond the last one.
 */
export class StateSnapshots {
  readonly #disk: Disk;
  readonly #folder: string;
  /** Ascending. */
  #offsets: number[];
  /** Captured, and not written yet. */
  #announced: number[] = [];

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
    this.#offsets = disk
      .list(folder)
      .map(snapshotOffset)
      .filter((offset) => offset !== null);
  }

  /** Up to where they go, ascending. */
  get offsets(): readonly number[] {
    return this.#offsets;
  }

  path(endOffset: number): string {
    return `${this.#folder}/${snapshotFileName(endOffset)}`;
  }

  /** As it is on disk, damaged or not. */
  read(endOffset: number): StateSnapshot {
    const file = this.#disk.open(this.path(endOffset), "read");
    try {
      const bytes = new Uint8Array(file.size());
      return { endOffset, bytes: bytes.subarray(0, file.read(bytes, 0)) };
    } finally {
      file.close();
    }
  }

  /** There will be one of what the log holds now. */
  announce(endOffset: number): void {
    this.#announced.push(endOffset);
  }

  /**
   * Writes and syncs one that was announced, and is still of this log; the folder is left to the caller. No room is no error: there is
   * no snapshot then.
   */
  write({ endOffset, bytes }: StateSnapshot, done: Done): void {
    if (!this.#announced.includes(endOffset)) return done(null);
    this.#announced = [];
    const path = this.path(endOffset);
    let file: DiskFile | null = null;
    const end: Done = (error) => {
      try {
        file?.close();
        if (error) throw error;
      } catch (cause) {
        try {
          this.remove(endOffset);
        } catch {
          // The first error says what is wrong, and its owner refuses what is not whole.
        }
        return done(isShortage(cause) ? null : (cause as Error));
      }
      done(null);
    };
    try {
      // From now on a cut below removes it, written or not.
      this.#offsets = [...this.#offsets, endOffset].sort((left, right) => left - right);
      this.#disk.remove(path);
      file = this.#disk.open(path, "create");
      file.write([bytes], 0);
      file.datasync(end);
    } catch (error) {
      end(error as Error);
    }
  }

  remove(endOffset: number): void {
    this.#removeWhere((offset) => offset === endOffset);
  }

  /** Whether there were any. */
  removeAbove(offset: number): boolean {
    return this.#removeWhere((endOffset) => endOffset > offset);
  }

  removeBelow(offset: number): boolean {
    return this.#removeWhere((endOffset) => endOffset < offset);
  }

  /**
   * Removes what nobody will ask for: of those that a checkpoint vouches for all but the newest, and the newest up to the
   * end of each sealed segment, so that a truncation never has more than a segment to read again.
   */
  prune(coveredEndOffset: number, sealedEndOffsets: readonly number[]): boolean {
    const covered = this.#offsets.filter((offset) => offset <= coveredEndOffset);
    const kept = new Set(covered.slice(-RECENT_KEPT));
    for (const end of sealedEndOffsets) {
      const newest = covered.findLast((offset) => offset <= end);
      if (newest !== undefined) kept.add(newest);
    }
    return this.#removeWhere((offset) => offset <= coveredEndOffset && !kept.has(offset));
  }

  #removeWhere(removed: (endOffset: number) => boolean): boolean {
    const count = this.#offsets.length;
    for (const offset of this.#offsets) if (removed(offset)) this.#disk.remove(this.path(offset));
    this.#offsets = this.#offsets.filter((offset) => !removed(offset));
    this.#announced = this.#announced.filter((offset) => !removed(offset));
    return this.#offsets.length < count;
  }
}
