import { TOMBSTONE_BATCH_BYTES_MAX } from "./group-options.ts";
import type { StoredGroup } from "./shard-image.ts";
import type { StoredRecord } from "./stored-record.ts";

/** Everything in a key and around a record but the names. */
const RECORD_OVERHEAD_BYTES = 64;
/** A UTF-16 code unit takes at most this much as UTF-8. */
const BYTES_PER_CODE_UNIT = 3;

export function offsetTombstone(groupId: string, topic: string, partition: number): StoredRecord {
  return { kind: "offset", groupId, topic, partition, value: null };
}

/** The end of all that is stored of a group. The group comes last: where only a part is written, it is still there to be deleted. */
export function groupTombstones(groupId: string, stored: StoredGroup): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const [topic, partitions] of stored.offsets) {
    for (const partition of partitions.keys()) records.push(offsetTombstone(groupId, topic, partition));
  }
  if (stored.metadata !== null) records.push({ kind: "group", groupId, value: null });
  return records;
}

/** In batches that no topic's `max.message.bytes` refuses. */
export function tombstoneBatches(records: readonly StoredRecord[]): StoredRecord[][] {
  const batches: StoredRecord[][] = [];
  let batch: StoredRecord[] = [];
  let batchBytes = 0;
  for (const record of records) {
    const bytes = sizeBytesMax(record);
    if (batch.length > 0 && batchBytes + bytes > TOMBSTONE_BATCH_BYTES_MAX) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(record);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function sizeBytesMax(record: StoredRecord): number {
  const topicLength = record.kind === "offset" ? record.topic.length : 0;
  return RECORD_OVERHEAD_BYTES + BYTES_PER_CODE_UNIT * (record.groupId.length + topicLength);
}
