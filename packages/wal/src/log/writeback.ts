import type { Done } from "./types.ts";

interface WrittenFile {
  readonly dirty: boolean;
  datasync(done: Done): void;
}

/**
 * Syncs files while they are written, a slice at a time and one file after the other, so that a checkpoint finds little to do. Were
 * all of it left to the checkpoint, the disk would be busy for as long as it takes to write everything since the last one, and
 * a group of the journal, or a write to the very file, would have to wait for that.
 *
 * Nothing is lost with an error: the file remembers it for the checkpoint, and until then the journal has everything.
 */
export class Writeback {
  readonly #sliceBytes: number;
  readonly #due = new Set<WrittenFile>();
  #running = false;

  /** @param sliceBytes A file is synced when so much was written to it since its last sync. */
  constructor(sliceBytes: number) {
    this.#sliceBytes = sliceBytes;
  }

  wrote(file: WrittenFile, unsyncedBytes: number): void {
    if (unsyncedBytes < this.#sliceBytes) return;
    this.#due.add(file);
    if (!this.#running) this.#next();
  }

  #next(): void {
    for (const file of this.#due) {
      this.#due.delete(file);
      // One that was closed or synced since then has nothing to be synced.
      if (!file.dirty) continue;
      this.#running = true;
      file.datasync(() => {
        this.#running = false;
        this.#next();
      });
      return;
    }
  }
}
