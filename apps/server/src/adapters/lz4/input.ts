import { Lz4Error } from "./lz4-error.ts";

/** Reads bytes in order, and never beyond their end. */
export class Input {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  uint16Le(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32Le(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A view. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.#bytes.length) throw new Lz4Error("the compressed records end too early");
    this.#position = start + length;
    return start;
  }
}
