import type { Fragmentation } from "./fragmentation.ts";

interface Chunk {
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/** Bytes on their way from one side of a connection to the other, in chunks that arrive one after the other. */
export class UnderWay {
  #chunks: Chunk[] = [];
  /** Bytes of the first chunk that have been read. */
  #readOfFirst = 0;
  #lastDueMs = 0;

  /** Bytes that were not read yet. */
  get byteCount(): number {
    let byteCount = -this.#readOfFirst;
    for (const { bytes } of this.#chunks) byteCount += bytes.byteLength;
    return byteCount;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** When the next bytes arrive; undefined where there are none. */
  get firstDueMs(): number | undefined {
    return this.#chunks[0]?.dueMs;
  }

  /** Nothing more arrives before this time; the time as of which whatever comes now arrives. */
  notBefore(dueMs: number): number {
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    return this.#lastDueMs;
  }

  /** Bytes that arrive at this time, or with those before them where that is later. */
  add(bytes: Uint8Array, dueMs: number): void {
    this.#chunks.push({ bytes, dueMs: this.notBefore(dueMs) });
  }

  /** What is not due at `nowMs` arrives when `dueMsOf` says, and not later than it would have. */
  hurry(nowMs: number, dueMsOf: (byteCount: number) => number): void {
    let lastDueMs = nowMs;
    this.#chunks = this.#chunks.map((chunk) => {
      if (chunk.dueMs <= nowMs) return chunk;
      lastDueMs = Math.max(lastDueMs, Math.min(chunk.dueMs, dueMsOf(chunk.bytes.byteLength)));
      return { bytes: chunk.bytes, dueMs: lastDueMs };
    });
    this.#lastDueMs = lastDueMs;
  }

  /** Whole pieces of what is due at `untilMs`, as the fragmentation has it; null where nothing is. */
  nextPiece(untilMs: number, fragmentation: Fragmentation): Uint8Array | null {
    const first = this.#chunks[0];
    if (first === undefined || first.dueMs > untilMs) return null;
    let availableBytes = -this.#readOfFirst;
    for (const { bytes, dueMs } of this.#chunks) {
      if (dueMs > untilMs) break;
      availableBytes += bytes.byteLength;
    }
    return this.#cutOff(fragmentation.next(first.bytes.byteLength - this.#readOfFirst, availableBytes));
  }

  /** Drops all but the first `byteCount` bytes. */
  keep(byteCount: number): void {
    let keptBytes = this.#readOfFirst + byteCount;
    const kept: Chunk[] = [];
    for (const { bytes, dueMs } of this.#chunks) {
      if (keptBytes === 0) break;
      const count = Math.min(keptBytes, bytes.byteLength);
      kept.push({ bytes: count === bytes.byteLength ? bytes : bytes.subarray(0, count), dueMs });
      keptBytes -= count;
    }
    this.#chunks = kept;
    if (kept.length > 0 && this.#readOfFirst < kept[0]!.bytes.byteLength) return;
    this.#chunks = kept.slice(1);
    this.#readOfFirst = 0;
  }

  clear(): void {
    this.#chunks = [];
    this.#readOfFirst = 0;
  }

  /** Takes so many bytes off the front: as a view where one chunk has them all. */
  #cutOff(byteCount: number): Uint8Array {
    const first = this.#chunks[0]!.bytes;
    const start = this.#readOfFirst;
    if (start + byteCount <= first.byteLength) {
      this.#skip(byteCount);
      return start === 0 && byteCount === first.byteLength ? first : first.subarray(start, start + byteCount);
    }
    const piece = Buffer.allocUnsafe(byteCount);
    for (let filled = 0; filled < byteCount; ) {
      const part = this.#chunks[0]!.bytes.subarray(this.#readOfFirst, this.#readOfFirst + byteCount - filled);
      piece.set(part, filled);
      filled += part.byteLength;
      this.#skip(part.byteLength);
    }
    return piece;
  }

  #skip(byteCount: number): void {
    this.#readOfFirst += byteCount;
    if (this.#readOfFirst < this.#chunks[0]!.bytes.byteLength) return;
    this.#chunks.shift();
    this.#readOfFirst = 0;
  }
}
