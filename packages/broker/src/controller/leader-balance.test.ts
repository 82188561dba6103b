import { describe, expect, it } from "vitest";
import { createTopic, TOPIC_ID } from "../metadata/testing/cluster.ts";
import { VirtualTime } from "../metadata/testing/virtual-time.ts";
import { LeaderBalance } from "./leader-balance.ts";
import { FakeLogger, FakeMetadata } from "./testing/fake-metadata.ts";

const INTERVAL_MS = 5000;

/** Three nodes and three partitions, each led by another one; then node 1 is away, and comes back into every ISR. */
function setup(intervalMs: number | null = INTERVAL_MS) {
  const time = new VirtualTime();
  const metadata = new FakeMetadata();
  const logger = new FakeLogger();
  const { cluster } = metadata;
  cluster.register(1, 2, 3);
  cluster.do(createTopic({ partitionCount: 3, replicationFactor: 3 }));
  const balance = new LeaderBalance({ metadata, timers: time, logger, intervalMs });
  const leaveAndReturn = () => {
    cluster.fence(1);
    cluster.unfence(1);
    for (const { partition, leader, leaderEpoch, partitionEpoch, replicas } of cluster.topic().partitions) {
      const isr = replicas.map((nodeId) => ({ nodeId, nodeEpoch: cluster.node(nodeId).nodeEpoch }));
      cluster.do({ kind: "changeIsr", topicId: TOPIC_ID, partition, leader, leaderEpoch, partitionEpoch, isr });
    }
  };
  const leaders = () => cluster.topic().partitions.map(({ leader }) => leader);
  return { time, metadata, logger, balance, leaveAndReturn, leaders };
}

describe("LeaderBalance", () => {
  it("gives leadership back once the preferred leader is in sync again", () => {
    const { time, metadata, balance, leaveAndReturn, leaders } = setup();
    const before = leaders();
    balance.start();
    time.advance(INTERVAL_MS);
    expect(metadata.proposed).toEqual([]);
    leaveAndReturn();
    expect(leaders()).not.toEqual(before);
    time.advance(INTERVAL_MS);
    const partitions = [{ topicId: TOPIC_ID, partitions: [before.indexOf(1)] }];
    expect(metadata.proposed).toEqual([{ kind: "electLeaders", partitions }]);
    metadata.commit();
    expect(leaders()).toEqual(before);
    time.advance(INTERVAL_MS);
    expect(metadata.proposed).toEqual([]);
  });

  it("has one proposal under way, and looks again once it is answered", () => {
    const { time, metadata, logger, balance, leaveAndReturn } = setup();
    leaveAndReturn();
    balance.start();
    time.advance(3 * INTERVAL_MS);
    expect(metadata.proposed).toHaveLength(1);
    metadata.refuse(7);
    expect(logger.lines).toEqual(["warn preferred leaders were not elected"]);
    time.advance(INTERVAL_MS);
    expect(metadata.proposed).toHaveLength(1);
  });

  it("does nothing once it is stopped, nor where it is switched off", () => {
    const { time, metadata, balance, leaveAndReturn } = setup();
    leaveAndReturn();
    balance.start();
    balance.stop();
    time.advance(3 * INTERVAL_MS);
    const off = setup(null);
    off.leaveAndReturn();
    off.balance.start();
    off.time.advance(3 * INTERVAL_MS);
    expect([metadata.proposed, off.metadata.proposed]).toEqual([[], []]);
  });
});
