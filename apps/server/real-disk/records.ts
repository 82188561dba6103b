import type { LogBatch, WalOptions } from "@chronik/wal";
import { makeBatch } from "../../../packages/wal/test/kafka-batch.ts";

export const PARTITIONS = 8;
const PAYLOAD_BYTES_MAX = 6000;
const KIB = 1024;

/** Small, so that everything happens in a second: files roll, are released and used again, checkpoints come and go. */
export const OPTIONS: Partial<WalOptions> = {
  checkpointBytes: 2048 * KIB,
  checkpointIntervalMs: 200,
  diskFullRetryMs: 50,
  journal: { fileBytes: 1024 * KIB, firstFileBytes: 256 * KIB, readyFilesMax: 2, diskFullRetryMs: 50 },
  log: { segmentBytesMax: 256 * KIB },
};

export function topicIdOf(partition: number): string {
  return String(partition + 1).padStart(32, "0");
}

/** The batch that belongs at an offset: the same whoever asks. */
export function batchAt(partition: number, offset: number): LogBatch {
  const chance = Math.imul(offset * PARTITIONS + partition + 1, 0x9e3779b1) >>> 0;
  return makeBatch({
    baseOffset: offset,
    leaderEpoch: Math.floor(offset / 1000),
    maxTimestamp: offset,
    payloadBytes: chance % PAYLOAD_BYTES_MAX,
    fill: chance >>> 24,
  });
}
