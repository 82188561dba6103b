import { readBatches, readBatchHeader, verifyBatchCrc } from "@chronik/kafka-protocol";
import type { EpochStart, PartitionLog } from "@chronik/wal";
import { folderOf, type ObservedDisk, UNSEEN_DISK } from "./observed.ts";

/** One batch, by what makes it this batch and no other. */
export interface ShadowBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** Covers the records, not offset and epoch. */
  readonly crc: number;
  /** −1 without. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
}

/**
 * What a replica's log holds, known without reading it: reading would be an effect, and might fail as the plan wants.
 *
 * The log's own methods are watched. After a start it is read past the process, from where its disk has it; what is damaged
 * there, and all behind it, only when the process reads it.
 *
 * Invariant: `batches` is what the log holds from its start up to `endOffset`; all of it where `endOffset` is the log's.
 */
export class LogShadow {
  readonly #batches: ShadowBatch[] = [];
  #startOffset: number;
  /** A read that did not return what was appended: told after the step, since production code may catch what is thrown in it. */
  #problem: string | null = null;

  private constructor(startOffset: number) {
    this.#startOffset = startOffset;
  }

  /** Watches the log from now on. */
  static of(log: PartitionLog, disk: ObservedDisk = UNSEEN_DISK): LogShadow {
    const shadow = new LogShadow(log.logStartOffset);
    if (log.state === "online") shadow.#peek(log, disk);
    shadow.#watch(log);
    return shadow;
  }

  get endOffset(): number {
    const last = this.#batches.at(-1);
    return last === undefined ? this.#startOffset : last.lastOffset + 1;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  /** Oldest first. */
  get batches(): readonly ShadowBatch[] {
    return this.#batches;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Index of the first batch that ends at `offset` or later. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#batches[middle]!.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #peek(log: PartitionLog, disk: ObservedDisk): void {
    const folder = folderOf(log);
    const names = disk.list(folder);
    const epochs = log.epochs();
    for (const { baseOffset, sizeBytes } of log.segments()) {
      const name = `${String(baseOffset).padStart(20, "0")}.log`;
      if (!names.includes(name)) return;
      const bytes = disk.contents(`${folder}/${name}`).subarray(0, sizeBytes);
      for (let position = 0; position < bytes.length; ) {
        if (!verifyBatchCrc(bytes, position)) return;
        const read = readBatchHeader(bytes, position);
        // No checksum covers the epoch; the log knows it.
        if (!read.ok || read.header.partitionLeaderEpoch !== epochAt(epochs, read.header.baseOffset)) return;
        this.#append(bytes.subarray(position, position + read.header.sizeBytes));
        position += read.header.sizeBytes;
      }
    }
  }

  #watch(log: PartitionLog): void {
    const { appendAsLeader, appendAsFollower, truncateTo, resetTo, read } = log;
    log.appendAsLeader = (batches, done) => {
      appendAsLeader.call(log, batches, done);
      for (const { bytes } of batches) this.#append(bytes);
    };
    log.appendAsFollower = (payload, done) => {
      const before = log.logEndOffset;
      appendAsFollower.call(log, payload, done);
      if (log.logEndOffset > before) this.#append(payload);
    };
    log.truncateTo = (offset, done) => {
      truncateTo.call(log, offset, done);
      this.#cutAt(log.logEndOffset);
    };
    log.resetTo = (offset, done) => {
      resetTo.call(log, offset, done);
      if (log.logStartOffset !== log.logEndOffset) return;
      this.#batches.length = 0;
      this.#startOffset = log.logStartOffset;
    };
    log.read = (range) => {
      const bytes = read.call(log, range);
      this.#wasRead(bytes);
      return bytes;
    };
  }

  #append(bytes: Uint8Array): void {
    for (const batch of batchesIn(bytes)) if (batch.baseOffset === this.endOffset) this.#batches.push(batch);
  }

  #cutAt(offset: number): void {
    while (this.endOffset > offset && this.#batches.length > 0) this.#batches.pop();
  }

  #wasRead(bytes: Uint8Array): void {
    for (const batch of batchesIn(bytes)) {
      if (batch.baseOffset === this.endOffset) this.#batches.push(batch);
      const known = this.#batches[this.indexAt(batch.baseOffset)];
      if (known === undefined || sameBatch(known, batch)) continue;
      this.#problem ??= `read ${textOfBatch(batch)} where ${textOfBatch(known)} was appended`;
    }
  }
}

function epochAt(epochs: readonly EpochStart[], offset: number): number | undefined {
  return epochs.findLast(({ startOffset }) => startOffset <= offset)?.epoch;
}

function* batchesIn(bytes: Uint8Array): Iterable<ShadowBatch> {
  for (const { header } of readBatches(bytes)) {
    const { baseOffset, lastOffsetDelta, partitionLeaderEpoch: leaderEpoch, crc } = header;
    const { producerId, producerEpoch, baseSequence } = header;
    const [lastOffset, lastSequence] = [baseOffset + lastOffsetDelta, baseSequence + lastOffsetDelta];
    yield { baseOffset, lastOffset, leaderEpoch, crc, producerId, producerEpoch, lastSequence };
  }
}

export function sameBatch(one: ShadowBatch, other: ShadowBatch): boolean {
  return (
    one.baseOffset === other.baseOffset &&
    one.lastOffset === other.lastOffset &&
    one.leaderEpoch === other.leaderEpoch &&
    one.crc === other.crc
  );
}

export function textOfBatch({ baseOffset, lastOffset, leaderEpoch, crc }: ShadowBatch): string {
  return `offsets ${baseOffset} to ${lastOffset} of epoch ${leaderEpoch} (CRC ${(crc >>> 0).toString(16)})`;
}
