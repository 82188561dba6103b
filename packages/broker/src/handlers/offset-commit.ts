import { errorCodes, offsetCommit, type RequestOf, ZERO_UUID } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import type { OffsetToCommit } from "../coordinator/offset-messages.ts";
import type { TopicNames } from "../coordinator/ports.ts";
import { type Handler, handler } from "./handler.ts";

type Topic = RequestOf<typeof offsetCommit>["topics"][number];
type Partition = Topic["partitions"][number];

/** One partition of the request: what is to be committed, or why it cannot be. */
type Verdict = { readonly commit: OffsetToCommit } | { readonly error: number };

/**
 * OffsetCommit (key 8).
 *
 * Behavior: answered when the offsets are committed to `__consumer_offsets`. A partition that does not exist is refused for
 * itself, the others are committed together. A group that takes no part in group management commits with generation −1.
 *
 * Version notes: up to v4 a client may say how long the offsets are kept. v6 has the leader epoch (KIP-320), v7 static members
 * (KIP-345). From v9 on a group that does not exist is GROUP_ID_NOT_FOUND, before ILLEGAL_GENERATION. v10 has topic ids, and
 * UNKNOWN_TOPIC_ID (KIP-848).
 */
export function offsetCommitHandler(groups: GroupCoordinator): Handler<typeof offsetCommit> {
  return handler(offsetCommit, (request, { apiVersion }, respond) => {
    const verdicts = request.topics.map((topic) => topicVerdicts(groups.topics, topic, { byId: apiVersion >= 10 }));
    const offsets = verdicts.flat().flatMap((verdict) => ("commit" in verdict ? [verdict.commit] : []));
    const commit = {
      ...request,
      generationId: request.generationIdOrMemberEpoch,
      retentionMs: request.retentionTimeMs,
      knowsGroupIdNotFound: apiVersion >= 9,
      offsets,
    };
    if (offsets.length === 0) answer([]);
    else groups.commitOffsets(commit, answer);

    function answer(errors: readonly number[]): void {
      let next = 0;
      const errorOf = (verdict: Verdict) => ("error" in verdict ? verdict.error : errors[next++]!);
      const topics = request.topics.map(({ name, topicId, partitions }, t) => ({
        name,
        topicId,
        partitions: partitions.map(({ partitionIndex }, p) => ({
          partitionIndex,
          errorCode: errorOf(verdicts[t]![p]!),
        })),
      }));
      respond({ topics });
    }
  });
}

function topicVerdicts(topics: TopicNames, topic: Topic, { byId }: { byId: boolean }): Verdict[] {
  const name = byId ? topics.nameOf(topic.topicId) : topic.name;
  const partitionCount = name === undefined ? undefined : topics.partitionCount(name);
  return topic.partitions.map((partition): Verdict => {
    if (name === undefined) return { error: errorCodes.UNKNOWN_TOPIC_ID };
    if (partitionCount === undefined) return { error: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
    if (partition.partitionIndex < 0 || partition.partitionIndex >= partitionCount) {
      return { error: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
    }
    // No log has such an offset, and a double could not hold it.
    if (!Number.isSafeInteger(partition.committedOffset)) return { error: errorCodes.INVALID_REQUEST };
    return { commit: toCommit(partition, { topic: name, topicId: topics.idOf(name) ?? ZERO_UUID }) };
  });
}

function toCommit(partition: Partition, { topic, topicId }: { topic: string; topicId: string }): OffsetToCommit {
  return {
    topic,
    topicId,
    partition: partition.partitionIndex,
    offset: partition.committedOffset,
    leaderEpoch: partition.committedLeaderEpoch,
    metadata: partition.committedMetadata ?? "",
  };
}
