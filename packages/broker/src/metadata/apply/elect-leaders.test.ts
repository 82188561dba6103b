import { describe, expect, it } from "vitest";
import { FIRST_PARTITION, TestCluster } from "../testing/cluster.ts";

const elect = { kind: "electLeaders", partitions: FIRST_PARTITION } as const;

/** Node 1 is preferred, was away, and is in sync again; node 2 leads. */
function afterReturn(): TestCluster {
  const cluster = new TestCluster().register(1, 2, 3).topicOn(1, 2, 3);
  cluster.restart(1);
  cluster.fence(1);
  cluster.unfence(1);
  cluster.changeIsr(1, 2, 3);
  expect(cluster.state).toBe("2@2 [1,2,3]");
  return cluster;
}

describe("electLeaders", () => {
  it("gives leadership back to the preferred leader, in a new epoch, with the same ISR", () => {
    const cluster = afterReturn();
    cluster.do(elect);
    expect(cluster.state).toBe("1@3 [1,2,3]");
  });

  it("leaves alone what the preferred leader leads", () => {
    const cluster = afterReturn();
    cluster.do(elect);
    const before = cluster.partition();
    cluster.do(elect);
    expect(cluster.partition()).toBe(before);
  });

  it("leaves alone what the preferred leader cannot lead: it is not in sync, fenced, or its log has failed", () => {
    for (const impede of [
      (cluster: TestCluster) => cluster.changeIsr(2, 3),
      (cluster: TestCluster) => cluster.fence(1),
      (cluster: TestCluster) => cluster.fail(1),
    ]) {
      const cluster = afterReturn();
      impede(cluster);
      const before = cluster.partition();
      cluster.do(elect);
      expect(cluster.partition()).toBe(before);
    }
  });

  it("passes over partitions that are gone", () => {
    const cluster = afterReturn();
    const before = cluster.image.topics;
    cluster.do({ kind: "electLeaders", partitions: [{ topicId: "f".repeat(32), partitions: [0, 7] }] });
    expect(cluster.image.topics).toBe(before);
  });
});
