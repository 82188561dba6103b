import { assert, isShortage } from "../errors.ts";
import type { BatchFrame } from "../ports.ts";
import { type DestructiveEffect, type EffectPerformer, EffectQueue, type WriteEffect } from "./effects.ts";
import type { SegmentStore } from "./segment-store.ts";

/** Who makes the folder of a log and takes it away. */
export interface FolderOwner {
  makeStore(startOffset: number): SegmentStore;
  removeFolder(): void;
  /** See `LogOwner.paced`. */
  paced(work: () => void): void;
}

/**
 * The files of a log, a little behind the log itself. Writes are gathered until the end of the turn, or until somebody
 * reads. What destroys waits until it is durable that it happened, and what comes after waits behind it.
 */
export class LogFiles implements EffectPerformer {
  readonly #owner: FolderOwner;
  readonly #effects = new EffectQueue();
  #store: SegmentStore | null;
  #blocked = false;
  /** Until the folder's turn comes nothing happens to it: a log of the same name may wait before this one, to be deleted. */
  #pacedCount = 0;
  #readableEndOffset: number;

  /** @param store Null for a log that is not made yet, or whose files cannot be used. */
  constructor(owner: FolderOwner, store: SegmentStore | null, logEndOffset: number) {
    this.#owner = owner;
    this.#store = store;
    this.#readableEndOffset = logEndOffset;
  }

  get store(): SegmentStore | null {
    return this.#store;
  }

  /** How far reads can go, once {@link run} was called. */
  get readableEndOffset(): number {
    return this.#readableEndOffset;
  }

  /** Something waits for room on the disk, and all that follows waits with it. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Whether nothing waits. */
  get settled(): boolean {
    return this.#effects.empty && this.#store !== null;
  }

  /** Where there are segments. */
  get segments(): SegmentStore {
    assert(this.#store !== null, "there are segments where there is something to read");
    return this.#store;
  }

  /** Whether {@link run} has something to write. */
  get gathering(): boolean {
    return !this.#effects.empty && this.#effects.onlyWrites && !this.#blocked;
  }

  append(write: WriteEffect): void {
    this.#effects.push(write);
    const { frames } = write;
    if (this.gathering) this.#readableEndOffset = frames[frames.length - 1]!.lastOffset + 1;
  }

  /** Something is to be done once it is durable. */
  await(effect: DestructiveEffect): void {
    this.#effects.push(effect);
    this.#readableEndOffset = Math.min(this.#readableEndOffset, this.#effects.lowestCut);
  }

  /** It is durable that an effect happened. `advance` calls {@link run}: now, or when it is the folder's turn. */
  durable(effect: DestructiveEffect, advance: () => void): void {
    effect.durable = true;
    if (effect.kind !== "create" && effect.kind !== "delete") return advance();
    this.#pacedCount++;
    this.#owner.paced(() => {
      this.#pacedCount--;
      advance();
    });
  }

  /** Drops all that waits. */
  forget(): void {
    this.#effects.clear();
    this.#blocked = false;
  }

  /**
   * Does what may be done now.
   *
   * @returns False where something waits for room on the disk from now on.
   * @throws The error of the disk, or a `DamageError`.
   */
  run(): boolean {
    if (this.#blocked || this.#pacedCount > 0) return true;
    try {
      this.#effects.run(this);
    } catch (error) {
      if (!isShortage(error)) throw error;
      this.#blocked = true;
    } finally {
      const writtenEndOffset = this.#store?.endOffset ?? this.#readableEndOffset;
      this.#readableEndOffset = Math.min(writtenEndOffset, this.#effects.lowestCut);
    }
    return !this.#blocked;
  }

  /** There may be room again. */
  unblock(): void {
    this.#blocked = false;
  }

  /** The base offset of the batch that contains `offset`, written or waiting. */
  batchStart(offset: number): number {
    if (offset < this.#readableEndOffset) return this.segments.batchStart(offset);
    const start = this.#effects.batchStart(offset);
    assert(start !== undefined, "what cannot be read yet waits to be written");
    return start;
  }

  /** @internal */
  write(frames: readonly BatchFrame[], buffers: readonly Uint8Array[]): void {
    this.segments.append(frames, buffers);
  }

  /** @internal */
  perform(effect: DestructiveEffect): void {
    if (effect.kind === "create") {
      this.#store = this.#owner.makeStore(effect.offset);
    } else if (effect.kind === "delete") {
      this.#store?.close();
      this.#owner.removeFolder();
    } else if (effect.kind === "reset") {
      this.#reset(effect.offset);
    } else if (effect.kind === "truncate") {
      this.segments.truncateTo(effect.offset);
    } else {
      this.segments.deleteBefore(effect.offset);
    }
  }

  /** Where the segments are not to be had, or fail in this too, the whole folder goes. */
  #reset(offset: number): void {
    if (this.#store === null) {
      this.#owner.removeFolder();
      this.#store = this.#owner.makeStore(offset);
      return;
    }
    try {
      this.#store.reset(offset);
    } catch (error) {
      if (!isShortage(error)) this.#store = null;
      throw error;
    }
  }
}
