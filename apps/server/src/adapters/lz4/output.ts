import { Lz4Error } from "./lz4-error.ts";

const CAPACITY_BYTES_MIN = 4096;

/** Decompressed bytes as they come to be. Grows up to its limit, and copies from itself. */
export class Output {
  readonly #bytesMax: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#bytes = new Uint8Array(Math.min(CAPACITY_BYTES_MIN, bytesMax));
  }

  /** A view of everything so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Repeats `length` bytes from `distance` back. They may overlap what is being written: then they repeat themselves. */
  repeat(distance: number, length: number): void {
    if (distance < 1 || distance > this.#length) throw new Lz4Error("a copy reaches back beyond the beginning");
    this.#reserve(length);
    const bytes = this.#bytes;
    let to = this.#length;
    this.#length += length;
    if (distance >= length) bytes.copyWithin(to, to - distance, to - distance + length);
    else for (; to < this.#length; to++) bytes[to] = bytes[to - distance]!;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#bytesMax) {
      throw new Lz4Error(`the records take more than ${this.#bytesMax} bytes when decompressed`);
    }
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.min(this.#bytesMax, Math.max(needed, this.#bytes.length * 2)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
