import { errorCodes, offsetFetch, type RequestOf, type ResponseInputOf, ZERO_UUID } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import type { CommittedOffset } from "../coordinator/group-metadata.ts";
import type { FetchedTopic } from "../coordinator/offset-messages.ts";
import { answerEach } from "./answer-each.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type Request = RequestOf<typeof offsetFetch>;
type GroupResponse = ElementOf<ResponseInputOf<typeof offsetFetch>["groups"]>;
type PartitionResponse = ElementOf<ElementOf<GroupResponse["topics"]>["partitions"]>;

/** One group's part of a request, of any version. */
interface Wanted {
  readonly groupId: string;
  /** Null for all that the group has committed. */
  readonly topics: readonly WantedTopic[] | null;
  readonly byId: boolean;
  readonly requireStable: boolean;
}

interface WantedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitionIndexes: readonly number[];
}

/**
 * OffsetFetch (key 9).
 *
 * Behavior: what a group has committed; offset −1 where that is nothing. An offset that was committed for a topic of the same
 * name which has been deleted since counts as nothing. With `requireStable` the answer waits for commits that are on their way;
 * there are no transactions that could leave one pending for longer.
 *
 * Version notes: v2 can ask for everything (null topics) and has an error code for the whole; v1 says it of each partition.
 * v8 asks for several groups at once (KIP-709). The member id and epoch of v9 belong to another group protocol and are
 * not looked at. v10 has topic ids, and UNKNOWN_TOPIC_ID; topics that are gone are left out where everything is asked for.
 */
export function offsetFetchHandler(groups: GroupCoordinator): Handler<typeof offsetFetch> {
  return handler(offsetFetch, (request, { apiVersion }, respond) => {
    if (apiVersion >= 8) {
      return fetchAll(groups, wantedGroups(request, apiVersion), (responses) => respond({ groups: responses }));
    }
    const topics = request.topics?.map((topic) => ({ ...topic, topicId: ZERO_UUID })) ?? null;
    const { groupId, requireStable } = request;
    fetchOne(groups, { groupId, topics, byId: false, requireStable }, ({ topics: fetched, errorCode }) => {
      const failed = apiVersion < 2 && errorCode !== errorCodes.NONE;
      respond({ errorCode, topics: failed ? everyPartition(request, errorCode!) : fetched });
    });
  });
}

function wantedGroups({ groups, requireStable }: Request, apiVersion: number): Wanted[] {
  return groups.map(({ groupId, topics }) => ({ groupId, topics, byId: apiVersion >= 10, requireStable }));
}

function fetchAll(
  groups: GroupCoordinator,
  wanted: readonly Wanted[],
  done: (responses: readonly GroupResponse[]) => void,
): void {
  answerEach(wanted, (one, answered: (response: GroupResponse) => void) => fetchOne(groups, one, answered), done);
}

function fetchOne(groups: GroupCoordinator, wanted: Wanted, done: (response: GroupResponse) => void): void {
  const { groupId, requireStable, byId } = wanted;
  const named = wanted.topics?.map((topic) => (byId ? groups.topics.nameOf(topic.topicId) : topic.name));
  const known = wanted.topics?.flatMap(({ partitionIndexes }, i) => {
    const name = named?.[i];
    return name === undefined ? [] : [{ topic: name, partitions: partitionIndexes }];
  });
  groups.fetchOffsets({ groupId, topics: known ?? null, requireStable }, ({ errorCode, topics }) => {
    if (errorCode !== errorCodes.NONE) return done({ groupId, errorCode });
    const fetched = topics.flatMap((topic) => topicResponse(groups, topic, { byId, all: wanted.topics === null }));
    const unknown = wanted.topics?.filter((_, i) => named?.[i] === undefined).map(unknownTopic) ?? [];
    done({ groupId, errorCode, topics: [...fetched, ...unknown] });
  });
}

function topicResponse(groups: GroupCoordinator, fetched: FetchedTopic, of: { byId: boolean; all: boolean }) {
  const topicId = groups.topics.idOf(fetched.topic);
  if (of.byId && topicId === undefined) return [];
  const current = fetched.partitions.map(({ partition, committed }) => ({
    partition,
    committed: isOfTopic(committed, topicId) ? committed : undefined,
  }));
  // Who asks for everything does not ask for what is not there.
  const shown = of.all ? current.filter(({ committed }) => committed !== undefined) : current;
  if (of.all && shown.length === 0) return [];
  const partitions = shown.map(({ partition, committed }) => partitionResponse(partition, committed));
  return [{ name: fetched.topic, topicId: topicId ?? ZERO_UUID, partitions }];
}

/** Where either id is not known, the name decides. */
function isOfTopic(committed: CommittedOffset | undefined, topicId: string | undefined): boolean {
  if (committed === undefined || committed.topicId === ZERO_UUID || topicId === undefined) return true;
  return committed.topicId === topicId;
}

function partitionResponse(partitionIndex: number, committed: CommittedOffset | undefined): PartitionResponse {
  return {
    partitionIndex,
    committedOffset: committed?.offset ?? -1,
    committedLeaderEpoch: committed?.leaderEpoch ?? -1,
    metadata: committed?.metadata ?? "",
    errorCode: errorCodes.NONE,
  };
}

function unknownTopic({ name, topicId, partitionIndexes }: WantedTopic) {
  return { name, topicId, partitions: partitionIndexes.map((i) => failedPartition(i, errorCodes.UNKNOWN_TOPIC_ID)) };
}

function everyPartition({ topics }: Request, errorCode: number) {
  return (topics ?? []).map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((i) => failedPartition(i, errorCode)),
  }));
}

function failedPartition(partitionIndex: number, errorCode: number): PartitionResponse {
  return { ...partitionResponse(partitionIndex, undefined), errorCode };
}
