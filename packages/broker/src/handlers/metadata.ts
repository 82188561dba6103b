import { errorCodes, metadata, type RequestOf, type ResponseInputOf, ZERO_UUID } from "@chronik/kafka-protocol";
import { whyInvalidTopicName } from "../metadata/apply/topic-name.ts";
import { type MetadataImage, NO_LEADER, type PartitionImage, type TopicImage, topicNamed } from "../metadata/image.ts";
import type { Services } from "../services.ts";
import { isInternalTopic } from "../topic-creator.ts";
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED, TOPIC_OPERATIONS } from "./authorized-operations.ts";
import { brokersOn } from "./cluster-view.ts";
import { type ElementOf, type Handler, handler, type RequestContext } from "./handler.ts";

type Request = RequestOf<typeof metadata>;
type Response = ResponseInputOf<typeof metadata>;
type TopicResponse = ElementOf<Response["topics"]>;
type PartitionResponse = ElementOf<TopicResponse["partitions"]>;

const AUTO_CREATE_TIMEOUT_MS = 2000;

/**
 * Metadata (key 3).
 *
 * Behavior: answers from the metadata image that this node has applied; brokers by their endpoint on the listener that the
 * request came in on. A topic that does not exist is created where the request and the node both allow it, and then already
 * answered with its leaders. Offline are replicas whose node is fenced, and those whose log has failed.
 *
 * Version notes: no topics means all of them in v0, none from v1 on, where null means all. Topics are asked for by id from v12
 * on. Before v4 a request cannot forbid creation.
 */
export function metadataHandler(services: Services): Handler<typeof metadata> {
  return handler(metadata, (request, context, respond) => {
    const missing = topicsToCreate(services, request);
    if (missing.length === 0) return respond(answer(services, request, context));
    let open = missing.length;
    for (const name of missing) {
      services.topics.autoCreate(name, AUTO_CREATE_TIMEOUT_MS, () => {
        if (--open === 0) respond(answer(services, request, context));
      });
    }
  });
}

function topicsToCreate(services: Services, request: Request): string[] {
  if (!services.options.autoCreateTopics || !request.allowAutoTopicCreation || request.topics === null) return [];
  const { topicIdByName } = services.image();
  const names = request.topics.map((topic) => topic.name);
  return [...new Set(names)].filter(
    (name) => name !== null && !topicIdByName.has(name) && whyInvalidTopicName(name) === null,
  ) as string[];
}

function answer(services: Services, request: Request, context: RequestContext): Response {
  const image = services.image();
  const everything = request.topics === null || (context.apiVersion === 0 && request.topics.length === 0);
  const topics = everything
    ? [...image.topics.values()].map((topic) => describeTopic(image, topic, request))
    : request.topics!.map((wanted) => findTopic(image, wanted, request));
  return {
    brokers: brokersOn(image, context.listener, { fenced: false }),
    clusterId: services.options.clusterId,
    controllerId: services.controllerId(),
    topics,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : OPERATIONS_NOT_ASKED,
  };
}

function findTopic(
  image: MetadataImage,
  wanted: { topicId: string; name: string | null },
  request: Request,
): TopicResponse {
  const { name } = wanted;
  if (name === null) {
    const topic = image.topics.get(wanted.topicId);
    if (topic !== undefined) return describeTopic(image, topic, request);
    return missingTopic(
      wanted,
      wanted.topicId === ZERO_UUID ? errorCodes.INVALID_REQUEST : errorCodes.UNKNOWN_TOPIC_ID,
    );
  }
  const topic = topicNamed(image, name);
  if (topic !== undefined) return describeTopic(image, topic, request);
  return missingTopic(
    { topicId: ZERO_UUID, name },
    whyInvalidTopicName(name) === null ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCodes.INVALID_TOPIC_EXCEPTION,
  );
}

function missingTopic(wanted: { topicId: string; name: string | null }, errorCode: number): TopicResponse {
  return { errorCode, name: wanted.name, topicId: wanted.topicId, isInternal: false, partitions: [] };
}

function describeTopic(image: MetadataImage, topic: TopicImage, request: Request): TopicResponse {
  return {
    errorCode: errorCodes.NONE,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.map((partition) => describePartition(image, partition)),
    topicAuthorizedOperations: request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : OPERATIONS_NOT_ASKED,
  };
}

function describePartition(image: MetadataImage, partition: PartitionImage): PartitionResponse {
  const alive = (node: number) => image.nodes.get(node)?.fenced === false;
  return {
    errorCode: partition.leader === NO_LEADER ? errorCodes.LEADER_NOT_AVAILABLE : errorCodes.NONE,
    partitionIndex: partition.partition,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes: partition.replicas,
    isrNodes: partition.isr,
    offlineReplicas: partition.replicas.filter((node) => !alive(node) || partition.failed?.includes(node)),
  };
}
