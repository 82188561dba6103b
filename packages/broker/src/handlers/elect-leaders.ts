import { electLeaders, errorCodes, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import { awaitsPreferredLeader } from "../metadata/apply/elect-leaders.ts";
import type { CommandResult, TopicPartitions } from "../metadata/command.ts";
import { type MetadataImage, type PartitionImage, topicNamed } from "../metadata/image.ts";
import type { Services } from "../services.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type Result = ElementOf<ResponseInputOf<typeof electLeaders>["replicaElectionResults"]>;
type PartitionResult = ElementOf<Result["partitionResult"]>;

const PREFERRED = 0;

/**
 * ElectLeaders (key 43): leadership goes back to the preferred leaders, the first replicas.
 *
 * Behavior: one command of the metadata log for all that is asked; the answer comes when this node has applied it, and says of each
 * partition what became of it: ELECTION_NOT_NEEDED where the preferred replica led already, PREFERRED_LEADER_NOT_AVAILABLE where it
 * is down or not in sync. Null asks for all partitions, and is answered for those that another replica led. Unclean elections
 * (type 1) are refused: a replica that lacks acknowledged records never leads.
 *
 * Version notes: v1 has the type (KIP-460) and an error for the whole request.
 */
export function electLeadersHandler(services: Services): Handler<typeof electLeaders> {
  return handler(electLeaders, (request, context, respond) => {
    const refuse = (errorCode: number, message: string | null) => {
      const named = request.topicPartitions ?? [];
      const replicaElectionResults = named.map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage: message })),
      }));
      respond({ errorCode, replicaElectionResults });
    };
    if (context.apiVersion >= 1 && request.electionType !== PREFERRED) {
      return refuse(errorCodes.INVALID_REQUEST, "unclean elections are not offered: they lose acknowledged records");
    }
    const before = services.image();
    const wanted = request.topicPartitions ?? notLedAsPreferred(before);
    const partitions = wanted.flatMap(({ topic, partitions }): TopicPartitions[] => {
      const topicId = before.topicIdByName.get(topic);
      return topicId === undefined ? [] : [{ topicId, partitions: partitions.filter((partition) => partition >= 0) }];
    });
    const answer = ({ error, message }: CommandResult) => {
      if (error !== errorCodes.NONE) return refuse(error, message);
      const after = services.image();
      respond({ replicaElectionResults: wanted.map((topic) => resultOf(topic, { before, after })) });
    };
    if (partitions.length === 0) return answer({ error: errorCodes.NONE, message: null });
    services.propose({ kind: "electLeaders", partitions }, { timeoutMs: Math.max(1, request.timeoutMs) }, answer);
  });
}

type Wanted = NonNullable<RequestOf<typeof electLeaders>["topicPartitions"]>[number];

/** Partitions that another replica leads than the preferred one, or none. */
function notLedAsPreferred({ topics }: MetadataImage): Wanted[] {
  return [...topics.values()]
    .map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.filter((partition) => !isLedAsPreferred(partition)).map(({ partition }) => partition),
    }))
    .filter(({ partitions }) => partitions.length > 0);
}

function resultOf(
  { topic, partitions }: Wanted,
  { before, after }: { readonly before: MetadataImage; readonly after: MetadataImage },
): Result {
  const partitionResult = partitions.map((partitionId): PartitionResult => {
    const partition = topicNamed(after, topic)?.partitions[partitionId];
    if (partition === undefined) {
      const errorMessage = `there is no partition ${topic}-${partitionId}`;
      return { partitionId, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorMessage };
    }
    return { partitionId, ...verdict(topicNamed(before, topic)?.partitions[partitionId], partition, after) };
  });
  return { topic, partitionResult };
}

function verdict(before: PartitionImage | undefined, partition: PartitionImage, after: MetadataImage) {
  const [preferred] = partition.replicas;
  if (isLedAsPreferred(partition)) {
    const changed = before === undefined || !isLedAsPreferred(before);
    if (changed) return { errorCode: errorCodes.NONE, errorMessage: null };
    return { errorCode: errorCodes.ELECTION_NOT_NEEDED, errorMessage: `node ${preferred} leads already` };
  }
  const errorMessage = awaitsPreferredLeader(after, partition)
    ? `node ${preferred} could lead, and another one was elected meanwhile`
    : `node ${preferred} is down or not in sync`;
  return { errorCode: errorCodes.PREFERRED_LEADER_NOT_AVAILABLE, errorMessage };
}

function isLedAsPreferred({ leader, replicas }: PartitionImage): boolean {
  return leader === replicas[0];
}
