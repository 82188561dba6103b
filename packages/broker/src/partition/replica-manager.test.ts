import { encodeBatch, errorCodes, stampBaseOffset, stampPartitionLeaderEpoch } from "@chronik/kafka-protocol";
import { WalError } from "@chronik/wal";
import { describe, expect, it } from "vitest";
import { TOPIC_ID } from "../metadata/testing/cluster.ts";
import { ReplicasRig } from "./testing/replicas-rig.ts";

const FAILED = { kind: "failReplicas", nodeId: 1, nodeEpoch: 1, failed: [{ topicId: TOPIC_ID, partitions: [0] }] };
const drops = ({ logger }: ReplicasRig) => logger.lines.filter((line) => line.includes("dropping a log"));

it("a leader commits what it appended as a follower when that is on its disk, though nobody says anything more", () => {
  const rig = new ReplicasRig(2, 1);
  const [{ session } = { session: -1 }] = rig.sent.filter((message) => message.kind === "subscribe");
  const payload = encodeBatch({ records: [{ timestamp: 1, key: null, value: new Uint8Array(1) }] });
  stampBaseOffset(payload, 0, 0);
  stampPartitionLeaderEpoch(payload, 0, 0);
  const batches = { kind: "batches", topicId: TOPIC_ID, partition: 0, leaderEpoch: 0, session } as const;
  rig.replicas.onMessage(2, { ...batches, baseOffset: 0, highWatermark: 0, logStartOffset: 0, payload });
  rig.metadata.change((cluster) => cluster.fence(2));
  expect([rig.partition.leadingEpoch, rig.log.durableEndOffset, rig.partition.highWatermark]).toEqual([1, 0, 0]);
  rig.scheduler.drain();
  expect([rig.log.durableEndOffset, rig.partition.highWatermark]).toEqual([1, 1]);
});

