import { getUint53, setUint53 } from "./journal/layout.ts";
import { asciiBytes, asciiText } from "./text.ts";

/** Appends numbers and texts to a buffer that grows. Little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #sizeBytes = 0;

  /** What was written so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#sizeBytes);
  }

  uint32(value: number): void {
    // First: it may replace the view.
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  /** A whole number in `[0, 2⁵³)`. */
  uint53(value: number): void {
    const at = this.#take(8);
    setUint53(this.#view, at, value);
  }

  /** A whole number, or −1. */
  uint53OrNone(value: number): void {
    this.uint53(value + 1);
  }

  ascii(text: string): void {
    const bytes = asciiBytes(text);
    this.uint32(bytes.length);
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #take(sizeBytes: number): number {
    const at = this.#sizeBytes;
    this.#sizeBytes += sizeBytes;
    if (this.#sizeBytes > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#sizeBytes, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** Reads what a {@link ByteWriter} wrote. Throws a `RangeError` beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(): number {
    this.#position += 4;
    return this.#view.getUint32(this.#position - 4, true);
  }

  uint53(): number {
    this.#position += 8;
    return getUint53(this.#view, this.#position - 8);
  }

  uint53OrNone(): number {
    return this.uint53() - 1;
  }

  ascii(): string {
    const sizeBytes = this.uint32();
    this.#position += sizeBytes;
    return asciiText(this.#bytes.subarray(this.#position - sizeBytes, this.#position));
  }
}
