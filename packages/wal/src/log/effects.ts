import { FRAME_CREATE, FRAME_DELETE, FRAME_RESET, FRAME_START, FRAME_TRUNCATE } from "../frames.ts";
import type { BatchFrame } from "../ports.ts";
import type { CheckedBatches } from "./batches.ts";
import { Fifo } from "./fifo.ts";

/** Something that destroys what cannot be had again: it waits until the journal has made durable that it happened. */
export interface DestructiveEffect {
  readonly kind: "create" | "truncate" | "reset" | "deleteBefore" | "delete";
  readonly offset: number;
  durable: boolean;
}

/** What the journal calls it. */
export const FRAME_OF_EFFECT: Readonly<Record<DestructiveEffect["kind"], number>> = {
  create: FRAME_CREATE,
  truncate: FRAME_TRUNCATE,
  reset: FRAME_RESET,
  deleteBefore: FRAME_START,
  delete: FRAME_DELETE,
};

/** Batches that are to be written. */
export class WriteEffect {
  readonly kind = "write";
  readonly frames: readonly BatchFrame[];
  #buffers: readonly Uint8Array[];
  #written = false;

  constructor({ frames, buffers }: CheckedBatches) {
    this.frames = frames;
    this.#buffers = buffers;
  }

  get buffers(): readonly Uint8Array[] {
    return this.#buffers;
  }

  /** It was written: the buffers are not needed any more. */
  finish(): void {
    this.#written = true;
    this.#buffers = [];
  }

  /** Whoever appended gets the buffers back: what is not written by now, for want of room or a folder, is copied. */
  giveBack(): void {
    if (!this.#written) this.#buffers = this.#buffers.map((bytes) => bytes.slice());
  }
}

/** Something to be done to the files of a log. */
export type Effect = WriteEffect | DestructiveEffect;

/** What {@link EffectQueue} does effects with. Where one throws, nothing of it was done. */
export interface EffectPerformer {
  write(frames: readonly BatchFrame[], buffers: readonly Uint8Array[]): void;
  perform(effect: DestructiveEffect): void;
}

/** Effects in the order of the journal. */
export class EffectQueue {
  readonly #effects = new Fifo<Effect>();
  #destructiveCount = 0;

  get empty(): boolean {
    return this.#effects.length === 0;
  }

  /** Whether all that waits are writes. */
  get onlyWrites(): boolean {
    return this.#destructiveCount === 0;
  }

  /** The lowest offset that a waiting effect cuts the log at. */
  get lowestCut(): number {
    let lowest = Number.POSITIVE_INFINITY;
    if (this.onlyWrites) return lowest;
    for (const effect of this.#effects) {
      if (effect.kind === "truncate" || effect.kind === "reset") lowest = Math.min(lowest, effect.offset);
    }
    return lowest;
  }

  push(effect: Effect): void {
    this.#effects.push(effect);
    if (effect.kind !== "write") this.#destructiveCount++;
  }

  /** Does what may be done, in order; writes that follow on each other at once. What throws stays, with all after it. */
  run(performer: EffectPerformer): void {
    for (;;) {
      const effect = this.#effects.peek();
      if (effect === undefined) return;
      if (effect.kind === "write") {
        this.#write(performer);
      } else {
        if (!effect.durable) return;
        performer.perform(effect);
        this.#effects.shift();
        this.#destructiveCount--;
      }
    }
  }

  /** The base offset of the waiting batch that contains `offset`; undefined where none does. */
  batchStart(offset: number): number | undefined {
    let start: number | undefined;
    for (const effect of this.#effects) {
      if (effect.kind !== "write") continue;
      // A later write of the same offset follows on a truncation, and replaces the earlier one.
      for (const frame of effect.frames) {
        if (frame.baseOffset <= offset && offset <= frame.lastOffset) start = frame.baseOffset;
      }
    }
    return start;
  }

  clear(): void {
    while (this.#effects.shift()) {}
    this.#destructiveCount = 0;
  }

  #write(performer: EffectPerformer): void {
    const frames: BatchFrame[] = [];
    const buffers: Uint8Array[] = [];
    let count = 0;
    for (const effect of this.#effects) {
      if (effect.kind !== "write") break;
      for (const frame of effect.frames) frames.push(frame);
      for (const bytes of effect.buffers) buffers.push(bytes);
      count++;
    }
    performer.write(frames, buffers);
    for (; count > 0; count--) (this.#effects.shift() as WriteEffect).finish();
  }
}