describe("a leader whose log fails", () => {
  it("serves nobody, tells the metadata, and follows the next leader with an empty log", () => {
    const rig = new ReplicasRig(1, 2, 3);
    expect(rig.append(3)).toEqual([0, 0, 0]);
    const lift = rig.plant();
    rig.append();
    expect(rig.here).toEqual(["offline", 4, undefined]);
    expect(rig.leaderships).toEqual(["leads in 0", "resigned"]);
    expect(rig.append()).toEqual([errorCodes.KAFKA_STORAGE_ERROR]);
    expect(rig.metadata.proposed).toEqual([FAILED]);
    expect(drops(rig)).toEqual([]);
    lift();
    rig.commit();
    expect(rig.metadata.cluster.state).toBe("2@1 [2,3] failed 1");
    expect(rig.here).toEqual(["online", 0, undefined]);
    expect([rig.partition.fault, rig.partition.highWatermark]).toEqual([null, 0]);
    expect(rig.takeSubscriptions()).toEqual([{ leaderEpoch: 1, logEndOffset: 0 }]);
    rig.change((cluster) => cluster.changeIsr(1, 2, 3));
    expect(rig.metadata.cluster.state).toBe("2@1 [1,2,3]");
    expect([rig.metadata.proposed, drops(rig).length]).toEqual([[], 1]);
  });

  it("compares no follower with it: neither before nor after the metadata knows", () => {
    const rig = new ReplicasRig(1, 2, 3);
    rig.append(3);
    rig.breakLog();
    const subscribe = { kind: "subscribe", topicId: TOPIC_ID, partition: 0, session: 1, lastEpoch: 0 } as const;
    const ends = { logEndOffset: 3, durableEndOffset: 3 };
    rig.replicas.onMessage(2, { ...subscribe, ...ends, leaderEpoch: 0 });
    rig.scheduler.drain();
    expect(rig.sent).toEqual([expect.objectContaining({ kind: "refused", reason: "logError" })]);
  });

  it("goes on where it cannot be read for the moment only, and says so", () => {
    const rig = new ReplicasRig(1, 2, 3);
    rig.append(3);
    rig.restart();
    const epoch = rig.metadata.cluster.partition().leaderEpoch;
    const subscribe = {
      kind: "subscribe",
      topicId: TOPIC_ID,
      partition: 0,
      lastEpoch: -1,
      leaderEpoch: epoch,
    } as const;
    const lift = rig.disk.plant({ on: "read", path: "/orders-0/", code: "EMFILE" });
    rig.replicas.onMessage(2, { ...subscribe, session: 1, logEndOffset: 0, durableEndOffset: 0 });
    rig.scheduler.drain();
    expect(rig.sent).toEqual([expect.objectContaining({ kind: "refused", reason: "logError" })]);
    expect(rig.logger.lines).toContain("warn a log cannot be read for the moment: its followers ask again");
    lift();
    rig.replicas.onMessage(2, { ...subscribe, session: 2, logEndOffset: 0, durableEndOffset: 0 });
    rig.scheduler.drain();
    expect(rig.sent.at(-1)).toMatchObject({ kind: "batches", session: 2, baseOffset: 0 });
    expect([rig.here, rig.metadata.proposed]).toEqual([["online", 3, epoch], []]);
  });

  it("keeps it where no other replica is in sync, says what to do, and leads again after a restart that can read it", () => {
    const rig = new ReplicasRig(1, 2);
    rig.change((cluster) => cluster.changeIsr(1));
    rig.append(3);
    rig.breakLog();
    rig.commit();
    expect(rig.metadata.cluster.state).toBe("-1@1 [1] failed 1");
    rig.change((cluster) => cluster.fence(2));
    rig.change((cluster) => cluster.unfence(2));
    rig.scheduler.advance(120_000);
    expect(rig.here).toEqual(["offline", 4, undefined]);
    const said = rig.logger.lines.filter((line) => line.includes("no other replica is in sync"));
    expect(said).toEqual([expect.stringContaining("start this node again once its disk is in order")]);
    rig.restart();
    expect(rig.metadata.cluster.state).toBe("1@2 [1]");
    expect(rig.here).toEqual(["online", 4, 2]);
  });

  it("points to the repair of logs where the only one is damaged", () => {
    const rig = new ReplicasRig(1);
    rig.append(3);
    rig.restart();
    rig.disk.rot("/data/orders-0/00000000000000000000.log", 100);
    rig.restart();
    expect(rig.log.state).toBe("quarantined");
    rig.commit();
    const said = rig.logger.lines.filter((line) => line.includes("chronik log repair"));
    expect(said).toHaveLength(1);
    expect(rig.metadata.cluster.state).toMatch(/^-1.*failed 1$/);
  });
});

