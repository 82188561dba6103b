import { encodeBatch, readBatchHeader, stampBaseOffset, stampPartitionLeaderEpoch } from "@chronik/kafka-protocol";
import type { PartitionLog } from "@chronik/wal";
import type { ObservedReplica } from "../observed.ts";

export const TOPIC_ID = "0".repeat(31) + 1;

/** A batch of one record, as it is in a log. */
export function batchOf(
  baseOffset: number,
  value: string,
  leaderEpoch = 1,
  producer: { producerId?: number; producerEpoch?: number; baseSequence?: number } = {},
): Uint8Array {
  const records = [{ timestamp: 0, key: null, value: Uint8Array.from(Buffer.from(value)) }];
  const bytes = encodeBatch({ records, ...producer });
  stampBaseOffset(bytes, 0, baseOffset);
  stampPartitionLeaderEpoch(bytes, 0, leaderEpoch);
  return bytes;
}

/** As much of a log as the invariants see. It does whatever it is told, right or wrong. */
export class FakeLog {
  readonly topicId = TOPIC_ID;
  readonly topic = "t";
  readonly partition = 0;
  readonly logStartOffset = 0;
  state = "online";
  readonly fault = null;
  batches: Uint8Array[] = [];

  epochs() {
    return this.batches.map((bytes, startOffset) => {
      const read = readBatchHeader(bytes, 0);
      return { epoch: read.ok ? read.header.partitionLeaderEpoch : -1, startOffset };
    });
  }

  segments() {
    return [{ baseOffset: 0, sizeBytes: this.read({ offset: 0 }).length }];
  }

  get logEndOffset(): number {
    return this.batches.length;
  }

  /** Each value becomes a batch of one record. */
  append(leaderEpoch: number, ...values: string[]): void {
    for (const value of values) {
      this.appendAsFollower(batchOf(this.logEndOffset, value, leaderEpoch), () => {});
    }
  }

  appendAsLeader(batches: readonly { bytes: Uint8Array }[], _done: () => void): void {
    for (const { bytes } of batches) this.batches.push(bytes);
  }

  appendAsFollower(payload: Uint8Array, _done: () => void): void {
    this.batches.push(payload);
  }

  truncateTo(offset: number, _done: () => void): void {
    this.batches.length = offset;
  }

  resetTo(offset: number, _done: () => void): void {
    this.batches.length = offset;
  }

  read({ offset }: { offset: number }): Uint8Array {
    return Uint8Array.from(this.batches.slice(offset).flatMap((bytes) => [...bytes]));
  }

  get asLog(): PartitionLog {
    return this as unknown as PartitionLog;
  }
}

/** A replica that shows whatever a test wants. */
export class FakeReplica implements ObservedReplica {
  readonly key = { topicId: TOPIC_ID, partition: 0 };
  readonly topic = "t";
  readonly config = { minInsyncReplicas: 2 };
  readonly fake = new FakeLog();
  highWatermark = 0;
  leadingEpoch: number | undefined = undefined;
  isr: readonly number[] = [1, 2, 3];
  durableEndOffset = 0;
  failed: readonly number[] = [];
  producers: { readonly bytes: Uint8Array } | null = null;

  get image() {
    const replicas = [1, 2, 3];
    const { isr, failed } = this;
    return { partition: 0, replicas, isr, leader: 1, leaderEpoch: 1, partitionEpoch: 1, failed };
  }

  get replica() {
    const { logEndOffset, asLog } = this.fake;
    return { logEndOffset, durableEndOffset: this.durableEndOffset, log: asLog, capture: () => this.producers };
  }
}
