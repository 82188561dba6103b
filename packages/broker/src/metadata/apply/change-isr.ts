import { errorCodes } from "@chronik/kafka-protocol";
import type { ChangeIsr } from "../command.ts";
import type { MetadataImage, PartitionImage } from "../image.ts";
import { failedAfter, updatePartition } from "./election.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";

/**
 * AlterPartition (KIP-497): the leader's wish, compared and set. Each member comes with the epoch of the registration that
 * the leader took for in sync: a node that has restarted since, perhaps with an empty disk, is not let in (KIP-841, KIP-903).
 */
export function applyChangeIsr(image: MetadataImage, command: ChangeIsr): Outcome {
  const topic = image.topics.get(command.topicId);
  if (topic === undefined) {
    return refuse(image, errorCodes.UNKNOWN_TOPIC_ID, `no topic has the id ${command.topicId}`);
  }
  const partition = topic.partitions[command.partition];
  if (partition === undefined) {
    const message = `topic ${topic.name} has no partition ${command.partition}`;
    return refuse(image, errorCodes.UNKNOWN_TOPIC_OR_PARTITION, message);
  }
  const refused = whyRefused(image, partition, command);
  if (refused !== null) return refuse(image, refused.error, refused.message);

  const members = new Set(command.isr.map((member) => member.nodeId));
  const isr = partition.replicas.filter((nodeId) => members.has(nodeId));
  // Who has caught up in this epoch, which began when its log was said to have failed, has another log now.
  const failed = failedAfter(partition, (nodeId, wasFailed) => wasFailed && !members.has(nodeId));
  const partitions = topic.partitions.with(command.partition, updatePartition(partition, { isr, failed }, image.nodes));
  return accept({ ...image, topics: new Map(image.topics).set(topic.topicId, { ...topic, partitions }) });
}

function whyRefused(
  image: MetadataImage,
  partition: PartitionImage,
  command: ChangeIsr,
): { error: number; message: string } | null {
  if (partition.leader !== command.leader || partition.leaderEpoch !== command.leaderEpoch) {
    const message = `led by node ${partition.leader} in epoch ${partition.leaderEpoch}`;
    return { error: errorCodes.FENCED_LEADER_EPOCH, message };
  }
  if (partition.partitionEpoch !== command.partitionEpoch) {
    const message = `the partition epoch is ${partition.partitionEpoch}, not ${command.partitionEpoch}`;
    return { error: errorCodes.INVALID_UPDATE_VERSION, message };
  }
  const members = new Set(command.isr.map((member) => member.nodeId));
  if (members.size !== command.isr.length) return { error: errorCodes.INVALID_REQUEST, message: "a node twice" };
  if (!members.has(command.leader)) {
    return { error: errorCodes.INVALID_REQUEST, message: "an ISR without its leader" };
  }
  for (const { nodeId, nodeEpoch } of command.isr) {
    const node = image.nodes.get(nodeId);
    if (partition.replicas.includes(nodeId) && node?.fenced === false && node.nodeEpoch === nodeEpoch) continue;
    SIMULATION: globalThis.chronikSometimes?.("an ISR change names a process that is gone");
    const message = `node ${nodeId} in epoch ${nodeEpoch} is not a live replica`;
    return { error: errorCodes.INELIGIBLE_REPLICA, message };
  }
  return null;
}
