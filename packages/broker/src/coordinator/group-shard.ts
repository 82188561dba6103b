import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import type { TimerHandle } from "@chronik/wal";
import type { Group } from "./group.ts";
import type { GroupDescription } from "./group-messages.ts";
import type { CommittedOffset } from "./group-metadata.ts";
import type { GroupOptions } from "./group-options.ts";
import { HostedGroups } from "./hosted-groups.ts";
import { expiredOffsets } from "./offset-expiry.ts";
import type {
  CommitRequest,
  DeleteOffsetsAnswer,
  DeleteOffsetsRequest,
  FetchedTopic,
  FetchOffsetsAnswer,
  FetchOffsetsRequest,
  OffsetToCommit,
} from "./offset-messages.ts";
import type { CoordinatorPorts, LedPartition } from "./ports.ts";
import { RetentionClock } from "./retention-clock.ts";
import type { ShardImage } from "./shard-image.ts";
import { ShardWriter, storingError } from "./shard-writer.ts";
import type { StoredRecord } from "./stored-record.ts";
import { groupTombstones, offsetTombstone, tombstoneBatches } from "./tombstones.ts";

/**
 * The groups of one partition of `__consumer_offsets` and their offsets, under one leadership of this node.
 *
 * Two things are kept of a group, and never mixed up: what is committed ({@link ShardImage}), and what goes on
 * ({@link Group}). Offsets are only in the first.
 *
 * Invariant: after {@link close} nothing is written and nobody waits any more.
 */
export class GroupShard {
  readonly at: LedPartition;
  readonly #ports: CoordinatorPorts;
  readonly #options: GroupOptions;
  readonly #image: ShardImage;
  readonly #writer: ShardWriter;
  readonly #retention: RetentionClock;
  readonly #groups: HostedGroups;
  #expiryTimer: TimerHandle | null = null;

  /** `image` is what the log holds, all of it committed. `onLost` as in {@link ShardWriter}. */
  constructor(setup: {
    at: LedPartition;
    image: ShardImage;
    ports: CoordinatorPorts;
    options: GroupOptions;
    onLost: () => void;
  }) {
    const { at, image, ports, options, onLost } = setup;
    this.at = at;
    this.#ports = ports;
    this.#options = options;
    this.#image = image;
    const { log, clock, timers } = ports;
    this.#writer = new ShardWriter({ at, log, clock, timers, image, onLost });
    this.#retention = new RetentionClock(ports.clock, image.newestStampMs);
    this.#groups = new HostedGroups({ ports, options, image, writer: this.#writer, retention: this.#retention });
    this.#scheduleExpiry();
  }

  get groupIds(): IterableIterator<string> {
    return this.#groups.groupIds;
  }

  describe(groupId: string): GroupDescription | null {
    return this.#groups.get(groupId)?.group.describe() ?? null;
  }

  /** As {@link HostedGroups.with}. */
  with<Result>(groupId: string, create: boolean, use: (group: Group | null) => Result): Result {
    return this.#groups.with(groupId, create, use);
  }

