/** A write of which some bytes have not been taken yet. */
export class PendingWrite {
  readonly written: () => void;
  remainingBytes: number;
  readonly #buffers: readonly Uint8Array[];
  /** The first buffer that has not been taken whole, and how much of it has been. */
  #at = 0;
  #offset = 0;

  constructor(buffers: readonly Uint8Array[], written: () => void) {
    this.#buffers = buffers;
    this.written = written;
    this.remainingBytes = 0;
    for (const buffer of buffers) this.remainingBytes += buffer.byteLength;
  }

  /** Copies the next bytes out of the buffers, as they are now. */
  take(byteCount: number): Uint8Array {
    const taken = Buffer.allocUnsafe(byteCount);
    for (let filled = 0; filled < byteCount; ) {
      const part = this.#buffers[this.#at]!.subarray(this.#offset, this.#offset + byteCount - filled);
      taken.set(part, filled);
      filled += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset === this.#buffers[this.#at]!.byteLength) {
        this.#at += 1;
        this.#offset = 0;
      }
    }
    this.remainingBytes -= byteCount;
    return taken;
  }
}
