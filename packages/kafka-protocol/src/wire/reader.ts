import { ProtocolError } from "../error.ts";
import { decodeText } from "./text.ts";
import { UUID_BYTES, uuidFromBytes } from "./uuid.ts";

const TWO_POW_32 = 0x1_0000_0000;

/** Kafka's limit for every string, compact or not (the non-compact length is an int16). */
export const STRING_BYTES_MAX = 0x7fff;

/**
 * How many array elements all arrays of one message may have together. An element can take one byte on the wire and a
 * hundred in memory; without this, a frame of 100 MB would ask for 10 GB.
 */
export const ELEMENTS_MAX = 5_000_000;

/**
 * Reads Kafka's primitive types from a frame.
 *
 * Invariants: `position` never passes `end`; nothing is read beyond `end`; a length or count is compared with the bytes
 * that are left before anything is allocated for it; the only exception is {@link ProtocolError}. What `bytes` and its
 * kin return are views of the frame, valid for as long as the frame's owner leaves it alone.
 *
 * The unsigned varints of lengths follow KIP-482: a compact length is the length + 1, and 0 is null.
 */
export class Reader {
  readonly source: Uint8Array;
  /** Where the next read starts, as an index into `source`. */
  position: number;
  /** Where the message ends, exclusive. */
  readonly end: number;
  readonly #view: DataView;
  #elementsLeft = ELEMENTS_MAX;

  constructor(source: Uint8Array, position = 0) {
    // A Buffer's `subarray` would give Buffers, whose `slice` does not copy: nobody should have to know.
    this.source =
      source.constructor === Uint8Array ? source : new Uint8Array(source.buffer, source.byteOffset, source.length);
    this.position = position;
    this.end = source.length;
    this.#view = new DataView(source.buffer, source.byteOffset, source.length);
  }

  get remaining(): number {
    return this.end - this.position;
  }

