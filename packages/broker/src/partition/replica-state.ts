import {
  errorCodes,
  isControlBatch,
  NO_PRODUCER_ID,
  readBatches,
  stampBaseOffset,
  stampPartitionLeaderEpoch,
} from "@chronik/kafka-protocol";
import type { DerivedState, PartitionLog, ReplicaLog, StateSnapshot } from "@chronik/wal";
import { ProducerStates, type SequenceVerdict } from "./producer-state.ts";

/** One checked record batch on its way into a log that this node leads. */
export interface LeaderBatch {
  /** The whole batch. Offsets and leader epoch are written into it in place; from then on nobody may write to it. */
  readonly bytes: Uint8Array;
  readonly recordCount: number;
  readonly maxTimestamp: number;
  /** −1 without idempotence. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** How much of a log is read at once while producer states are completed from it. */
const SCAN_BYTES = 1024 * 1024;

/**
 * A partition's log together with what must always agree with it: the producers' sequences.
 *
 * Invariant: the producer states, where they are not stale, are those of the batches below `logEndOffset`, whichever way a batch
 * came in: appended as leader, replicated, or found at start-up, in a snapshot or in the log behind it. A truncation makes them
 * stale; they are made anew from an older snapshot and the log when they are needed next, which is when this node leads.
 */
export class ReplicaState implements ReplicaLog, DerivedState {
  readonly log: PartitionLog;
  readonly #producers = new ProducerStates();
  #producersStale = true;

  constructor(log: PartitionLog) {
    this.log = log;
    log.keepState(this);
  }

  /** Reads what the log's last snapshot of the producers does not cover. Throws where the log cannot be read. */
  load(): void {
    this.#rebuildProducers();
  }

  get logStartOffset(): number {
    return this.log.logStartOffset;
  }

  get logEndOffset(): number {
    return this.log.logEndOffset;
  }

  get durableEndOffset(): number {
    return this.log.durableEndOffset;
  }

  get lastEpoch(): number {
    return this.log.lastEpoch;
  }

  get producerCount(): number {
    return this.#producers.producerCount;
  }

  /** Whether the batch may be appended. Throws where the log has to be read for that, and cannot be. */
  checkSequence(batch: LeaderBatch): SequenceVerdict {
    if (batch.producerId === NO_PRODUCER_ID) return { kind: "append" };
    if (this.#producersStale && !this.#rebuildProducers()) {
      // What a truncation left is being made durable: until then it cannot be read. Clients try again.
      return { kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR };
    }
    return this.#producers.check({ ...batch, baseOffset: -1 });
  }

  /** Stamps and appends. `done` when durable here. Throws a `WalError` where the log refuses; then nothing has changed. */
  appendAsLeader(batch: LeaderBatch, leaderEpoch: number, done: (error: Error | null) => void): void {
    const baseOffset = this.log.logEndOffset;
    stampBaseOffset(batch.bytes, 0, baseOffset);
    stampPartitionLeaderEpoch(batch.bytes, 0, leaderEpoch);
    const lastOffset = baseOffset + batch.recordCount - 1;
    const { bytes, maxTimestamp } = batch;
    this.log.appendAsLeader([{ bytes, baseOffset, lastOffset, leaderEpoch, maxTimestamp }], done);
    if (batch.producerId !== NO_PRODUCER_ID && !this.#producersStale) {
      this.#producers.appended({ ...batch, baseOffset });
    }
  }

  appendAsFollower(payload: Uint8Array, done: (error: Error | null) => void): void {
    const { logEndOffset } = this.log;
    this.log.appendAsFollower(payload, done);
    // What the log has refused, `done` will hear of; a retry of it to this node as leader must not pass for a duplicate.
    const taken = this.log.logEndOffset > logEndOffset;
    if (taken && !this.#producersStale) this.#noteProducers(payload);
  }

  read(range: { offset: number; bytesMax: number; endOffset?: number }): Uint8Array {
    return this.log.read(range);
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined {
    return this.log.endOffsetForEpoch(epoch);
  }

  truncateTo(offset: number, done: (error: Error | null) => void): void {
    if (offset < this.log.logEndOffset) this.#producersStale = true;
    this.log.truncateTo(offset, done);
  }

  resetTo(offset: number, done: (error: Error | null) => void): void {
    this.log.resetTo(offset, done);
    this.#producers.clear();
    this.#producersStale = false;
  }

  /** The producers, for a checkpoint of the log's. */
  capture(): StateSnapshot | null {
    if (this.#producersStale) return null;
    return { endOffset: this.log.logEndOffset, bytes: this.#producers.encode() };
  }

  /** False where not all of the log can be read yet. */
  #rebuildProducers(): boolean {
    if (this.log.readableEndOffset < this.log.logEndOffset) return false;
    this.#producers.clear();
    let offset = this.log.restoreState((snapshot) => this.#producers.restore(snapshot));
    if (offset > this.log.logStartOffset) {
      SIMULATION: globalThis.chronikSometimes?.("a replica's producers come from a snapshot");
    }
    while (offset < this.log.logEndOffset) {
      const next = this.#noteProducers(this.log.read({ offset, bytesMax: SCAN_BYTES }));
      if (next <= offset) throw new Error(`the log ends at offset ${offset}, before its end ${this.log.logEndOffset}`);
      offset = next;
    }
    this.#producersStale = false;
    return true;
  }

  /** Returns the offset after the last batch. */
  #noteProducers(batches: Uint8Array): number {
    let nextOffset = -1;
    for (const { header } of readBatches(batches)) {
      nextOffset = header.baseOffset + header.lastOffsetDelta + 1;
      if (header.producerId === NO_PRODUCER_ID || isControlBatch(header.attributes)) continue;
      this.#producers.appended({ ...header, recordCount: header.recordsCount });
    }
    return nextOffset;
  }
}
