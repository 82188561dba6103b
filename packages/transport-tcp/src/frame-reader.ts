/**
 * Cuts a byte stream into frames.
 *
 * Invariants:
 * - A frame that arrived whole within one chunk is handed on as views of that chunk: no copy.
 * - A frame that spans chunks gets one buffer of its own, allocated once its length is known and found within the limit.
 * - Neither is ever written to again, so whoever receives the views owns them. A view may keep a neighbour's bytes in
 *   memory (a chunk is what one read of the socket brought, 64 KiB at most); who keeps a small one for long copies it.
 * - After a violation, or {@link FrameReader.stop}, nothing more is handed on.
 */
import { TransportError } from "./errors.ts";
import { HEADER_BYTES_MAX, LENGTH_FIELD_BYTES, PREAMBLE_BYTES } from "./frame.ts";

export type OnFrame = (type: number, header: Uint8Array, payload: Uint8Array) => void;

export class FrameReader {
  /** The largest frame accepted, preamble included. May be changed from within `onFrame`. */
  frameBytesMax: number;
  readonly #onFrame: OnFrame;
  readonly #preamble = new Uint8Array(PREAMBLE_BYTES);
  #preambleFilled = 0;
  /** Header and payload of a frame that spans chunks. */
  #body: Uint8Array | null = null;
  #bodyFilled = 0;
  #stopped = false;

  constructor(options: { frameBytesMax: number; onFrame: OnFrame }) {
    this.frameBytesMax = options.frameBytesMax;
    this.#onFrame = options.onFrame;
  }

  /** Takes over `chunk`. Returns what is wrong with the stream, after which the connection is of no use. */
  push(chunk: Uint8Array): TransportError | null {
    let offset = 0;
    while (offset < chunk.byteLength && !this.#stopped) {
      if (this.#body !== null) {
        offset += this.#fillBody(this.#body, chunk, offset);
        continue;
      }
      offset += this.#fillPreamble(chunk, offset);
      const violation = this.#violation();
      if (violation !== null) {
        this.stop();
        return violation;
      }
      if (this.#preambleFilled === PREAMBLE_BYTES) offset += this.#startBody(chunk, offset);
    }
    return null;
  }

  stop(): void {
    this.#stopped = true;
    this.#body = null;
  }

  #fillPreamble(chunk: Uint8Array, offset: number): number {
    const count = Math.min(PREAMBLE_BYTES - this.#preambleFilled, chunk.byteLength - offset);
    for (let i = 0; i < count; i++) this.#preamble[this.#preambleFilled + i] = chunk[offset + i]!;
    this.#preambleFilled += count;
    return count;
  }

  /** Judges as soon as the length is known, so that a stranger's first bytes end the connection at once. */
  #violation(): TransportError | null {
    if (this.#preambleFilled < LENGTH_FIELD_BYTES) return null;
    const byteCount = PREAMBLE_BYTES + this.#bodyByteCount();
    if (byteCount < PREAMBLE_BYTES || byteCount > this.frameBytesMax) {
      return new TransportError("protocolViolation", `frame of ${byteCount} bytes; the limit is ${this.frameBytesMax}`);
    }
    if (this.#preambleFilled < PREAMBLE_BYTES) return null;
    const headerByteCount = this.#headerByteCount();
    if (headerByteCount > this.#bodyByteCount() || headerByteCount > HEADER_BYTES_MAX) {
      return new TransportError("protocolViolation", `header of ${headerByteCount} bytes in a frame of ${byteCount}`);
    }
    return null;
  }

  /** The preamble is complete: hands on the body if the chunk holds all of it, else allocates it. */
  #startBody(chunk: Uint8Array, offset: number): number {
    const byteCount = this.#bodyByteCount();
    if (chunk.byteLength - offset >= byteCount) {
      this.#deliver(chunk.subarray(offset, offset + byteCount));
      return byteCount;
    }
    this.#body = Buffer.allocUnsafe(byteCount);
    this.#bodyFilled = 0;
    return 0;
  }

  #fillBody(body: Uint8Array, chunk: Uint8Array, offset: number): number {
    const count = Math.min(body.byteLength - this.#bodyFilled, chunk.byteLength - offset);
    body.set(
      offset === 0 && count === chunk.byteLength ? chunk : chunk.subarray(offset, offset + count),
      this.#bodyFilled,
    );
    this.#bodyFilled += count;
    if (this.#bodyFilled === body.byteLength) {
      this.#body = null;
      this.#deliver(body);
    }
    return count;
  }

  /** Last thing done for a frame: the callback may stop the reader, or change its limit. */
  #deliver(body: Uint8Array): void {
    const headerByteCount = this.#headerByteCount();
    this.#preambleFilled = 0;
    this.#onFrame(this.#preamble[4]!, body.subarray(0, headerByteCount), body.subarray(headerByteCount));
  }

  #headerByteCount(): number {
    const p = this.#preamble;
    return (p[5]! << 16) | (p[6]! << 8) | p[7]!;
  }

  /** Header and payload together; negative where the length field is too small to be true. */
  #bodyByteCount(): number {
    const p = this.#preamble;
    const length = ((p[0]! << 24) | (p[1]! << 16) | (p[2]! << 8) | p[3]!) >>> 0;
    return length - (PREAMBLE_BYTES - LENGTH_FIELD_BYTES);
  }
}
