import { readBatches } from "@chronik/kafka-protocol";
import type { BatchPlace, Done, EpochStart, LogBatch, PartitionLog, ReadRange } from "@chronik/wal";

interface StoredBatch {
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly maxTimestamp: number;
}

/** A log in memory whose disk answers when the test says so: {@link sync}. */
export class MemoryPartitionLog implements PartitionLog {
  readonly topicId = "00000000000000000000000000000001";
  readonly topic = "topic";
  readonly partition = 0;
  readonly state = "online";
  readonly fault = null;
  readonly logStartOffset = 0;
  durableEndOffset = 0;
  /** What the next append as leader throws, and the next one as follower tells at the next {@link sync}. */
  refusal: Error | null = null;
  #batches: StoredBatch[] = [];
  #waiting: { endOffset: number; done: Done; refusal?: Error }[] = [];

  get logEndOffset(): number {
    return (this.#batches.at(-1)?.lastOffset ?? -1) + 1;
  }

  get readableEndOffset(): number {
    return this.logEndOffset;
  }

  get lastEpoch(): number {
    return this.#batches.at(-1)?.leaderEpoch ?? -1;
  }

  get sizeBytes(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
  }

  appendAsLeader(batches: readonly LogBatch[], done: Done): void {
    if (this.refusal !== null) throw this.refusal;
    this.#batches.push(...batches);
    this.#waiting.push({ endOffset: this.logEndOffset, done });
  }

  appendAsFollower(payload: Uint8Array, done: Done): void {
    if (this.refusal !== null) {
      this.#waiting.push({ endOffset: this.logEndOffset, done, refusal: this.refusal });
      return;
    }
    for (const { header, position } of readBatches(payload)) {
      const { baseOffset, lastOffsetDelta, partitionLeaderEpoch: leaderEpoch, maxTimestamp, sizeBytes } = header;
      const bytes = payload.subarray(position, position + sizeBytes);
      this.#batches.push({ bytes, baseOffset, lastOffset: baseOffset + lastOffsetDelta, leaderEpoch, maxTimestamp });
    }
    this.#waiting.push({ endOffset: this.logEndOffset, done });
  }

  /** The disk has everything, or fails. */
  sync(error: Error | null = null): void {
    for (const { endOffset, done, refusal } of this.#waiting.splice(0)) {
      if (error === null) this.durableEndOffset = endOffset;
      done(refusal ?? error);
    }
  }

  read({ offset, bytesMax, endOffset = this.logEndOffset }: ReadRange): Uint8Array {
    const wanted: Uint8Array[] = [];
    let total = 0;
    for (const { bytes, lastOffset } of this.#batches) {
      if (lastOffset < offset || lastOffset >= endOffset) continue;
      if (wanted.length > 0 && total + bytes.length > bytesMax) break;
      wanted.push(bytes);
      total += bytes.length;
    }
    return Uint8Array.from(wanted.flatMap((bytes) => [...bytes]));
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined {
    const last = this.#batches.findLast((batch) => batch.leaderEpoch <= epoch);
    return last === undefined ? undefined : { epoch: last.leaderEpoch, endOffset: last.lastOffset + 1 };
  }

  truncateTo(offset: number, done: Done): void {
    this.#batches = this.#batches.filter((batch) => batch.lastOffset < offset);
    this.durableEndOffset = Math.min(this.durableEndOffset, this.logEndOffset);
    this.#waiting.push({ endOffset: this.logEndOffset, done });
  }

  resetTo(_offset: number, done: Done): void {
    this.truncateTo(0, done);
  }

  epochs(): readonly EpochStart[] {
    return [];
  }

  offsetForTimestamp(timestampMs: number): BatchPlace | undefined {
    return this.#batches.find((batch) => batch.maxTimestamp >= timestampMs);
  }

  segments(): readonly never[] {
    return [];
  }

  readInto(): number {
    throw new Error("not used by the broker");
  }

  deleteBefore(): void {
    throw new Error("not used by the broker");
  }

  configure(): void {}

  keepState(): void {}

  restoreState(): number {
    return 0;
  }
}
