import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import type { CreateTopic } from "../command.ts";
import { createTopic, TestCluster, TOPIC_ID } from "../testing/cluster.ts";
import { PARTITION_COUNT_MAX } from "./assignments.ts";

const OTHER_ID = "f".repeat(32);

describe("createTopic", () => {
  it("spreads partitions over the live nodes, all of them in sync", () => {
    const cluster = new TestCluster().register(1, 2, 3, 4);
    cluster.fence(2);
    cluster.do(createTopic({ partitionCount: 6, replicationFactor: 3, placementSeed: 1 }));
    const { partitions } = cluster.topic();
    expect(partitions.map(({ leader }) => leader)).toEqual([3, 4, 1, 3, 4, 1]);
    for (const { replicas, isr, leader, leaderEpoch, partitionEpoch } of partitions) {
      expect([...replicas].sort()).toEqual([1, 3, 4]);
      expect(isr).toEqual(replicas);
      expect(leader).toBe(replicas[0]);
      expect([leaderEpoch, partitionEpoch]).toEqual([0, 0]);
    }
  });

  it("keeps the configurations and can be found by name", () => {
    const cluster = new TestCluster().register(1);
    cluster.do(createTopic({ configs: [{ name: "retention.ms", value: "7" }] }));
    expect(cluster.image.topicIdByName.get("orders")).toBe(TOPIC_ID);
    expect(cluster.topic().configs).toEqual(new Map([["retention.ms", "7"]]));
  });

  it("places replicas by hand, with those in sync that live", () => {
    const cluster = new TestCluster().register(1, 2, 3);
    cluster.fence(3);
    cluster.do(
      createTopic({
        partitionCount: -1,
        replicationFactor: -1,
        assignments: [
          [3, 1],
          [2, 3],
        ],
      }),
    );
    expect(cluster.partition(0)).toMatchObject({ replicas: [3, 1], isr: [1], leader: 1 });
    expect(cluster.partition(1)).toMatchObject({ replicas: [2, 3], isr: [2], leader: 2 });
  });

  it.each<[string, number, Partial<CreateTopic>]>([
    ["a bad name", errorCodes.INVALID_TOPIC_EXCEPTION, { name: "a b" }],
    ["a colliding name", errorCodes.INVALID_TOPIC_EXCEPTION, { name: "a_b" }],
    ["a name that exists", errorCodes.TOPIC_ALREADY_EXISTS, { name: "a.b" }],
    ["a topic id that exists", errorCodes.INVALID_REQUEST, { topicId: OTHER_ID }],
    ["a malformed topic id", errorCodes.INVALID_REQUEST, { topicId: "A".repeat(32) }],
    ["no partitions", errorCodes.INVALID_PARTITIONS, { partitionCount: 0 }],
    ["a negative number of partitions", errorCodes.INVALID_PARTITIONS, { partitionCount: -1 }],
    ["too many partitions", errorCodes.INVALID_PARTITIONS, { partitionCount: PARTITION_COUNT_MAX + 1 }],
    ["no replicas", errorCodes.INVALID_REPLICATION_FACTOR, { replicationFactor: 0 }],
    ["more replicas than live nodes", errorCodes.INVALID_REPLICATION_FACTOR, { replicationFactor: 3 }],
    ["a placement seed below zero", errorCodes.INVALID_REQUEST, { placementSeed: -1 }],
    ["an assignment of nothing", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [] }],
    ["a partition without replicas", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1], []] }],
    ["a node twice", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1, 1]] }],
    ["an unknown node", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1, 9]] }],
    ["partitions with unequal replicas", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[1], [1, 2]] }],
    ["fenced nodes only", errorCodes.INVALID_REPLICA_ASSIGNMENT, { assignments: [[3]] }],
    ["a bad configuration", errorCodes.INVALID_CONFIG, { configs: [{ name: "bad", value: "" }] }],
  ])("refuses %s", (_, error, overrides) => {
    const cluster = new TestCluster().register(1, 2, 3);
    cluster.fence(3);
    cluster.do(createTopic({ name: "a.b", topicId: OTHER_ID }));
    const { topics, topicIdByName } = cluster.image;
    const result = cluster.apply(createTopic(overrides));
    expect(result.error).toBe(error);
    expect(result.message).not.toBeNull();
    expect(cluster.image.topics).toBe(topics);
    expect(cluster.image.topicIdByName).toBe(topicIdByName);
  });
});

describe("deleteTopic", () => {
  it("removes the topic, and its name may be used again", () => {
    const cluster = new TestCluster().register(1).topicOn(1);
    cluster.do({ kind: "deleteTopic", topicId: TOPIC_ID });
    expect(cluster.image.topics.size).toBe(0);
    cluster.do(createTopic({ topicId: OTHER_ID }));
    expect(cluster.image.topicIdByName.get("orders")).toBe(OTHER_ID);
  });

  it("refuses an unknown id", () => {
    const cluster = new TestCluster();
    expect(cluster.apply({ kind: "deleteTopic", topicId: TOPIC_ID }).error).toBe(errorCodes.UNKNOWN_TOPIC_ID);
  });
});
