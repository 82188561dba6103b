import { describe, expect, test } from "vitest";
import { MetadataInvariants } from "./metadata-invariants.ts";
import type { ObservedImage, ObservedPartition } from "./observed.ts";

const sound: ObservedPartition = {
  partition: 0,
  replicas: [1, 2, 3],
  isr: [1, 2],
  leader: 1,
  leaderEpoch: 4,
  partitionEpoch: 7,
};

function imageOf(appliedIndex: number, change: Partial<ObservedPartition> = {}): ObservedImage {
  const topic = { topicId: "id", name: "t", partitions: [{ ...sound, ...change }], configs: new Map() };
  const nodes = new Map(
    [1, 2, 3, 4].map((node) => [node, { nodeEpoch: node, fenced: node === 4, directoryId: `d${node}` }]),
  );
  return { appliedIndex, nodes, topics: new Map([["id", topic]]), nextProducerId: 0 };
}

describe("metadata images", () => {
  test("raise no alarm while they keep the rules", () => {
    const invariants = new MetadataInvariants();
    invariants.afterStep(1, imageOf(1));
    invariants.afterStep(2, imageOf(1));
    invariants.afterStep(1, imageOf(3, { isr: [1], partitionEpoch: 8 }));
    invariants.afterStep(1, imageOf(4, { leader: 2, leaderEpoch: 5, partitionEpoch: 9, isr: [2] }));
    invariants.afterStep(1, imageOf(5, { leader: 2, leaderEpoch: 6, partitionEpoch: 10, isr: [2], failed: [1, 3] }));
    invariants.afterStep(1, imageOf(6, { leader: -1, leaderEpoch: 7, partitionEpoch: 11, isr: [2], failed: [2] }));
    invariants.started(1);
    invariants.afterStep(1, imageOf(1));
  });

  test.each<[string, number, Partial<ObservedPartition>]>([
    ["metadata images differ", 5, { isr: [1] }],
    ["an ISR is no part of the replicas", 6, { isr: [], leader: -1 }],
    ["an ISR is no part of the replicas", 6, { isr: [1, 4] }],
    ["an ISR is no part of the replicas", 6, { isr: [1, 1] }],
    ["a fenced node is in an ISR of several", 6, { replicas: [1, 2, 4], isr: [1, 4], partitionEpoch: 8 }],
    ["a failed replica leads", 6, { failed: [1], isr: [1], partitionEpoch: 8 }],
    ["a failed replica is in an ISR of several", 6, { failed: [2], partitionEpoch: 8 }],
    ["a leader is not in the ISR", 6, { leader: 3, leaderEpoch: 5 }],
    ["an epoch goes back", 6, { leaderEpoch: 3 }],
    ["an epoch goes back", 6, { partitionEpoch: 6 }],
    ["the leader changes within its epoch", 6, { leader: 2, partitionEpoch: 8 }],
    ["the ISR changes within its partition epoch", 6, { isr: [1, 2, 3] }],
    ["the metadata image goes back", 4, {}],
  ])("raise an alarm: %s", (rule, appliedIndex, change) => {
    const invariants = new MetadataInvariants();
    invariants.afterStep(2, imageOf(5));
    invariants.afterStep(1, imageOf(5));
    expect(() => invariants.afterStep(1, imageOf(appliedIndex, change))).toThrow(rule);
  });
});
