import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { createTopic, FIRST_PARTITION, TestCluster, TOPIC_ID } from "../testing/cluster.ts";

const clusterOf = (...nodes: number[]) => new TestCluster().register(1, 2, 3).topicOn(...nodes);

describe("failReplicas", () => {
  it("moves the leadership to the next in-sync replica and takes the failed one out of the ISR", () => {
    const cluster = clusterOf(1, 2, 3);
    cluster.fail(1);
    expect(cluster.state).toBe("2@1 [2,3] failed 1");
    cluster.fail(3);
    expect(cluster.state).toBe("2@2 [2] failed 1,3");
  });

  it("ends the leader epoch where a follower fails, in the ISR or not, and lets the leader stay", () => {
    const cluster = clusterOf(2, 1, 3);
    cluster.fail(3);
    expect(cluster.state).toBe("2@1 [2,1] failed 3");
    cluster.fail(3);
    expect(cluster.state).toBe("2@2 [2,1] failed 3");
    cluster.changeIsr(2);
    cluster.fail(1);
    expect(cluster.state).toBe("2@3 [2] failed 1,3");
  });

  it("lets no change of the ISR through that was on its way", () => {
    const cluster = clusterOf(1, 2);
    cluster.changeIsr(1);
    const { leaderEpoch, partitionEpoch } = cluster.partition();
    cluster.fail(2);
    const isr = [1, 2].map((nodeId) => ({ nodeId, nodeEpoch: cluster.node(nodeId).nodeEpoch }));
    const change = { kind: "changeIsr", topicId: TOPIC_ID, partition: 0, leader: 1, isr } as const;
    const late = cluster.apply({ ...change, leaderEpoch, partitionEpoch });
    expect(late.error).toBe(errorCodes.FENCED_LEADER_EPOCH);
    expect(cluster.state).toBe("1@1 [1] failed 2");
  });

  it("keeps the only in-sync replica, and nobody leads, not even after fencing and back", () => {
    const cluster = clusterOf(1, 2);
    cluster.fail(2, 1);
    expect(cluster.state).toBe("-1@2 [1] failed 1,2");
    const { topics } = cluster.image;
    cluster.fail(1);
    expect(cluster.image.topics).toBe(topics);
    cluster.fence(1);
    cluster.unfence(1);
    cluster.restart(2);
    expect(cluster.state).toBe("-1@2 [1] failed 1");
  });

  it("is over for a replica that joins the ISR", () => {
    const cluster = clusterOf(1, 2, 3);
    cluster.fail(1, 3);
    expect(cluster.changeIsr(2, 1).error).toBe(errorCodes.NONE);
    expect(cluster.state).toBe("2@2 [1,2] failed 3");
    cluster.changeIsr(1, 2, 3);
    expect(cluster.state).toBe("2@2 [1,2,3]");
    expect("failed" in cluster.partition()).toBe(false);
  });

  it("passes over partitions that are gone or elsewhere, and leaves alone what it does not name", () => {
    const cluster = new TestCluster().register(1, 2, 3);
    cluster.do(
      createTopic({
        assignments: [
          [1, 2],
          [1, 3],
          [2, 3],
          [1, 2],
        ],
      }),
    );
    const before = cluster.topic().partitions;
    const failed = [
      { topicId: "f".repeat(32), partitions: [0] },
      { topicId: TOPIC_ID, partitions: [0, 2, 9] },
      { topicId: TOPIC_ID, partitions: [1] },
    ];
    cluster.do({ kind: "failReplicas", nodeId: 1, nodeEpoch: 1, failed });
    expect(cluster.topic().partitions.map(({ leader, failed: is }) => [leader, is])).toEqual([
      [2, [1]],
      [3, [1]],
      [2, undefined],
      [1, undefined],
    ]);
    expect(cluster.partition(2)).toBe(before[2]);
    expect(cluster.partition(3)).toBe(before[3]);
  });

  it("concerns one registration only", () => {
    const cluster = clusterOf(1, 2);
    cluster.restart(1);
    const fail = { kind: "failReplicas", failed: FIRST_PARTITION } as const;
    expect(cluster.apply({ ...fail, nodeId: 1, nodeEpoch: 1 }).error).toBe(errorCodes.STALE_BROKER_EPOCH);
    expect(cluster.apply({ ...fail, nodeId: 4, nodeEpoch: 1 }).error).toBe(errorCodes.BROKER_ID_NOT_REGISTERED);
    expect(cluster.state).toBe("1@1 [1,2]");
  });
});

describe("a registration that names failed replicas", () => {
  it("marks them, as failReplicas does", () => {
    const cluster = clusterOf(1, 2, 3);
    cluster.restart(1, "disk-1", FIRST_PARTITION);
    expect(cluster.state).toBe("2@1 [2,3] failed 1");
    cluster.restart(3, "disk-3", FIRST_PARTITION);
    expect(cluster.state).toBe("2@1 [2] failed 1,3");
    cluster.restart(2, "disk-2", FIRST_PARTITION);
    expect(cluster.state).toBe("-1@2 [2] failed 1,2,3");
  });

  it("clears the node's other marks, and lets the only in-sync replica lead again", () => {
    const cluster = clusterOf(1, 2);
    cluster.fail(2, 1);
    cluster.restart(2, "disk-2", FIRST_PARTITION);
    expect(cluster.state).toBe("-1@2 [1] failed 1,2");
    cluster.restart(1);
    expect(cluster.state).toBe("1@3 [1] failed 2");
    cluster.restart(2);
    expect(cluster.state).toBe("1@3 [1]");
  });

  it("on another disk awaits the lost one, whatever was wrong with that", () => {
    const cluster = clusterOf(1);
    cluster.fail(1);
    cluster.restart(1, "empty");
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1");
    cluster.restart(1, "disk-1", FIRST_PARTITION);
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1 failed 1");
    cluster.restart(1, "disk-1");
    expect(cluster.state).toBe("1@2 [1]");
  });
});
