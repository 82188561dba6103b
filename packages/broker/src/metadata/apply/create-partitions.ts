import { errorCodes } from "@chronik/kafka-protocol";
import type { CreatePartitions } from "../command.ts";
import type { MetadataImage, TopicImage } from "../image.ts";
import {
  checkAssignments,
  newPartition,
  PARTITION_COUNT_MAX,
  type Placement,
  placeOnLiveNodes,
} from "./assignments.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";

/** New partitions behind those that the topic has, with as many replicas as its first one. */
export function applyCreatePartitions(image: MetadataImage, command: CreatePartitions): Outcome {
  const topic = image.topics.get(command.topicId);
  if (topic === undefined) return refuse(image, errorCodes.UNKNOWN_TOPIC_ID, `no topic with id ${command.topicId}`);
  const placement = place(image, topic, command);
  if ("error" in placement) return refuse(image, placement.error, placement.message);
  const first = topic.partitions.length;
  const added = placement.assignments.map((replicas, index) => newPartition(image, first + index, replicas));
  const grown: TopicImage = { ...topic, partitions: [...topic.partitions, ...added] };
  return accept({ ...image, topics: new Map(image.topics).set(topic.topicId, grown) });
}

function place(image: MetadataImage, { partitions }: TopicImage, command: CreatePartitions): Placement {
  const { partitionCount, assignments, placementSeed } = command;
  const whyNot = whyImpossible(partitions.length, partitionCount);
  if (whyNot !== null) return { error: errorCodes.INVALID_PARTITIONS, message: whyNot };
  const added = partitionCount - partitions.length;
  const replicationFactor = partitions[0]!.replicas.length;
  if (assignments === null) return placeOnLiveNodes(image, { partitionCount: added, replicationFactor, placementSeed });
  if (assignments.length !== added) {
    const message = `${added} partitions are to be added, and the assignment is for ${assignments.length}`;
    return { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message };
  }
  return checkAssignments(image, assignments, { firstPartition: partitions.length, replicationFactor });
}

function whyImpossible(present: number, wanted: number): string | null {
  if (wanted === present) return `the topic has ${present} partitions already`;
  if (wanted < present) return `the topic has ${present} partitions, which cannot become ${wanted}`;
  return wanted > PARTITION_COUNT_MAX ? `a topic has at most ${PARTITION_COUNT_MAX} partitions, not ${wanted}` : null;
}
