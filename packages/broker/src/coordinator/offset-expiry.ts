import type { CommittedOffset } from "./group-metadata.ts";
import type { StoredGroup } from "./shard-image.ts";
import type { StoredRecord } from "./stored-record.ts";
import { groupTombstones, offsetTombstone } from "./tombstones.ts";

/** What has outlived its time in a group without members. */
export interface Expiry {
  /** Empty where nothing has. */
  readonly tombstones: readonly StoredRecord[];
  /** Nothing of the group remains. */
  readonly wholeGroup: boolean;
}

/**
 * KIP-211: the offsets of a group are kept for as long as it has members, and for the retention time after that; those of a
 * group that never had members for the retention time after each one's commit. An offset whose client asked for a time
 * of its own (OffsetCommit up to v4) ends then.
 *
 * Only for a group that is Empty: one that rebalances may be without members for a moment (KAFKA-13636).
 * `nowMs` is the shard's retention time, and nothing that jumps.
 */
export function expiredOffsets(options: {
  groupId: string;
  stored: StoredGroup;
  /** Since when the group has no members; null for one that never had any. */
  emptySinceMs: number | null;
  nowMs: number;
  retentionMs: number;
}): Expiry {
  const { groupId, stored, nowMs, retentionMs } = options;
  const emptySinceMs = options.emptySinceMs ?? Number.NEGATIVE_INFINITY;
  const isExpired = (committed: CommittedOffset): boolean => {
    if (committed.expireTimestampMs !== -1) return nowMs >= committed.expireTimestampMs;
    // A commit after the group became empty, by a tool, keeps the offset for longer.
    return nowMs - Math.max(emptySinceMs, committed.commitTimestampMs) >= retentionMs;
  };
  const tombstones: StoredRecord[] = [];
  let wholeGroup = true;
  for (const [topic, partitions] of stored.offsets) {
    for (const [partition, committed] of partitions) {
      if (isExpired(committed)) tombstones.push(offsetTombstone(groupId, topic, partition));
      else wholeGroup = false;
    }
  }
  return { tombstones: wholeGroup ? groupTombstones(groupId, stored) : tombstones, wholeGroup };
}
