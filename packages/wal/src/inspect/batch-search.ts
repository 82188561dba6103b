import type { WindowReader } from "../journal/window-reader.ts";
import type { BatchFrame, BatchFraming } from "../ports.ts";

/** Reads batches of one segment file, whole and undamaged or not. */
export class BatchSearch {
  readonly #reader: WindowReader;
  readonly #framing: BatchFraming;

  constructor(reader: WindowReader, framing: BatchFraming) {
    this.#reader = reader;
    this.#framing = framing;
  }

  get sizeBytes(): number {
    return this.#reader.sizeBytes;
  }

  /** The header at `position`; null where there is none, or where its batch would reach beyond the end of the file. */
  frameAt(position: number): BatchFrame | null {
    const header = this.#reader.look(position, this.#framing.headerBytes);
    const frame = header && this.#framing.frame(header, 0);
    return frame && position + frame.sizeBytes <= this.sizeBytes ? frame : null;
  }

  /** The bytes of a batch that {@link frameAt} has found; valid until the next call of any method. */
  bytesAt(position: number, frame: BatchFrame): Uint8Array | null {
    return this.#reader.look(position, frame.sizeBytes);
  }

  /**
   * The first place behind `position` where a whole, undamaged batch with a base offset in `[offsets.from, offsets.to)` starts. Looks at every byte:
   * the sizes that lead there are damaged.
   */
  next(position: number, offsets: { readonly from: number; readonly to: number }): number | null {
    const last = this.sizeBytes - this.#framing.headerBytes;
    for (let at = position + 1; at <= last; at++) {
      const frame = this.frameAt(at);
      if (!frame || frame.baseOffset < offsets.from || frame.baseOffset >= offsets.to) continue;
      const bytes = this.bytesAt(at, frame);
      if (bytes && this.#framing.verify(bytes)) return at;
    }
    return null;
  }
}
