const LENGTH_BYTES = 4;

/** Why a connection's bytes cannot be understood any more. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly code = "INVALID_FRAME";
  readonly retriable = false;
}

/**
 * Cuts a byte stream into Kafka's frames: a four-byte length, then that many bytes.
 *
 * A frame that arrives in one piece is a view into that piece; one that arrives in several is copied together once, when it
 * is complete. Nothing is allocated for what has been announced but has not arrived.
 */
export class FrameReader {
  readonly #frameBytesMax: number;
  #pieces: Uint8Array[] = [];
  #buffered = 0;

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Takes bytes as they come. Calls `onFrame` for each frame, without its length. Throws {@link FrameError} on a length out of range. */
  push(bytes: Uint8Array, onFrame: (frame: Uint8Array) => void): void {
    let rest = bytes;
    if (this.#buffered > 0) {
      const wanted = this.#missingBytes();
      if (rest.byteLength < wanted) return this.#keep(rest);
      this.#keep(rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
      if (this.#buffered > LENGTH_BYTES || this.#missingBytes() === 0) onFrame(this.#take());
      // Only the length was complete: go on with the frame itself.
      else return this.push(rest, onFrame);
    }
    while (rest.byteLength >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.#lengthAt(rest);
      if (rest.byteLength < end) break;
      onFrame(rest.subarray(LENGTH_BYTES, end));
      rest = rest.subarray(end);
    }
    if (rest.byteLength > 0) this.#keep(rest);
  }

  /** Bytes until the length, or after that the frame, is complete. */
  #missingBytes(): number {
    if (this.#buffered < LENGTH_BYTES) return LENGTH_BYTES - this.#buffered;
    return LENGTH_BYTES + this.#lengthAt(this.#head()) - this.#buffered;
  }

  /** The first piece, made to hold the whole length. */
  #head(): Uint8Array {
    if (this.#pieces[0]!.byteLength < LENGTH_BYTES) this.#pieces = [join(this.#pieces, this.#buffered)];
    return this.#pieces[0]!;
  }

  #keep(piece: Uint8Array): void {
    if (piece.byteLength === 0) return;
    this.#pieces.push(piece);
    this.#buffered += piece.byteLength;
    if (this.#buffered >= LENGTH_BYTES) this.#lengthAt(this.#head());
  }

  #take(): Uint8Array {
    const whole = this.#pieces.length === 1 ? this.#pieces[0]! : join(this.#pieces, this.#buffered);
    this.#pieces = [];
    this.#buffered = 0;
    return whole.subarray(LENGTH_BYTES);
  }

  #lengthAt(bytes: Uint8Array): number {
    const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getInt32(0);
    if (length < 0 || length > this.#frameBytesMax) {
      throw new FrameError(`a request of ${length} bytes; socket.request.max.bytes is ${this.#frameBytesMax}`);
    }
    return length;
  }
}

function join(pieces: readonly Uint8Array[], totalBytes: number): Uint8Array {
  const whole = new Uint8Array(totalBytes);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.byteLength;
  }
  return whole;
}
