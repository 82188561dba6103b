const LENGTH_BYTES = 4;
const FRAME_BYTES_MAX = 128 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Puts responses together again from bytes in any fragmentation. */
export class ResponseFrames {
  readonly #onFrame: (frame: Uint8Array) => void;
  /** The start of a frame, `#size` bytes of it; grows by doubling. */
  #partial = NOTHING;
  #size = 0;

  /** `onFrame` gets what follows the length; it may keep it. */
  constructor(onFrame: (frame: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  /**
   * Takes bytes over, which nobody may write to again.
   *
   * @throws RangeError where a length is negative or absurd: what follows cannot be understood any more.
   */
  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#size > 0) rest = this.#complete(rest);
      else {
        const end = rest.length < LENGTH_BYTES ? undefined : LENGTH_BYTES + lengthAt(rest);
        if (end === undefined || end > rest.length) return this.#keep(rest);
        this.#onFrame(rest.subarray(LENGTH_BYTES, end));
        rest = rest.subarray(end);
      }
    }
  }

  /** Adds what the frame that has begun still lacks; returns what is left over. */
  #complete(bytes: Uint8Array): Uint8Array {
    if (this.#size < LENGTH_BYTES) {
      const lacking = Math.min(LENGTH_BYTES - this.#size, bytes.length);
      this.#keep(bytes.subarray(0, lacking));
      return this.#deliver(bytes.subarray(lacking));
    }
    const lacking = Math.min(LENGTH_BYTES + lengthAt(this.#partial) - this.#size, bytes.length);
    this.#keep(bytes.subarray(0, lacking));
    return this.#deliver(bytes.subarray(lacking));
  }

  #deliver(rest: Uint8Array): Uint8Array {
    if (this.#size < LENGTH_BYTES || this.#size < LENGTH_BYTES + lengthAt(this.#partial)) return rest;
    const frame = this.#partial.subarray(LENGTH_BYTES, this.#size);
    this.#partial = NOTHING;
    this.#size = 0;
    this.#onFrame(frame);
    return rest;
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#size + bytes.length;
    if (size > this.#partial.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.#partial.length, 64));
      grown.set(this.#partial.subarray(0, this.#size));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#size);
    this.#size = size;
  }
}

function lengthAt(bytes: Uint8Array): number {
  const length = (bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
  if (length < LENGTH_BYTES || length > FRAME_BYTES_MAX) throw new RangeError(`a response of ${length} bytes`);
  return length;
}