describe("a follower whose log fails", () => {
  it("drops it when the metadata has taken that, and not while nobody leads", () => {
    const rig = new ReplicasRig(2, 1);
    rig.breakLog();
    rig.takeSubscriptions();
    rig.change((cluster) => cluster.changeIsr(2));
    expect([rig.log.state, rig.metadata.proposed]).toEqual(["offline", [FAILED]]);
    rig.change((cluster) => cluster.fence(2));
    rig.commit();
    expect(rig.metadata.cluster.state).toBe("-1@1 [2] failed 1");
    expect(rig.log.state).toBe("offline");
    rig.change((cluster) => cluster.unfence(2));
    expect(rig.metadata.cluster.state).toBe("2@2 [2] failed 1");
    expect(rig.here).toEqual(["online", 0, undefined]);
    expect(rig.takeSubscriptions()).toEqual([{ leaderEpoch: 2, logEndOffset: 0 }]);
  });

  it("tells every failure anew before it drops the log again, and takes its time from the second on", () => {
    const rig = new ReplicasRig(2, 1);
    for (const [times, delayMs] of [0, 1000, 2000, 4000].entries()) {
      rig.breakLog();
      expect([rig.log.state, rig.metadata.proposed]).toEqual(["offline", [FAILED]]);
      // It is marked from the second time on; but that was for the log before.
      rig.change((cluster) => cluster.fence(3));
      rig.scheduler.advance(60_000);
      expect(rig.log.state).toBe("offline");
      rig.commit();
      expect(rig.metadata.cluster.partition().leaderEpoch).toBe(times + 1);
      rig.scheduler.advance(delayMs - 1);
      expect(rig.log.state).toBe(delayMs === 0 ? "online" : "offline");
      rig.scheduler.advance(1);
      expect([rig.log.state, drops(rig).length]).toEqual(["online", times + 1]);
    }
    // Once it has been in sync, the next failure is a first one.
    rig.change((cluster) => cluster.changeIsr(2, 1));
    rig.breakLog();
    rig.commit();
    expect(rig.log.state).toBe("online");
  });

  it("tells it again where the metadata could not be told, unless another process has taken over", () => {
    const rig = new ReplicasRig(2, 1);
    rig.breakLog();
    rig.refuse(errorCodes.THROTTLING_QUOTA_EXCEEDED);
    expect(rig.metadata.proposed).toEqual([]);
    rig.scheduler.advance(1000);
    expect(rig.metadata.proposed).toEqual([FAILED]);
    rig.refuse(errorCodes.STALE_BROKER_EPOCH);
    rig.scheduler.advance(60_000);
    expect([rig.metadata.proposed, rig.log.state]).toEqual([[], "offline"]);
  });

  it("is not failed by what passes, nor tells what ends with the node", () => {
    const rig = new ReplicasRig(2, 1);
    for (const code of ["diskFull", "overloaded", "offsetOutOfRange"] as const) {
      rig.partition.fail(new WalError(code, "for the moment"));
      expect(rig.partition.fault).toBeNull();
    }
    rig.partition.fail(new WalError("journalFailed", "EIO"));
    rig.scheduler.drain();
    expect(rig.partition.fault).toMatchObject({ code: "journalFailed" });
    expect(rig.metadata.proposed).toEqual([]);
  });

  it("has nothing to tell of a topic that is deleted", () => {
    const rig = new ReplicasRig(2, 1);
    rig.breakLog();
    rig.change((cluster) => cluster.do({ kind: "deleteTopic", topicId: TOPIC_ID }));
    rig.commit();
    expect(drops(rig)).toEqual([]);
    expect(rig.replicas.partition(TOPIC_ID, 0)).toBeUndefined();
  });
});

describe("a log that cannot be recovered", () => {
  it("is never led: the registration says so, and it is dropped without more words", () => {
    const rig = new ReplicasRig(1, 2);
    rig.append(3);
    const lift = rig.plant();
    rig.restart();
    expect(rig.metadata.cluster.state).toBe("2@1 [2] failed 1");
    expect(rig.leaderships).toEqual(["leads in 0"]);
    expect(drops(rig)).toHaveLength(1);
    // The drop fails on the same disk. That is another failure.
    expect([rig.log.state, rig.metadata.proposed.length]).toEqual(["offline", 1]);
    lift();
    rig.commit();
    rig.scheduler.advance(1000);
    expect(rig.here).toEqual(["online", 0, undefined]);
  });

  it("may be in order after the next restart, and then stays as it is", () => {
    const rig = new ReplicasRig(1, 2);
    rig.change((cluster) => cluster.changeIsr(1));
    rig.append(3);
    const lift = rig.plant();
    rig.restart();
    expect(rig.metadata.cluster.state).toBe("-1@1 [1] failed 1");
    expect([rig.log.state, rig.leaderships]).toEqual(["offline", ["leads in 0"]]);
    lift();
    rig.restart();
    expect(rig.metadata.cluster.state).toBe("1@2 [1]");
    expect(rig.here).toEqual(["online", 3, 2]);
  });
});
