import type { BatchFrame, BatchFraming } from "../ports.ts";
import type { PooledFile } from "./file-pool.ts";

const CHUNK_BYTES = 8192;

/**
 * Reads the headers of batches of one segment, wherever they are, in chunks. What a chunk held is forgotten with every
 * {@link start}: the segment may have changed since.
 */
export class BatchWalk {
  readonly #framing: BatchFraming;
  readonly #chunk: Uint8Array;
  #file: PooledFile | null = null;
  #sizeBytes = 0;
  #from = 0;
  #to = 0;

  constructor(framing: BatchFraming) {
    this.#framing = framing;
    this.#chunk = new Uint8Array(Math.max(CHUNK_BYTES, framing.headerBytes));
  }

  /** @param sizeBytes How much of the file counts. */
  start(file: PooledFile, sizeBytes: number): void {
    this.#file = file;
    this.#sizeBytes = sizeBytes;
    this.#from = 0;
    this.#to = 0;
  }

  /** The header of the batch at `position`; null where there is none, or where the batch would reach beyond the end. */
  frameAt(position: number): BatchFrame | null {
    const end = position + this.#framing.headerBytes;
    if (position < 0 || end > this.#sizeBytes) return null;
    if (position < this.#from || end > this.#to) {
      const wanted = Math.min(this.#chunk.length, this.#sizeBytes - position);
      this.#from = position;
      this.#to = position + this.#file!.handle.read(this.#chunk.subarray(0, wanted), position);
      if (end > this.#to) return null;
    }
    const frame = this.#framing.frame(this.#chunk, position - this.#from);
    return frame && position + frame.sizeBytes <= this.#sizeBytes ? frame : null;
  }
}
