import { ProtocolError } from "../error.ts";
import { STRING_BYTES_MAX } from "./reader.ts";
import { encodeText, writeAscii } from "./text.ts";
import { UUID_BYTES, writeUuid } from "./uuid.ts";

const TWO_POW_32 = 0x1_0000_0000;
const TWO_POW_52 = 2 ** 52;
const TWO_POW_63 = 2 ** 63;

/** Payloads of this size and more are referenced; below it, one copy is cheaper than one more buffer to write. */
const REFERENCE_BYTES_MIN = 1024;

/** The size of a slab; the first is made when it is needed. Larger ones are made for single messages that need them. */
const SLAB_BYTES = 64 * 1024;

/**
 * Writes Kafka's primitive types into a list of chunks.
 *
 * Bytes go into a slab. What has been taken from a slab is never written again: the next message goes behind it, and
 * a full slab is dropped for a new one, to live for as long as its chunks do. So chunks may wait in a socket's queue
 * while the writer goes on, and no buffer is made or copied per message.
 *
 * Invariants: the open segment is `slab[start, position)`; `chunks` holds what comes before it; a payload that
 * {@link payload} references closes the segment, so the segments and payloads in order are the message. A sized region
 * ({@link openSized}) lies in one segment.
 */
export class Writer {
  #slab: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#slab.buffer);
  #start = 0;
  #position = 0;
  #chunks: Uint8Array[] = [];
  #chunksBytes = 0;

  /** Bytes written since the last {@link take}. */
  get bytesWritten(): number {
    return this.#chunksBytes + this.#position - this.#start;
  }

  /**
   * Ends the message and returns its chunks, in order. They are the caller's: the writer will not change them. Chunks
   * that {@link payload} referenced belong to whoever passed them in.
   */
  take(): Uint8Array[] {
    this.#closeSegment();
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#chunksBytes = 0;
    return chunks;
  }

