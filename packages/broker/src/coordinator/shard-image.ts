import type { CommittedOffset, GroupMetadata } from "./group-metadata.ts";
import type { StoredRecord } from "./stored-record.ts";

/** What is stored of one group. */
export interface StoredGroup {
  /** Null where the group only stores offsets. */
  metadata: GroupMetadata | null;
  /** By topic, then by partition. No topic is without partitions. */
  readonly offsets: Map<string, Map<number, CommittedOffset>>;
}

/**
 * What the committed records of one partition of `__consumer_offsets` amount to.
 *
 * Invariant: {@link apply} is the only way in, for records that are read at load and for those that are written
 * thereafter alike, in the order of the log. So it cannot say anything else than a coordinator that loads the log anew
 * (KAFKA-15784).
 */
export class ShardImage {
  readonly #groups = new Map<string, StoredGroup>();
  #newestStampMs = Number.NEGATIVE_INFINITY;

  get groups(): ReadonlyMap<string, StoredGroup> {
    return this.#groups;
  }

  /** The latest point in time that any record speaks of; −Infinity where none does. */
  get newestStampMs(): number {
    return this.#newestStampMs;
  }

  offset(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.offsets.get(topic)?.get(partition);
  }

  apply(record: StoredRecord): void {
    if (record.kind === "group") this.#applyGroup(record.groupId, record.value);
    else if (record.value === null) this.#removeOffset(record.groupId, record.topic, record.partition);
    else {
      const { offsets } = this.#group(record.groupId);
      let partitions = offsets.get(record.topic);
      if (partitions === undefined) {
        partitions = new Map();
        offsets.set(record.topic, partitions);
      }
      partitions.set(record.partition, record.value);
      this.#newestStampMs = Math.max(this.#newestStampMs, record.value.commitTimestampMs);
    }
  }

  #applyGroup(groupId: string, metadata: GroupMetadata | null): void {
    if (metadata !== null) {
      this.#group(groupId).metadata = metadata;
      this.#newestStampMs = Math.max(this.#newestStampMs, metadata.stateSinceMs);
      return;
    }
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    group.metadata = null;
    if (group.offsets.size === 0) this.#groups.delete(groupId);
  }

  #removeOffset(groupId: string, topic: string, partition: number): void {
    const group = this.#groups.get(groupId);
    const partitions = group?.offsets.get(topic);
    if (group === undefined || partitions === undefined) return;
    partitions.delete(partition);
    if (partitions.size === 0) group.offsets.delete(topic);
    if (group.offsets.size === 0 && group.metadata === null) this.#groups.delete(groupId);
  }

  #group(groupId: string): StoredGroup {
    let group = this.#groups.get(groupId);
    if (group === undefined) {
      group = { metadata: null, offsets: new Map() };
      this.#groups.set(groupId, group);
    }
    return group;
  }
}
