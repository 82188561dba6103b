import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { CreateTopic } from "../command.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "../image.ts";
import { electLeader } from "./election.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";
import { placeReplicas } from "./placement.ts";
import type { MetadataRules } from "./rules.ts";
import { collidingTopicName, whyInvalidTopicName } from "./topic-name.ts";

/** The most partitions that one topic is created with: one command must not stall every node that applies it. */
export const PARTITION_COUNT_MAX = 10_000;

type Placement = { readonly assignments: readonly (readonly NodeId[])[] } | Refusal;
type Refusal = { readonly error: number; readonly message: string };

/** A new topic. All its live replicas are in sync, since there is nothing to have yet; the first of them leads. */
export function applyCreateTopic(image: MetadataImage, command: CreateTopic, rules: MetadataRules): Outcome {
  const refused = whyRefused(image, command, rules);
  if (refused !== null) return refuse(image, refused.error, refused.message);
  const placement = command.assignments === null ? place(image, command) : checkAssignments(image, command.assignments);
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
  const { partitionCount, replicationFactor, placementSeed } = command;
  if (!Number.isSafeInteger(partitionCount) || partitionCount <= 0 || partitionCount > PARTITION_COUNT_MAX) {
    const message = `a topic has between 1 and ${PARTITION_COUNT_MAX} partitions, not ${partitionCount}`;
    return { error: errorCodes.INVALID_PARTITIONS, message };
  }
  const live = [...image.nodes.values()].filter((node) => !node.fenced).map((node) => node.nodeId);
  if (!Number.isSafeInteger(replicationFactor) || replicationFactor <= 0 || replicationFactor > live.length) {
    const message = `replication factor ${replicationFactor} with ${live.length} live nodes`;
    return { error: errorCodes.INVALID_REPLICATION_FACTOR, message };
  }
  if (!Number.isSafeInteger(placementSeed) || placementSeed < 0) {
    return { error: errorCodes.INVALID_REQUEST, message: "the placement seed is not a non-negative integer" };
  }
  return { assignments: placeReplicas(live, { partitionCount, replicationFactor, placementSeed }) };
}

function checkAssignments(image: MetadataImage, assignments: readonly (readonly NodeId[])[]): Placement {
  if (assignments.length === 0 || assignments.length > PARTITION_COUNT_MAX) {
    const message = `a topic has between 1 and ${PARTITION_COUNT_MAX} partitions, not ${assignments.length}`;
    return { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message };
  }
  for (const [partition, replicas] of assignments.entries()) {
    const invalid = whyInvalidAssignment(image, replicas, assignments[0]!.length);
    if (invalid === null) continue;
    return { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message: `partition ${partition}: ${invalid}` };
  }
  return { assignments };
}

function whyInvalidAssignment(image: MetadataImage, replicas: readonly NodeId[], factor: number): string | null {
  if (replicas.length === 0) return "no replicas";
  if (replicas.length !== factor) return `${replicas.length} replicas where partition 0 has ${factor}`;
  if (new Set(replicas).size !== replicas.length) return "a node twice";
  const unknown = replicas.find((nodeId) => !image.nodes.has(nodeId));
  if (unknown !== undefined) return `node ${unknown} is not registered`;
  return liveReplicas(image, replicas).length === 0 ? "no live node among the replicas" : null;
}

function newPartition(image: MetadataImage, partition: number, replicas: readonly NodeId[]): PartitionImage {
  const isr = liveReplicas(image, replicas);
  const leader = electLeader({ isr }, image.nodes);
  return { partition, replicas, isr, leader, leaderEpoch: 0, partitionEpoch: 0 };
}

function liveReplicas(image: MetadataImage, replicas: readonly NodeId[]): readonly NodeId[] {
  return replicas.filter((nodeId) => image.nodes.get(nodeId)?.fenced === false);
}