  /** Ends the message and returns it in one piece, copied, so that the slab's room is free again. */
  takeCopy(): Uint8Array {
    const copy = new Uint8Array(this.bytesWritten);
    let position = 0;
    for (const chunk of this.#chunks) {
      copy.set(chunk, position);
      position += chunk.length;
    }
    copy.set(this.#slab.subarray(this.#start, this.#position), position);
    this.discard();
    return copy;
  }

  /** Forgets what was written since the last {@link take}. */
  discard(): void {
    this.#position = this.#start;
    if (this.#chunks.length > 0) this.#chunks = [];
    this.#chunksBytes = 0;
  }

  bool(value: boolean): void {
    this.#byte(value ? 1 : 0);
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) throw outOfRange("int8", value);
    this.#byte(value);
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) throw outOfRange("int16", value);
    const at = this.#advance(2);
    this.#view.setInt16(at, value);
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) throw outOfRange("uint16", value);
    const at = this.#advance(2);
    this.#view.setUint16(at, value);
  }

  int32(value: number): void {
    if ((value | 0) !== value) throw outOfRange("int32", value);
    const at = this.#advance(4);
    this.#view.setInt32(at, value);
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) throw outOfRange("uint32", value);
    const at = this.#advance(4);
    this.#view.setUint32(at, value);
  }

  /** `value` must be an integer from −2^63 to 2^63; the latter, which the type cannot hold, stands for its maximum. */
  int64(value: number): void {
    if (!Number.isInteger(value) || value < -TWO_POW_63 || value > TWO_POW_63) throw outOfRange("int64", value);
    const at = this.#advance(8);
    if (value === TWO_POW_63) {
      this.#view.setInt32(at, 0x7fff_ffff);
      this.#view.setUint32(at + 4, 0xffff_ffff);
    } else {
      const high = Math.floor(value / TWO_POW_32);
      this.#view.setInt32(at, high);
      this.#view.setUint32(at + 4, value - high * TWO_POW_32);
    }
  }

  float64(value: number): void {
    const at = this.#advance(8);
    this.#view.setFloat64(at, value);
  }

  uuid(value: string): void {
    const at = this.#advance(UUID_BYTES);
    if (!writeUuid(value, this.#slab, at)) throw new ProtocolError("OUT_OF_RANGE", `not a UUID: ${value}`);
  }

  /** An unsigned integer of at most 32 bits. */
  uvarint(value: number): void {
    let at = this.#advance(uvarintBytes(value));
    for (; value >= 0x80; value = Math.floor(value / 0x80)) this.#slab[at++] = (value & 0x7f) | 0x80;
    this.#slab[at] = value;
  }

  /** A signed integer of at most 32 bits, zigzag-coded. */
  varint(value: number): void {
    if ((value | 0) !== value) throw outOfRange("int32", value);
    this.uvarint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** A signed integer, zigzag-coded; `value` must be within 2^52 of 0, so that its code is exact. */
  varlong(value: number): void {
    if (!Number.isInteger(value) || Math.abs(value) > TWO_POW_52) throw outOfRange("varlong", value);
    let coded = value < 0 ? -2 * value - 1 : 2 * value;
    for (; coded >= 0x80; coded = Math.floor(coded / 0x80)) {
      // The low bits of a double beyond 2^32 survive the conversion that `&` makes, which is modulo 2^32.
      this.#byte((coded & 0x7f) | 0x80);
    }
    this.#byte(coded);
  }

  string(value: string): void {
    const length = value.length;
    if (length > STRING_BYTES_MAX) throw tooLong(length);
    const at = this.#advance(2 + length);
    if (writeAscii(value, this.#slab, at + 2)) {
      this.#view.setInt16(at, length);
      return;
    }
    this.#position = at;
    const encoded = encodeText(value);
    if (encoded.length > STRING_BYTES_MAX) throw tooLong(encoded.length);
    this.int16(encoded.length);
    this.raw(encoded);
  }

  nullableString(value: string | null): void {
    if (value === null) this.int16(-1);
    else this.string(value);
  }

  compactString(value: string): void {
    const length = value.length;
    if (length > STRING_BYTES_MAX) throw tooLong(length);
    const mark = this.#position - this.#start;
    this.uvarint(length + 1);
    const at = this.#advance(length);
    if (writeAscii(value, this.#slab, at)) return;
    this.#position = this.#start + mark;
    const encoded = encodeText(value);
    if (encoded.length > STRING_BYTES_MAX) throw tooLong(encoded.length);
    this.uvarint(encoded.length + 1);
    this.raw(encoded);
  }

  compactNullableString(value: string | null): void {
    if (value === null) this.uvarint(0);
    else this.compactString(value);
  }

  bytes(value: Uint8Array): void {
    this.int32(value.length);
    this.raw(value);
  }

  nullableBytes(value: Uint8Array | null): void {
    if (value === null) this.int32(-1);
    else this.bytes(value);
  }

  compactBytes(value: Uint8Array): void {
    this.uvarint(value.length + 1);
    this.raw(value);
  }

  compactNullableBytes(value: Uint8Array | null): void {
    if (value === null) this.uvarint(0);
    else this.compactBytes(value);
  }

  records(value: Uint8Array): void {
    this.int32(value.length);
    this.payload(value);
  }

  nullableRecords(value: Uint8Array | null): void {
    if (value === null) this.int32(-1);
    else this.records(value);
  }

  compactRecords(value: Uint8Array): void {
    this.uvarint(value.length + 1);
    this.payload(value);
  }

  compactNullableRecords(value: Uint8Array | null): void {
    if (value === null) this.uvarint(0);
    else this.compactRecords(value);
  }

  /** Copies `value` in, without a length. */
  raw(value: Uint8Array): void {
    const at = this.#advance(value.length);
    this.#slab.set(value, at);
  }

  /** Adds `value` without a length: by reference where it is large, so it must not change until it has been sent. */
  payload(value: Uint8Array): void {
    if (value.length < REFERENCE_BYTES_MIN) {
      this.raw(value);
      return;
    }
    this.#closeSegment();
    this.#chunks.push(value);
    this.#chunksBytes += value.length;
  }

  /**
   * Opens a region that its size, an unsigned varint, will precede. Regions nest. The returned mark goes to
   * {@link closeSized}; no payload may be referenced in between.
   */
  openSized(): number {
    const mark = this.#position - this.#start;
    this.#advance(1);
    return mark;
  }

  /** Closes a region: one byte was left for its size; where that takes more, the region moves up. */
  closeSized(mark: number): void {
    const regionStart = this.#start + mark + 1;
    const size = this.#position - regionStart;
    const extra = uvarintBytes(size) - 1;
    if (extra > 0) {
      this.#advance(extra);
      const moved = this.#start + mark + 1;
      this.#slab.copyWithin(moved + extra, moved, moved + size);
    }
    const end = this.#position;
    this.#position = this.#start + mark;
    this.uvarint(size);
    this.#position = end;
  }

  #byte(value: number): void {
    const at = this.#advance(1);
    this.#slab[at] = value;
  }

  #closeSegment(): void {
    if (this.#position === this.#start) return;
    const segment = this.#slab.subarray(this.#start, this.#position);
    this.#chunks.push(segment);
    this.#chunksBytes += segment.length;
    this.#start = this.#position;
  }

  /**
   * Makes room for `count` bytes; returns where they start. The slab may be another one afterwards, so its result goes
   * into a variable before the slab or its view is mentioned.
   */
  #advance(count: number): number {
    if (this.#position + count > this.#slab.length) this.#replaceSlab(count);
    const at = this.#position;
    this.#position = at + count;
    return at;
  }

  /** Moves the open segment into a new slab with room for `count` more bytes. */
  #replaceSlab(count: number): void {
    const segment = this.#slab.subarray(this.#start, this.#position);
    this.#slab = new Uint8Array(Math.max(SLAB_BYTES, 2 * (segment.length + count)));
    this.#view = new DataView(this.#slab.buffer);
    this.#slab.set(segment);
    this.#start = 0;
    this.#position = segment.length;
  }
}

function uvarintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function outOfRange(type: string, value: unknown): ProtocolError {
  return new ProtocolError("OUT_OF_RANGE", `${typeof value} ${String(value)} is no ${type}`);
}

function tooLong(lengthBytes: number): ProtocolError {
  return new ProtocolError("INVALID_LENGTH", `string of ${lengthBytes} bytes, the most is ${STRING_BYTES_MAX}`);
}

/**
 * The writer of everything in this package that encodes in one go: encoding is synchronous and leaves the writer empty,
 * so one is enough, and its slab is shared by many small messages.
 */
export const sharedWriter: Writer = new Writer();
