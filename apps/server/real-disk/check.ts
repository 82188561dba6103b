import type { PartitionLog, WalError } from "@chronik/wal";
import { framing } from "../../../packages/wal/test/kafka-batch.ts";
import { openWal } from "./open-wal.ts";
import { batchAt, PARTITIONS, topicIdOf } from "./records.ts";

/** What a folder holds. */
export interface Found {
  /** By partition. */
  readonly endOffsets: readonly number[];
  readonly batches: number;
}

/**
 * Recovers a folder, reads everything in it, and closes it again.
 *
 * @param acked By partition: durable up to here, as somebody was told.
 * @throws {Error} where something acknowledged is not there, or something is there that nobody appended
 */
export async function check(folder: string, acked: readonly number[]): Promise<Found> {
  const failed = (error: WalError) => {
    throw error;
  };
  const wal = openWal(folder, failed);
  let batches = 0;
  const endOffsets = acked.map((endOffset, partition) => {
    const log = wal.partition({ topicId: topicIdOf(partition), partition });
    if (log === undefined) {
      if (endOffset > 0) throw new Error(`partition ${partition} is gone, and ${endOffset} was acknowledged`);
      return 0;
    }
    if (log.logEndOffset < endOffset) {
      throw new Error(`partition ${partition} ends at ${log.logEndOffset}, and ${endOffset} was acknowledged`);
    }
    batches += readAll(log);
    return log.logEndOffset;
  });
  if ([...wal.partitions()].length > PARTITIONS) throw new Error("there are partitions that nobody made");
  await new Promise<void>((resolve, reject) => wal.close((error) => (error ? reject(error) : resolve())));
  return { endOffsets, batches };
}

function readAll(log: PartitionLog): number {
  let batches = 0;
  for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
    const bytes = log.read({ offset, bytesMax: 64 * 1024 });
    if (bytes.length === 0) throw new Error(`nothing to read at ${offset} of partition ${log.partition}`);
    for (let at = 0; at < bytes.length; batches++) {
      const { sizeBytes } = framing.frame(bytes, at)!;
      const expected = batchAt(log.partition, offset).bytes;
      if (Buffer.compare(bytes.subarray(at, at + sizeBytes), expected) !== 0) {
        throw new Error(`what is at offset ${offset} of partition ${log.partition} was never appended`);
      }
      at += sizeBytes;
      offset++;
    }
  }
  return batches;
}
