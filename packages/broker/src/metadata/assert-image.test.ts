import { describe, expect, it } from "vitest";
import { assertImage, assertSuccession } from "./assert-image.ts";
import type { MetadataImage, NodeRegistration, PartitionImage } from "./image.ts";
import { TestCluster, TOPIC_ID } from "./testing/cluster.ts";

const { image } = new TestCluster().register(1, 2, 3).topicOn(2, 1);

function withPartition(change: Partial<PartitionImage>): MetadataImage {
  const topic = image.topics.get(TOPIC_ID)!;
  const partitions = [{ ...topic.partitions[0]!, ...change }];
  return { ...image, topics: new Map([[TOPIC_ID, { ...topic, partitions }]]) };
}

function withNode(change: Partial<NodeRegistration>): MetadataImage {
  return { ...image, nodes: new Map(image.nodes).set(2, { ...image.nodes.get(2)!, ...change }) };
}

describe("assertImage", () => {
  it("takes a sound image", () => {
    expect(() => assertImage(image)).not.toThrow();
    expect(() => assertImage(withPartition({ isr: [2] }))).not.toThrow();
    expect(() => assertImage(withPartition({ isr: [2], failed: [1] }))).not.toThrow();
    expect(() => assertImage(withPartition({ leader: -1, isr: [2], failed: [2] }))).not.toThrow();
  });

  it.each<[string, MetadataImage]>([
    ["a name without topic", { ...image, topicIdByName: new Map([...image.topicIdByName, ["x", TOPIC_ID]]) }],
    ["a topic under another name", { ...image, topicIdByName: new Map([["x", TOPIC_ID]]) }],
    ["a node under another id", withNode({ nodeId: 3 })],
    ["a node from the future", withNode({ nodeEpoch: 99 })],
    ["a partition out of place", withPartition({ partition: 1 })],
    ["a replica twice", withPartition({ replicas: [2, 1, 1] })],
    ["an unregistered replica", withPartition({ replicas: [2, 1, 9] })],
    ["an empty ISR", withPartition({ isr: [] })],
    ["an ISR in another order", withPartition({ isr: [1, 2] })],
    ["an ISR beyond the replicas", withPartition({ isr: [2, 1, 3] })],
    ["a leader outside of the ISR", withPartition({ isr: [1] })],
    ["a fenced node in an ISR of two", withNode({ fenced: true })],
    ["a failed leader", withPartition({ isr: [2], failed: [2] })],
    ["a failed replica in an ISR of two", withPartition({ failed: [1] })],
    ["an empty list of failed replicas", withPartition({ failed: [] })],
    ["failed replicas in another order", withPartition({ isr: [2], failed: [1, 2] })],
    ["a failed replica that is none", withPartition({ failed: [3] })],
    ["a leader that awaits a folder", withPartition({ awaitsDirectoryId: "x" })],
    ["an offline partition with a choice", withPartition({ leader: -1 })],
    ["an offline partition without reason", withPartition({ leader: -1, isr: [2] })],
    [
      "an offline partition whose folder is there",
      withPartition({ leader: -1, isr: [2], awaitsDirectoryId: "disk-2" }),
    ],
    ["a negative epoch", withPartition({ leaderEpoch: -1 })],
    ["a leader epoch beyond the partition epoch", withPartition({ leaderEpoch: 1 })],
  ])("finds %s", (_, broken) => {
    expect(() => assertImage(broken)).toThrow("does not hold");
  });
});

describe("assertSuccession", () => {
  const later = (broken: MetadataImage): MetadataImage => ({ ...broken, appliedIndex: image.appliedIndex + 1 });

  it("takes a sound step", () => {
    expect(() => assertSuccession(image, later(image))).not.toThrow();
    expect(() => assertSuccession(image, later(withPartition({ isr: [2], partitionEpoch: 1 })))).not.toThrow();
  });

  it.each<[string, MetadataImage]>([
    ["an index that stands still", image],
    ["producer ids that come again", later({ ...image, nextProducerId: -1 })],
    ["a node that is gone", later({ ...image, nodes: new Map() })],
    ["a node of an earlier epoch", later(withNode({ nodeEpoch: 0 }))],
    ["other replicas", later(withPartition({ replicas: [2, 1], partitionEpoch: 1 }))],
    ["a change without partition epoch", later(withPartition({ isr: [2] }))],
    ["another leader in the same epoch", later(withPartition({ leader: 1, partitionEpoch: 1 }))],
    ["a leader epoch that jumps", later(withPartition({ leaderEpoch: 2, partitionEpoch: 1 }))],
  ])("finds %s", (_, after) => {
    expect(() => assertSuccession(image, after)).toThrow("does not hold");
  });
});