  bool(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    const at = this.#advance(1);
    return (this.source[at]! << 24) >> 24;
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  /** The nearest double: exact up to 2^53 either way, and for the powers of two that Kafka uses as limits. */
  int64(): number {
    const at = this.#advance(8);
    return this.#view.getInt32(at) * TWO_POW_32 + this.#view.getUint32(at + 4);
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  uuid(): string {
    return uuidFromBytes(this.source, this.#advance(UUID_BYTES));
  }

  /** An unsigned integer of at most 32 bits, 7 per byte, least significant first. */
  uvarint(): number {
    const first = this.source[this.#advance(1)]!;
    return first < 0x80 ? first : this.#uvarintRest(first);
  }

  /** A signed integer of at most 32 bits, zigzag-coded: the lengths and deltas inside a record. */
  varint(): number {
    const coded = this.uvarint();
    return (coded >>> 1) ^ -(coded & 1);
  }

  /** A signed integer of at most 64 bits, zigzag-coded; like {@link int64}, the nearest double. */
  varlong(): number {
    // The lowest 28 bits are kept apart: the lowest of all is the sign, and must not be lost to rounding.
    let low = 0;
    let high = 0;
    let shift = 0;
    let byte = 0x80;
    for (; byte >= 0x80 && shift < 70; shift += 7) {
      byte = this.source[this.#advance(1)]!;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
    }
    // Ten bytes carry 70 bits, of which the last byte may use one.
    if (byte >= 0x80 || (shift === 70 && byte > 1)) {
      throw new ProtocolError("INVALID_VARINT", `varint before ${this.position} exceeds 64 bits`);
    }
    const magnitude = (low >>> 1) + high * 2 ** 27;
    return (low & 1) === 0 ? magnitude : -magnitude - 1;
  }

  string(): string {
    return this.#text(this.#presentLength(this.int16()));
  }

  nullableString(): string | null {
    const length = this.int16();
    return length === -1 ? null : this.#text(length);
  }

  compactString(): string {
    return this.#text(this.#presentLength(this.uvarint() - 1));
  }

  compactNullableString(): string | null {
    const length = this.uvarint() - 1;
    return length === -1 ? null : this.#text(length);
  }

  bytes(): Uint8Array {
    return this.#span(this.#presentLength(this.int32()));
  }

  nullableBytes(): Uint8Array | null {
    const length = this.int32();
    return length === -1 ? null : this.#span(length);
  }

  compactBytes(): Uint8Array {
    return this.#span(this.#presentLength(this.uvarint() - 1));
  }

  compactNullableBytes(): Uint8Array | null {
    const length = this.uvarint() - 1;
    return length === -1 ? null : this.#span(length);
  }

  /** The next `length` bytes, without a length before them, as a view of the frame. */
  view(length: number): Uint8Array {
    return this.#span(length);
  }

  /**
   * The count of an array whose elements take `elementBytesMin` bytes or more each.
   * The `nullable` kind returns −1 for null.
   */
  arrayCount(elementBytesMin: number): number {
    return this.#count(this.#presentLength(this.int32()), elementBytesMin);
  }

  nullableArrayCount(elementBytesMin: number): number {
    return this.#count(this.int32(), elementBytesMin);
  }

  compactArrayCount(elementBytesMin: number): number {
    return this.#count(this.#presentLength(this.uvarint() - 1), elementBytesMin);
  }

  compactNullableArrayCount(elementBytesMin: number): number {
    return this.#count(this.uvarint() - 1, elementBytesMin);
  }

  /** Skips a tagged-field section of which no tag is known. */
  skipTags(): void {
    for (let left = this.tagsCount(); left > 0; left--) {
      this.uvarint();
      this.position = this.taggedEnd();
    }
  }

  /** The count of tagged fields that follow, each a tag, a size and a value. */
  tagsCount(): number {
    return this.#count(this.uvarint(), 2);
  }

  /** Reads the size of a tagged field; returns where its value ends. */
  taggedEnd(): number {
    const size = this.uvarint();
    this.#require(size);
    return this.position + size;
  }

  /** Checks that a tagged field's value ended where its size said. */
  closeTagged(end: number): void {
    if (this.position !== end) {
      throw new ProtocolError("INVALID_LENGTH", `tagged field ends at ${this.position}, its size says ${end}`);
    }
  }

  /** Checks that the whole message has been read. */
  close(): void {
    if (this.position !== this.end) {
      throw new ProtocolError("TRAILING_BYTES", `${this.remaining} bytes left over at ${this.position}`);
    }
  }

  #uvarintRest(first: number): number {
    let value = first & 0x7f;
    for (let factor = 0x80; factor <= 0x1000_0000; factor *= 0x80) {
      const byte = this.source[this.#advance(1)]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value >= TWO_POW_32) break;
        return value;
      }
    }
    throw new ProtocolError("INVALID_VARINT", `unsigned varint before ${this.position} exceeds 32 bits`);
  }

  #text(length: number): string {
    if (length < 0 || length > STRING_BYTES_MAX) throw invalidLength("string", length, this.position);
    const start = this.#advance(length);
    return decodeText(this.source, start, this.position);
  }

  #span(length: number): Uint8Array {
    if (length < 0) throw invalidLength("bytes", length, this.position);
    const start = this.#advance(length);
    return this.source.subarray(start, this.position);
  }

  #count(count: number, elementBytesMin: number): number {
    if (count < -1) throw invalidLength("array", count, this.position);
    if (count * elementBytesMin > this.remaining) this.#require(count * elementBytesMin);
    this.#elementsLeft -= count;
    if (this.#elementsLeft < 0) {
      throw new ProtocolError("LIMIT_EXCEEDED", `more than ${ELEMENTS_MAX} array elements`);
    }
    return count;
  }

  #presentLength(length: number): number {
    if (length === -1) throw new ProtocolError("UNEXPECTED_NULL", `null before ${this.position} where none is allowed`);
    return length;
  }

  /** Moves on by `count` bytes; returns where they start. */
  #advance(count: number): number {
    const start = this.position;
    if (start + count > this.end) this.#require(count);
    this.position = start + count;
    return start;
  }

  #require(count: number): void {
    if (count > this.remaining) {
      throw new ProtocolError("TRUNCATED", `${count} bytes wanted at ${this.position}, ${this.remaining} left`);
    }
  }
}

function invalidLength(what: string, length: number, position: number): ProtocolError {
  return new ProtocolError("INVALID_LENGTH", `${what} length ${length} before ${position}`);
}
