import { errorCodes } from "@chronik/kafka-protocol";
import type { CreateTopic } from "../command.ts";
import type { MetadataImage, TopicImage } from "../image.ts";
import {
  checkAssignments,
  newPartition,
  PARTITION_COUNT_MAX,
  type Placement,
  placeOnLiveNodes,
  type Refusal,
} from "./assignments.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";
import type { MetadataRules } from "./rules.ts";
import { collidingTopicName, whyInvalidTopicName } from "./topic-name.ts";

/** A new topic. All its live replicas are in sync, since there is nothing to have yet; the first of them leads. */
export function applyCreateTopic(image: MetadataImage, command: CreateTopic, rules: MetadataRules): Outcome {
  const refused = whyRefused(image, command, rules);
  if (refused !== null) return refuse(image, refused.error, refused.message);
  const placement = place(image, command);
  if ("error" in placement) return refuse(image, placement.error, placement.message);

  const topic: TopicImage = {
    topicId: command.topicId,
    name: command.name,
    partitions: placement.assignments.map((replicas, partition) => newPartition(image, partition, replicas)),
    configs: new Map(command.configs.map(({ name, value }) => [name, value])),
  };
  return accept({
    ...image,
    topics: new Map(image.topics).set(topic.topicId, topic),
    topicIdByName: new Map(image.topicIdByName).set(topic.name, topic.topicId),
  });
}

function whyRefused(image: MetadataImage, command: CreateTopic, rules: MetadataRules): Refusal | null {
  const invalidName = whyInvalidTopicName(command.name);
  if (invalidName !== null) return { error: errorCodes.INVALID_TOPIC_EXCEPTION, message: invalidName };
  if (image.topicIdByName.has(command.name)) {
    return { error: errorCodes.TOPIC_ALREADY_EXISTS, message: `topic ${command.name} exists` };
  }
  const colliding = collidingTopicName(command.name, image.topicIdByName.keys());
  if (colliding !== null) {
    const message = `topic ${command.name} differs from topic ${colliding} in nothing but '.' and '_'`;
    return { error: errorCodes.INVALID_TOPIC_EXCEPTION, message };
  }
  if (!/^[0-9a-f]{32}$/.test(command.topicId) || image.topics.has(command.topicId)) {
    return { error: errorCodes.INVALID_REQUEST, message: `topic id ${command.topicId} is malformed or taken` };
  }
  const invalidConfig = rules.validateTopicConfigs(command.configs);
  return invalidConfig === null ? null : { error: errorCodes.INVALID_CONFIG, message: invalidConfig };
}

function place(image: MetadataImage, command: CreateTopic): Placement {
  const { assignments, partitionCount } = command;
  if (assignments === null) {
    if (!isPartitionCount(partitionCount))
      return { error: errorCodes.INVALID_PARTITIONS, message: wrong(partitionCount) };
    return placeOnLiveNodes(image, command);
  }
  if (!isPartitionCount(assignments.length)) {
    return { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message: wrong(assignments.length) };
  }
  return checkAssignments(image, assignments, { firstPartition: 0, replicationFactor: assignments[0]!.length });
}

function isPartitionCount(count: number): boolean {
  return Number.isSafeInteger(count) && count > 0 && count <= PARTITION_COUNT_MAX;
}

function wrong(partitionCount: number): string {
  return `a topic has between 1 and ${PARTITION_COUNT_MAX} partitions, not ${partitionCount}`;
}