  /** `respond`, later, with one error code for each offset, in their order. */
  commit(request: CommitRequest, respond: (errors: readonly number[]) => void): void {
    const { groupId, offsets } = request;
    const missing = request.knowsGroupIdNotFound ? errorCodes.GROUP_ID_NOT_FOUND : errorCodes.ILLEGAL_GENERATION;
    this.#groups.with(groupId, request.generationId < 0, (group) => {
      const error = group?.checkCommit(request) ?? missing;
      if (error === errorCodes.NONE) this.#commit(request, respond);
      else respond(offsets.map(() => error));
    });
  }

  fetch(request: FetchOffsetsRequest, respond: (answer: FetchOffsetsAnswer) => void): void {
    const answer = (error: number) => {
      if (error === errorCodes.NONE) respond({ errorCode: error, topics: this.#committedOffsets(request) });
      // Older consumers know no other error here that they can go on from.
      else respond({ errorCode: errorCodes.NOT_COORDINATOR, topics: [] });
    };
    if (request.requireStable) this.#writer.whenSettled(answer);
    else answer(errorCodes.NONE);
  }

  /** Removes a group without members with all its offsets. */
  deleteGroup(groupId: string, respond: (error: number) => void): void {
    const hosted = this.#groups.get(groupId);
    if (hosted === undefined || hosted.group.state === "Dead") return respond(errorCodes.GROUP_ID_NOT_FOUND);
    if (hosted.group.state !== "Empty") return respond(errorCodes.NON_EMPTY_GROUP);
    // From here on nothing new comes into the group. What is on its way into the log has to be there to be deleted.
    hosted.group.die(errorCodes.COORDINATOR_NOT_AVAILABLE);
    this.#writer.whenSettled((error) => {
      if (error !== errorCodes.NONE || this.#writer.isInDoubt(groupId)) {
        // What may be in the log, but cannot be seen, cannot be deleted.
        this.#groups.reopen(groupId);
        return respond(error === errorCodes.NONE ? errorCodes.COORDINATOR_NOT_AVAILABLE : storingError(error));
      }
      const stored = this.#image.groups.get(groupId);
      const records = stored === undefined ? [] : groupTombstones(groupId, stored);
      this.#bury(groupId, records, (buryError) => respond(storingError(buryError)));
    });
  }

  /** KIP-496. Offsets of topics that the group consumes are left alone. */
  deleteOffsets(request: DeleteOffsetsRequest, respond: (answer: DeleteOffsetsAnswer) => void): void {
    const { groupId } = request;
    const group = this.#groups.get(groupId)?.group;
    const errorCode = group?.checkOffsetDelete() ?? errorCodes.GROUP_ID_NOT_FOUND;
    if (group === undefined || errorCode !== errorCodes.NONE) return respond({ errorCode, topics: [] });
    const topics = request.topics.map(({ topic, partitions }) => {
      const own = group.isSubscribedTo(topic) ? errorCodes.GROUP_SUBSCRIBED_TO_TOPIC : errorCodes.NONE;
      return { topic, errors: partitions.map((partition) => ({ partition, errorCode: own })) };
    });
    const records = topics.flatMap(({ topic, errors }) =>
      errors
        .filter(
          ({ partition, errorCode }) => errorCode === errorCodes.NONE && this.#isCommitted(groupId, topic, partition),
        )
        .map(({ partition }) => offsetTombstone(groupId, topic, partition)),
    );
    this.#appendTombstones(groupId, records, (error) => {
      if (error === errorCodes.NONE) respond({ errorCode: errorCodes.NONE, topics });
      else respond({ errorCode: storingError(error), topics: [] });
    });
  }

  /** Topics were deleted: what was committed for them must not greet others of the same name. */
  topicsDeleted(topics: ReadonlySet<string>): void {
    for (const [groupId, stored] of this.#image.groups) {
      const records = [...topics].flatMap((topic) =>
        [...(stored.offsets.get(topic)?.keys() ?? [])].map((partition) => offsetTombstone(groupId, topic, partition)),
      );
      if (records.length === 0) continue;
      this.#appendTombstones(groupId, records, (error) => {
        if (error !== errorCodes.NONE) this.#ports.logger.warn("offsets of deleted topics remain", { groupId, error });
      });
    }
  }

  /** The end of this leadership, or of the node's service: who waits is answered NOT_COORDINATOR. */
  close(): void {
    this.#expiryTimer?.cancel();
    this.#writer.close();
    this.#groups.close(errorCodes.NOT_COORDINATOR);
  }

  #commit(request: CommitRequest, respond: (errors: readonly number[]) => void): void {
    const { groupId, offsets } = request;
    const errors = offsets.map(({ metadata }) => this.#checkMetadata(metadata));
    const stampMs = this.#retention.stampMs();
    const records = offsets
      .filter((_, i) => errors[i] === errorCodes.NONE)
      .map((offset) => this.#offsetRecord(request, offset, stampMs));
    if (records.length === 0) return respond(errors);
    this.#groups.append(groupId, records, (error) => {
      const tooLarge = error === errorCodes.MESSAGE_TOO_LARGE || error === errorCodes.RECORD_LIST_TOO_LARGE;
      const failure = tooLarge ? errorCodes.INVALID_COMMIT_OFFSET_SIZE : storingError(error);
      respond(errors.map((own) => (own === errorCodes.NONE ? failure : own)));
    });
  }

  /** `done` with the first error, or 0. */
  #appendTombstones(groupId: string, records: readonly StoredRecord[], done: (error: number) => void): void {
    const batches = tombstoneBatches(records);
    if (batches.length === 0) return done(errorCodes.NONE);
    let first: number = errorCodes.NONE;
    let left = batches.length;
    for (const batch of batches) {
      this.#groups.append(groupId, batch, (error) => {
        if (first === errorCodes.NONE) first = error;
        if (--left === 0) done(first);
      });
    }
  }

  /** Ends a Dead group. Where that cannot be written, the group is back as it is stored. */
  #bury(groupId: string, records: readonly StoredRecord[], done: (error: number) => void): void {
    this.#appendTombstones(groupId, records, (error) => {
      this.#groups.reopen(groupId);
      done(error);
    });
  }

  #checkMetadata(metadata: string): number {
    return metadata.length > this.#options.offsetMetadataLengthMax
      ? errorCodes.OFFSET_METADATA_TOO_LARGE
      : errorCodes.NONE;
  }

  #offsetRecord(request: CommitRequest, committed: OffsetToCommit, stampMs: number): StoredRecord {
    const { topic, partition, offset, metadata } = committed;
    const expires = request.retentionMs !== -1;
    const value: CommittedOffset = {
      offset,
      metadata,
      commitTimestampMs: stampMs,
      expireTimestampMs: expires ? stampMs + request.retentionMs : -1,
      // The format that has a time of expiry has neither of these.
      topicId: expires ? ZERO_UUID : committed.topicId,
      leaderEpoch: expires ? -1 : committed.leaderEpoch,
    };
    return { kind: "offset", groupId: request.groupId, topic, partition, value };
  }

  #committedOffsets({ groupId, topics }: FetchOffsetsRequest): readonly FetchedTopic[] {
    const committed = this.#image.groups.get(groupId)?.offsets;
    if (topics !== null) {
      return topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((partition) => ({ partition, committed: committed?.get(topic)?.get(partition) })),
      }));
    }
    return [...(committed ?? [])].map(([topic, partitions]) => ({
      topic,
      partitions: [...partitions].map(([partition, offset]) => ({ partition, committed: offset })),
    }));
  }

  #isCommitted(groupId: string, topic: string, partition: number): boolean {
    return this.#image.offset(groupId, topic, partition) !== undefined;
  }

  #scheduleExpiry(): void {
    this.#expiryTimer = this.#ports.timers.set(this.#options.offsetsRetentionCheckIntervalMs, () => {
      this.#expire();
      this.#scheduleExpiry();
    });
  }

  #expire(): void {
    this.#groups.sweep();
    for (const [groupId, stored] of this.#image.groups) {
      const group = this.#groups.get(groupId)?.group;
      if (group === undefined || !group.isIdle) continue;
      const { tombstones, wholeGroup } = expiredOffsets({
        groupId,
        stored,
        emptySinceMs: group.protocolType === null ? null : group.stateSinceMs,
        nowMs: this.#retention.nowMs(),
        retentionMs: this.#options.offsetsRetentionMs,
      });
      // A commit on its way would be wiped out by a tombstone behind it.
      if (tombstones.length === 0 || this.#groups.isUnsettled(groupId)) continue;
      const done = (error: number) => this.#reportExpiry({ groupId, count: tombstones.length, error });
      if (!wholeGroup) this.#appendTombstones(groupId, tombstones, done);
      else {
        group.die(errorCodes.COORDINATOR_NOT_AVAILABLE);
        this.#bury(groupId, tombstones, done);
      }
    }
  }

  #reportExpiry(report: { groupId: string; count: number; error: number }): void {
    if (report.error === errorCodes.NONE) this.#ports.logger.info("offsets have expired", report);
    else this.#ports.logger.warn("expired offsets could not be removed", report);
  }
}
