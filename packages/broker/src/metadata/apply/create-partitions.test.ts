import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import type { CreatePartitions } from "../command.ts";
import { createTopic, TestCluster, TOPIC_ID } from "../testing/cluster.ts";
import { PARTITION_COUNT_MAX } from "./assignments.ts";

const grow = (overrides: Partial<CreatePartitions>): CreatePartitions => ({
  kind: "createPartitions",
  topicId: TOPIC_ID,
  partitionCount: 4,
  placementSeed: 0,
  assignments: null,
  ...overrides,
});

function withTwoPartitions(): TestCluster {
  const cluster = new TestCluster().register(1, 2, 3);
  cluster.do(createTopic({ partitionCount: 2, replicationFactor: 2 }));
  return cluster;
}

describe("createPartitions", () => {
  it("adds partitions behind those that are there, which stay the same", () => {
    const cluster = withTwoPartitions();
    const before = cluster.topic().partitions;
    cluster.do(grow({ placementSeed: 2 }));
    const { partitions } = cluster.topic();
    expect(partitions.slice(0, 2)).toEqual(before);
    expect(partitions[0]).toBe(before[0]);
    expect(partitions.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
    for (const { replicas, isr, leader, leaderEpoch } of partitions.slice(2)) {
      expect(replicas).toHaveLength(2);
      expect([isr, leader, leaderEpoch]).toEqual([replicas, replicas[0], 0]);
    }
  });

  it("places replicas by hand, with those in sync that live", () => {
    const cluster = withTwoPartitions();
    cluster.fence(3);
    cluster.do(grow({ partitionCount: 3, assignments: [[3, 1]] }));
    expect(cluster.partition(2)).toMatchObject({ replicas: [3, 1], isr: [1], leader: 1 });
  });

  it.each<[string, number, Partial<CreatePartitions>]>([
    ["a topic that is gone", errorCodes.UNKNOWN_TOPIC_ID, { topicId: "f".repeat(32) }],
    ["as many as there are", errorCodes.INVALID_PARTITIONS, { partitionCount: 2 }],
    ["fewer", errorCodes.INVALID_PARTITIONS, { partitionCount: 1 }],
    ["too many", errorCodes.INVALID_PARTITIONS, { partitionCount: PARTITION_COUNT_MAX + 1 }],
    ["a placement seed below zero", errorCodes.INVALID_REQUEST, { placementSeed: -1 }],
    ["an assignment of another number", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1, 2]] }],
    ["other numbers of replicas", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1], [1]] }],
    [
      "an unknown node",
      errorCodes.INVALID_REPLICA_ASSIGNMENT,
      {
        assignments: [
          [1, 2],
          [1, 9],
        ],
      },
    ],
  ])("refuses %s", (_, error, overrides) => {
    const cluster = withTwoPartitions();
    const { topics } = cluster.image;
    const result = cluster.apply(grow(overrides));
    expect(result.error).toBe(error);
    expect(result.message).not.toBeNull();
    expect(cluster.image.topics).toBe(topics);
  });

  it("refuses more replicas than live nodes", () => {
    const cluster = withTwoPartitions();
    cluster.fence(2, 3);
    expect(cluster.apply(grow({})).error).toBe(errorCodes.INVALID_REPLICATION_FACTOR);
  });
});
