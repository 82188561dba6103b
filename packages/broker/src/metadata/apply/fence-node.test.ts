import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { createTopic, TestCluster } from "../testing/cluster.ts";

describe("fenceNode", () => {
  it("moves leaderships to the next in-sync replica and empties the ISRs", () => {
    const cluster = new TestCluster().register(1, 2, 3).topicOn(1, 2, 3);
    cluster.fence(1);
    expect(cluster.state).toBe("2@1 [2,3]");
    cluster.fence(3);
    expect(cluster.state).toBe("2@1 [2]");
    expect(cluster.partition().partitionEpoch).toBe(2);
  });

  it("keeps the last replica standing in the ISR, and nobody leads (KIP-966)", () => {
    const cluster = new TestCluster().register(1, 2).topicOn(1, 2);
    cluster.fence(1, 2);
    expect(cluster.state).toBe("-1@2 [2]");
    cluster.unfence(1);
    expect(cluster.state).toBe("-1@2 [2]");
    cluster.unfence(2);
    expect(cluster.state).toBe("2@3 [2]");
  });

  it("leaves alone what the node has no part in", () => {
    const cluster = new TestCluster().register(1, 2, 3);
    cluster.do(
      createTopic({
        assignments: [
          [1, 2],
          [2, 3],
          [3, 2],
        ],
      }),
    );
    cluster.do(createTopic({ name: "untouched", topicId: "f".repeat(32), assignments: [[2, 3]] }));
    const before = cluster.image;
    const partitionsBefore = cluster.topic().partitions;
    cluster.fence(1);
    expect(cluster.topic("untouched")).toBe(before.topics.get("f".repeat(32)));
    expect(cluster.partition(0)).not.toBe(partitionsBefore[0]);
    expect(cluster.partition(1)).toBe(partitionsBefore[1]);
    expect(cluster.partition(2)).toBe(partitionsBefore[2]);
    expect(cluster.image.topicIdByName).toBe(before.topicIdByName);
  });

  it("does nothing to a fenced node", () => {
    const cluster = new TestCluster().register(1, 2).topicOn(1, 2);
    cluster.fence(1);
    const { nodes, topics } = cluster.image;
    cluster.fence(1);
    expect(cluster.image.nodes).toBe(nodes);
    expect(cluster.image.topics).toBe(topics);
  });
});

describe("unfenceNode", () => {
  it("does not bring the node back into ISRs of others", () => {
    const cluster = new TestCluster().register(1, 2).topicOn(1, 2);
    cluster.fence(1);
    cluster.unfence(1);
    expect(cluster.state).toBe("2@1 [2]");
    expect(cluster.node(1).fenced).toBe(false);
  });

  it("does nothing to a node that is not fenced", () => {
    const cluster = new TestCluster().register(1).topicOn(1);
    const { nodes, topics } = cluster.image;
    cluster.unfence(1);
    expect(cluster.image.nodes).toBe(nodes);
    expect(cluster.image.topics).toBe(topics);
  });
});

describe.each(["fenceNode", "unfenceNode"] as const)("%s", (kind) => {
  it("concerns one registration only", () => {
    const cluster = new TestCluster().register(1);
    cluster.restart(1);
    expect(cluster.apply({ kind, nodeId: 1, nodeEpoch: 1 }).error).toBe(errorCodes.STALE_BROKER_EPOCH);
    expect(cluster.apply({ kind, nodeId: 2, nodeEpoch: 1 }).error).toBe(errorCodes.BROKER_ID_NOT_REGISTERED);
    expect(cluster.node(1).fenced).toBe(false);
  });
});
