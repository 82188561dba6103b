import type { ReplicaLog } from "../ports.ts";
import { decodeBatches, encodeBatches, type ModelBatch } from "./model-batch.ts";

/** What a log holds at one time. */
interface Image {
  readonly startOffset: number;
  readonly batches: readonly ModelBatch[];
  /** The epoch that ended where the log starts now, when all up to there was deleted; −1 where none did. */
  readonly floorEpoch: number;
}

const EMPTY: Image = { startOffset: 0, batches: [], floorEpoch: -1 };

type Done = (error: Error | null) => void;

export type WriteKind = "append" | "truncate" | "reset";

interface Write {
  readonly kind: WriteKind;
  readonly apply: (image: Image) => Image;
  /** No byte at or beyond this offset that was durable before stays so. Infinite for an append. */
  readonly keepsBelow: number;
  readonly done: Done;
}

/**
 * A log as an array of batches, and beside it what would be left of it after a crash: writes become durable in order, when
 * {@link syncNext} is called.
 */
export class ModelLog implements ReplicaLog {
  #image: Image = EMPTY;
  #durable: Image = this.#image;
  #pending: Write[] = [];
  readonly #onWrite: (kind: WriteKind) => void;

  /** `onWrite` after each write that wants to be made durable. */
  constructor(onWrite: (kind: WriteKind) => void = () => {}) {
    this.#onWrite = onWrite;
  }

  get logStartOffset(): number {
    return this.#image.startOffset;
  }

  get logEndOffset(): number {
    return endOf(this.#image);
  }

  get durableEndOffset(): number {
    return this.#pending.reduce((end, write) => Math.min(end, write.keepsBelow), endOf(this.#durable));
  }

  get lastEpoch(): number {
    return this.#image.batches.at(-1)?.leaderEpoch ?? this.#image.floorEpoch;
  }

  get batches(): readonly ModelBatch[] {
    return this.#image.batches;
  }

  /** What a crash leaves. */
  get durableBatches(): readonly ModelBatch[] {
    return this.#durable.batches;
  }

  get durableStartOffset(): number {
    return this.#durable.startOffset;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined {
    const last = this.#image.batches.findLast((batch) => batch.leaderEpoch <= epoch);
    if (last !== undefined) return { epoch: last.leaderEpoch, endOffset: last.lastOffset + 1 };
    const { floorEpoch, startOffset } = this.#image;
    return floorEpoch >= 0 && floorEpoch <= epoch ? { epoch: floorEpoch, endOffset: startOffset } : undefined;
  }

  read({ offset, bytesMax, endOffset }: { offset: number; bytesMax: number; endOffset?: number }): Uint8Array {
    if (offset < this.logStartOffset || offset > this.logEndOffset) throw new Error(`offset ${offset} is out of range`);
    const before = endOffset ?? this.logEndOffset;
    const taken: ModelBatch[] = [];
    let sizeBytes = 0;
    for (const batch of this.#image.batches) {
      if (batch.lastOffset < offset) continue;
      if (batch.lastOffset >= before) break;
      sizeBytes += batch.bytes.byteLength;
      if (taken.length > 0 && sizeBytes > bytesMax) break;
      taken.push(batch);
    }
    return encodeBatches(taken);
  }

  /** As a leader does. The batches go on from the log's end. */
  append(batches: readonly ModelBatch[], done: Done = () => {}): void {
    let next = this.logEndOffset;
    let epoch = this.lastEpoch;
    for (const batch of batches) {
      if (batch.baseOffset !== next) throw new Error(`a batch at ${batch.baseOffset}, the log ends at ${next}`);
      if (batch.leaderEpoch < epoch) throw new Error(`a batch of epoch ${batch.leaderEpoch} after epoch ${epoch}`);
      next = batch.lastOffset + 1;
      epoch = batch.leaderEpoch;
    }
    this.#write({
      kind: "append",
      apply: (image) => ({ ...image, batches: [...image.batches, ...batches] }),
      keepsBelow: Number.POSITIVE_INFINITY,
      done,
    });
  }

  appendAsFollower(payload: Uint8Array, done: Done): void {
    this.append(decodeBatches(payload), done);
  }

  truncateTo(offset: number, done: Done): void {
    const keep = (image: Image): Image => ({
      ...image,
      batches: image.batches.filter(({ lastOffset }) => lastOffset < offset),
      floorEpoch: offset > image.startOffset ? image.floorEpoch : -1,
    });
    this.#write({ kind: "truncate", apply: keep, keepsBelow: offset, done });
  }

  resetTo(offset: number, done: Done): void {
    this.#write({ kind: "reset", apply: () => ({ ...EMPTY, startOffset: offset }), keepsBelow: offset, done });
  }

  /** Durable at once. */
  deleteBefore(offset: number): void {
    const cut = (image: Image): Image => {
      const batches = image.batches.filter(({ lastOffset }) => lastOffset >= offset);
      const floorEpoch = batches.length > 0 ? -1 : (image.batches.at(-1)?.leaderEpoch ?? image.floorEpoch);
      return { startOffset: Math.max(image.startOffset, Math.min(offset, endOf(image))), batches, floorEpoch };
    };
    if (offset > this.logStartOffset && offset <= this.durableEndOffset) {
      this.#image = cut(this.#image);
      this.#durable = cut(this.#durable);
    }
  }

  /** Makes the oldest pending write durable. False: there was none. */
  syncNext(): boolean {
    const write = this.#pending.shift();
    if (write === undefined) return false;
    this.#durable = write.apply(this.#durable);
    write.done(null);
    return true;
  }

  sync(): void {
    while (this.syncNext());
  }

  /** The device fails: nothing that is pending becomes durable. */
  failPending(error: Error): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const write of pending) write.done(error);
  }

  /** Power is lost. Of the pending writes the first few may have reached the disk; nobody was told. */
  crash(survivorsMax = 0): void {
    for (const write of this.#pending.slice(0, survivorsMax)) this.#durable = write.apply(this.#durable);
    this.#pending = [];
    this.#image = this.#durable;
  }

  #write(write: Write): void {
    this.#image = write.apply(this.#image);
    this.#pending.push(write);
    this.#onWrite(write.kind);
  }
}

function endOf(image: Image): number {
  const last = image.batches.at(-1);
  return last === undefined ? image.startOffset : last.lastOffset + 1;
}
