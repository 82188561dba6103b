/**
 * The invariants of a metadata image, for tests and simulations:
 *
 * - replicas are distinct registered nodes; the ISR is a non-empty subset of them, in their order
 * - a leader is an unfenced member of the ISR; a fenced node is in no ISR of more than one
 * - failed replicas are replicas, in their order; one is never the leader, nor in an ISR of more than one
 * - so a partition without leader has an ISR of exactly one, which is fenced, has failed, or has lost its data folder
 * - topics are found by id and by name alike; partitions are numbered without gaps
 *
 * And of one image after another: indices, epochs and producer ids never go back; a leader never changes within an epoch, a
 * partition never within a partition epoch.
 */
import { type MetadataImage, NO_LEADER, type NodeRegistration, type PartitionImage } from "./image.ts";

/** Throws where an image breaks an invariant, naming it. */
export function assertImage(image: MetadataImage): void {
  check(image.topics.size === image.topicIdByName.size, "as many topics as names");
  for (const [nodeId, node] of image.nodes) {
    check(node.nodeId === nodeId, `node ${nodeId} under its own id`);
    check(node.nodeEpoch <= image.appliedIndex, `node ${nodeId} registered by an applied entry`);
  }
  for (const [topicId, topic] of image.topics) {
    check(topic.topicId === topicId && image.topicIdByName.get(topic.name) === topicId, `topic ${topic.name} indexed`);
    check(topic.partitions.length > 0, `topic ${topic.name} has partitions`);
    for (const [index, partition] of topic.partitions.entries()) {
      check(partition.partition === index, `partitions of ${topic.name} without gaps`);
      assertPartition(image, partition, `${topic.name}-${index}`);
    }
  }
}

/** Throws where `after` cannot follow `before`. */
export function assertSuccession(before: MetadataImage, after: MetadataImage): void {
  check(after.appliedIndex > before.appliedIndex, "the applied index grows");
  check(after.nextProducerId >= before.nextProducerId, "producer ids are not given out again");
  for (const [nodeId, node] of before.nodes) {
    const later = after.nodes.get(nodeId);
    check(later !== undefined && later.nodeEpoch >= node.nodeEpoch, `the epoch of node ${nodeId} does not fall`);
  }
  for (const [topicId, topic] of before.topics) {
    const later = after.topics.get(topicId);
    if (later === undefined || later === topic) continue;
    for (const [index, partition] of topic.partitions.entries()) {
      const next = later.partitions[index];
      check(next !== undefined, `partition ${topic.name}-${index} does not vanish`);
      assertPartitionSuccession(partition, next, `${topic.name}-${index}`);
    }
  }
}

function assertPartition(image: MetadataImage, partition: PartitionImage, name: string): void {
  const { replicas, isr, leader, awaitsDirectoryId, failed } = partition;
  check(new Set(replicas).size === replicas.length, `replicas of ${name} are distinct`);
  check(
    replicas.every((nodeId) => image.nodes.has(nodeId)),
    `replicas of ${name} are registered`,
  );
  check(isr.length > 0, `the ISR of ${name} is not empty`);
  check(
    isr.every((nodeId, index) => replicas.indexOf(nodeId) > replicas.indexOf(isr[index - 1] ?? NO_LEADER)),
    `the ISR of ${name} is a subset of its replicas in their order`,
  );
  check(failed === undefined || failed.length > 0, `no empty list of failed replicas of ${name}`);
  const failedSet = new Set(failed);
  check(
    String(replicas.filter((nodeId) => failedSet.has(nodeId))) === String(failed ?? []),
    `the failed replicas of ${name} are a subset of its replicas in their order`,
  );
  check(partition.leaderEpoch >= 0 && partition.partitionEpoch >= partition.leaderEpoch, `the epochs of ${name}`);
  const members = isr.map((nodeId) => image.nodes.get(nodeId)!);
  if (isr.length > 1) {
    check(!members.some(isFenced), `no fenced node in the ISR of ${name}`);
    check(!isr.some((nodeId) => failedSet.has(nodeId)), `no failed replica in the ISR of ${name}`);
  }
  if (leader !== NO_LEADER) {
    check(isr.includes(leader), `the leader of ${name} is in sync`);
    check(!isFenced(image.nodes.get(leader)!), `the leader of ${name} is not fenced`);
    check(!failedSet.has(leader), `the leader of ${name} has not failed`);
    check(awaitsDirectoryId === undefined, `${name} is led and awaits no folder`);
    return;
  }
  check(isr.length === 1, `${name} is offline with one node in sync`);
  const lost = awaitsDirectoryId !== undefined && members[0]!.directoryId !== awaitsDirectoryId;
  check(isFenced(members[0]!) || failedSet.has(isr[0]!) || lost, `${name} is offline for a reason`);
}

function assertPartitionSuccession(before: PartitionImage, after: PartitionImage, name: string): void {
  if (after === before) return;
  check(after.replicas === before.replicas, `the replicas of ${name} stay`);
  check(after.partitionEpoch === before.partitionEpoch + 1, `the partition epoch of ${name} grows by one`);
  const epochGrowth = after.leaderEpoch - before.leaderEpoch;
  check(epochGrowth === 0 || epochGrowth === 1, `the leader epoch of ${name} grows by one at most`);
  check(after.leader === before.leader || epochGrowth === 1, `another leader of ${name} has another epoch`);
}

function isFenced(node: NodeRegistration): boolean {
  return node.fenced;
}

function check(holds: boolean, invariant: string): asserts holds {
  if (!holds) throw new Error(`metadata image: ${invariant}: does not hold`);
}
