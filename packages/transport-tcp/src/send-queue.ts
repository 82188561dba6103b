import type { Frame } from "./frame.ts";

/** From so many spent slots on, and once they are half of all, the queue is moved down. */
const SPENT_SLOTS_MAX = 256;

/** Frames that wait to be written, first in, first out. Counts what it holds; its owner keeps it within a limit. */
export class SendQueue {
  #frames: (Frame | undefined)[] = [];
  /** Slots before this index are spent. Keeps `shift` from moving the rest of a long queue. */
  #head = 0;
  #byteCount = 0;

  get frameCount(): number {
    return this.#frames.length - this.#head;
  }

  get byteCount(): number {
    return this.#byteCount;
  }

  push(frame: Frame): void {
    this.#frames.push(frame);
    this.#byteCount += frame.byteCount;
  }

  shift(): Frame | undefined {
    const frame = this.#frames[this.#head];
    if (frame === undefined) return undefined;
    // The slot must not keep the frame's payload in memory.
    this.#frames[this.#head] = undefined;
    this.#head += 1;
    this.#byteCount -= frame.byteCount;
    if (this.#head === this.#frames.length) {
      this.#frames = [];
      this.#head = 0;
    } else if (this.#head >= SPENT_SLOTS_MAX && this.#head * 2 >= this.#frames.length) {
      this.#frames = this.#frames.slice(this.#head);
      this.#head = 0;
    }
    return frame;
  }

  /** Takes frames off the front: at least one where there is one, then as many as fit `bytesMax`. */
  take(bytesMax: number): Frame[] {
    const taken: Frame[] = [];
    let byteCount = 0;
    while (this.frameCount > 0) {
      byteCount += this.#frames[this.#head]!.byteCount;
      if (taken.length > 0 && byteCount > bytesMax) break;
      taken.push(this.shift()!);
    }
    return taken;
  }

  clear(): void {
    this.#frames = [];
    this.#head = 0;
    this.#byteCount = 0;
  }
}
