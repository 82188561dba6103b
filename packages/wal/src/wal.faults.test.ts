import { describe, expect, test } from "vitest";
import { concatenated, makeBatch } from "../test/kafka-batch.ts";
import { segmentFile, TOPIC_ID, WalFixture } from "../test/wal-fixture.ts";
import { SMALL, WAL_FOLDER } from "../test/wal-rig.ts";
import type { WalInit } from "./wal.ts";

const refusal = (code: string) => expect.objectContaining({ code });

/** Ten batches of 100 bytes in two segments: offsets 0 to 6 and 7 to 9. */
function tenBatches(init: Partial<WalInit> = {}): WalFixture {
  const fixture = new WalFixture(init);
  const log = fixture.create();
  for (let count = 0; count < 10; count++) fixture.append(log, { payloadBytes: 39 });
  fixture.settle();
  expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 7]);
  return fixture;
}

describe("rot", () => {
  test.each([
    ["in the payload of a sealed segment", segmentFile(0), 370, 300],
    ["in a header", segmentFile(0), 308, 300],
    ["in the last batch", segmentFile(7), 290, 200],
  ])("%s is found when it is read, and puts the log into quarantine", (_what, name, byte, position) => {
    const fixture = tenBatches();
    fixture.close();
    fixture.open();
    const other = fixture.create(1);
    const file = fixture.file(name);
    fixture.disk.rot(file, byte);
    const before = fixture.disk.contents(file);
    const log = fixture.log();
    expect(() => fixture.offsets(log)).toThrow(
      expect.objectContaining({ code: "partitionQuarantined", file, position }),
    );
    expect(log.state).toBe("quarantined");
    expect(log.fault).toMatchObject({ file, position });
    expect(fixture.faults).toEqual([[0, log.fault]]);
    expect(() => log.read({ offset: 9, bytesMax: 1 })).toThrow(refusal("partitionQuarantined"));
    expect(() => fixture.append(log, {})).toThrow(refusal("partitionQuarantined"));
    expect(fixture.disk.contents(file)).toEqual(before);
    // Nobody else minds.
    fixture.append(other, {});
    fixture.settle();
    expect(fixture.offsets(other)).toEqual([0]);
  });

  test("in what was written since the start is not looked for in the active segment", () => {
    const fixture = tenBatches();
    fixture.disk.rot(fixture.file(segmentFile(7)), 290);
    expect(fixture.log().read({ offset: 9, bytesMax: 100 }).length).toBe(100);
    fixture.disk.rot(fixture.file(segmentFile(0)), 90);
    expect(() => fixture.log().read({ offset: 0, bytesMax: 100 })).toThrow(refusal("partitionQuarantined"));
  });

  test("quarantine outlasts restarts, a kill right after it too", () => {
    const fixture = tenBatches();
    fixture.close();
    fixture.open();
    const file = fixture.file(segmentFile(0));
    fixture.disk.rot(file, 370);
    expect(() => fixture.offsets(fixture.log())).toThrow(refusal("partitionQuarantined"));
    fixture.settle();
    fixture.disk.rot(file, 370); // Whole again, but who knows what else is wrong.
    for (const restart of [() => fixture.kill(), () => fixture.cutPower(1), () => fixture.open()]) {
      restart();
      expect(fixture.log().state).toBe("quarantined");
      expect(fixture.log().fault).toMatchObject({ file, position: 300 });
      fixture.settle();
      if (restart.toString().includes("cutPower")) fixture.close();
    }
  });

  test("a reset is the way out", () => {
    const fixture = tenBatches();
    fixture.disk.rot(fixture.file(segmentFile(0)), 370);
    expect(() => fixture.offsets(fixture.log())).toThrow(refusal("partitionQuarantined"));
    const log = fixture.log();
    log.resetTo(4, fixture.outcomes.done("reset"));
    expect([log.state, log.fault, log.logStartOffset, log.logEndOffset]).toEqual(["online", null, 4, 4]);
    fixture.append(log, { records: 3 });
    fixture.settle();
    expect(fixture.outcomes.errorOf("reset")).toBeNull();
    expect(fixture.offsets(log)).toEqual([4]);
    fixture.kill();
    expect(fixture.log().state).toBe("online");
    expect(fixture.offsets(fixture.log())).toEqual([4]);
  });

  test.each([
    ["is missing", (fixture: WalFixture, file: string) => fixture.disk.remove(file)],
    [
      "is too short",
      (fixture: WalFixture, file: string) => fixture.disk.place(file, fixture.disk.contents(file).subarray(0, 250)),
    ],
  ])("a segment that %s is found at the start; what the journal has is kept beside it", (_what, spoil) => {
    const fixture = tenBatches();
    fixture.checkpoint();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    const file = fixture.file(segmentFile(7));
    spoil(fixture, file);
    fixture.kill();
    const log = fixture.log();
    expect([log.state, log.logEndOffset]).toEqual(["quarantined", 11]);
    expect(log.fault).toMatchObject({ file });
    expect(fixture.disk.contents(fixture.file(segmentFile(10))).length).toBe(100);
    fixture.settle();
    fixture.kill();
    expect(fixture.log().state).toBe("quarantined");
    fixture.log().resetTo(0, fixture.outcomes.done("reset"));
    fixture.settle();
    expect(fixture.disk.list(`${WAL_FOLDER}/topic-0`).filter((name) => name.endsWith(".log"))).toEqual([
      segmentFile(0),
    ]);
  });

  test("at the end of what a checkpoint vouches for is found where the journal goes on", () => {
    const fixture = tenBatches();
    fixture.checkpoint();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    const file = fixture.file(segmentFile(7));
    fixture.disk.rot(file, 290);
    fixture.kill();
    expect(fixture.log().state).toBe("quarantined");
    expect(fixture.log().fault).toMatchObject({ file, position: 200 });
  });
});

describe("errors of the disk", () => {
  test("a read that fails puts the log offline, and the others go on", () => {
    const fixture = tenBatches();
    const other = fixture.create(1);
    const lift = fixture.disk.plant({ on: "read", path: segmentFile(0), position: 350, code: "EIO" });
    const log = fixture.log();
    expect(() => fixture.offsets(log)).toThrow(refusal("partitionOffline"));
    expect(log.state).toBe("offline");
    expect(fixture.faults).toEqual([[0, log.fault]]);
    lift();
    expect(() => log.read({ offset: 0, bytesMax: 1 })).toThrow(refusal("partitionOffline"));
    fixture.append(other, {});
    fixture.settle();
    expect(fixture.offsets(other)).toEqual([0]);
    expect(fixture.failures).toEqual([]);
  });

  test("a write that fails puts the log offline; what the journal has comes back with a restart", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    const lift = fixture.disk.plant({ on: "write", path: segmentFile(7), code: "EIO" });
    fixture.append(log, { payloadBytes: 39 });
    fixture.settle();
    expect(fixture.outcomes.errorOf("0:10")).toBeNull();
    expect(log.state).toBe("offline");
    expect(fixture.faults).toEqual([[0, log.fault]]);
    expect(() => fixture.append(log, {})).toThrow(refusal("partitionOffline"));
    expect(() => log.read({ offset: 0, bytesMax: 1 })).toThrow(refusal("partitionOffline"));
    // A checkpoint meanwhile must keep what the journal has of it.
    fixture.checkpoint();
    lift();
    fixture.kill();
    expect(fixture.log().state).toBe("online");
    expect(fixture.offsets(fixture.log())).toHaveLength(11);
  });

  test("a sync of a segment that fails puts the log offline, and its part of the journal is kept", () => {
    const fixture = tenBatches();
    const other = fixture.create(1);
    const lift = fixture.disk.plant({ on: "datasync", path: "topic-0/", code: "EIO" });
    for (let count = 0; count < 60; count++) {
      fixture.append(other, { payloadBytes: 600 });
      fixture.settle();
    }
    fixture.checkpoint();
    expect(fixture.log().state).toBe("offline");
    expect(fixture.wal.stats().journalBytes).toBeGreaterThan(40_000);
    lift();
    fixture.cutPower(7);
    expect(fixture.log().state).toBe("online");
    expect(fixture.offsets(fixture.log())).toHaveLength(10);
    expect(fixture.offsets(fixture.log(1))).toHaveLength(60);
    fixture.checkpoint();
    expect(fixture.wal.stats().journalBytes).toBeLessThan(40_000);
  });

  test("a log that cannot be recovered is offline, pins the journal, and is tried again with the next start", () => {
    const fixture = tenBatches();
    const lift = fixture.disk.plant({ on: "write", path: "topic-0", code: "EIO" });
    fixture.kill();
    expect(fixture.log().state).toBe("offline");
    fixture.checkpoint();
    lift();
    fixture.kill();
    expect(fixture.offsets(fixture.log())).toHaveLength(10);
  });

  test("a reset is the way out for a log that could not be recovered", () => {
    const fixture = tenBatches();
    const lift = fixture.disk.plant({ on: "write", path: "topic-0", code: "EIO" });
    fixture.kill();
    lift();
    const log = fixture.log();
    expect(log.state).toBe("offline");
    log.resetTo(0, fixture.outcomes.done("reset"));
    fixture.append(log, { records: 3 });
    fixture.settle();
    expect([fixture.outcomes.errorOf("reset"), log.state, fixture.offsets(log)]).toEqual([null, "online", [0]]);
    fixture.scheduler.advance(5_010);
    expect(fixture.disk.list(WAL_FOLDER).filter((name) => name.startsWith("topic"))).toEqual(["topic-0"]);
    for (const restart of [() => fixture.kill(), () => fixture.cutPower(1)]) {
      restart();
      expect([fixture.log().state, fixture.offsets(fixture.log())]).toEqual(["online", [0]]);
    }
  });

  test.each(["remove", "create"] as const)(
    "a reset that fails (%s) puts the log offline, and can be tried again",
    (on) => {
      const fixture = tenBatches();
      const log = fixture.log();
      const lift = fixture.disk.plant({ on, path: "topic-0", code: "EIO" });
      log.resetTo(0, fixture.outcomes.done("reset"));
      fixture.settle();
      expect([log.state, fixture.faults.length]).toEqual(["offline", 1]);
      lift();
      log.resetTo(0, fixture.outcomes.done("reset"));
      fixture.append(log, {});
      fixture.settle();
      expect([log.state, fixture.offsets(log)]).toEqual(["online", [0]]);
      fixture.kill();
      expect([fixture.log().state, fixture.offsets(fixture.log())]).toEqual(["online", [0]]);
    },
  );

  test.each([
    ["the disk is full", "ENOSPC", "the disk is full"],
    ["no more files may be opened", "EMFILE", "the process may open no more files"],
  ] as const)("there is no recovery where %s, no file is left open, and the next one succeeds", (_what, code, text) => {
    const fixture = tenBatches();
    fixture.close();
    fixture.open();
    fixture.append(fixture.log(), { payloadBytes: 39 }, { payloadBytes: 39 });
    fixture.settle();
    fixture.scheduler.clear();
    fixture.disk.restart(3);
    for (const path of ["topic-0", "journal"]) {
      const lift = fixture.disk.plant({ on: code === "ENOSPC" ? "write" : "open", path, code });
      expect(() => fixture.open()).toThrow(
        expect.objectContaining({ code: "diskFull", retriable: true, message: expect.stringContaining(text) }),
      );
      expect(fixture.disk.openFiles).toBe(0);
      lift();
    }
    fixture.open();
    expect(fixture.log().state).toBe("online");
    expect(fixture.offsets(fixture.log())).toHaveLength(12);
  });

  test("a failed journal fails every append there is, and all that follow, once reported", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    const lift = fixture.disk.plant({ on: "datasync", path: "journal", code: "EIO" });
    fixture.append(log, {});
    log.truncateTo(3, fixture.outcomes.done("truncate"));
    fixture.settle();
    expect(fixture.failures).toHaveLength(1);
    expect(fixture.wal.failure).toBe(fixture.failures[0]);
    expect(fixture.outcomes.errorOf("0:10")).toMatchObject({ code: "journalFailed" });
    expect(fixture.outcomes.errorOf("truncate")).toMatchObject({ code: "journalFailed" });
    expect(log.durableEndOffset).toBeLessThanOrEqual(10);
    expect(() => fixture.append(log, {})).toThrow(refusal("journalFailed"));
    fixture.close();
    expect(fixture.outcomes.errorOf("close")).toMatchObject({ code: "journalFailed" });
    lift();
    fixture.cutPower(5);
    expect(fixture.offsets(fixture.log()).slice(0, 3)).toEqual([0, 1, 2]);
  });

  test("the folder of a deleted partition that cannot be removed is left for the next start", () => {
    const fixture = tenBatches();
    const lift = fixture.disk.plant({ on: "remove", path: "-delete", code: "EIO" });
    fixture.wal.deletePartition(fixture.log());
    fixture.scheduler.advance(10);
    expect(fixture.events.filter((event) => event.startsWith("warn"))).toHaveLength(1);
    lift();
    fixture.kill();
    fixture.scheduler.advance(5_010);
    expect(fixture.disk.list(WAL_FOLDER).some((name) => name.startsWith("topic"))).toBe(false);
  });
});

describe("a full disk", () => {
  test("delays what the journal has taken, refuses what comes after, serves reads, and goes on when there is room", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    fixture.disk.capacityBytes = 0;
    fixture.append(log, { payloadBytes: 39 });
    fixture.settle();
    expect(fixture.outcomes.errorOf("0:10")).toBeNull();
    expect([log.state, log.durableEndOffset, log.readableEndOffset]).toEqual(["online", 11, 10]);
    expect(fixture.offsets(log)).toHaveLength(10);
    expect(log.read({ offset: 10, bytesMax: 100 }).length).toBe(0);
    expect(() => fixture.append(log, { payloadBytes: 39 })).toThrow(refusal("diskFull"));
    log.appendAsFollower(makeBatch({ baseOffset: 11 }).bytes, fixture.outcomes.done("follower"));
    fixture.settle();
    expect(fixture.outcomes.errorOf("follower")).toMatchObject({ code: "diskFull", retriable: true });
    expect(log.logEndOffset).toBe(11);
    fixture.disk.capacityBytes = Number.POSITIVE_INFINITY;
    fixture.scheduler.advance(1000);
    fixture.append(log, { payloadBytes: 39 });
    fixture.settle();
    expect(fixture.offsets(log)).toHaveLength(12);
    fixture.kill();
    expect(fixture.offsets(fixture.log())).toHaveLength(12);
  });

  test("writes later what was appended, whatever its owner does with the buffer when it is durable", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    const batch = makeBatch({ baseOffset: 10, payloadBytes: 39 });
    fixture.disk.capacityBytes = 0;
    log.appendAsLeader([batch], () => batch.bytes.fill(0xff));
    fixture.settle();
    expect([log.durableEndOffset, log.readableEndOffset]).toEqual([11, 10]);
    fixture.disk.capacityBytes = Number.POSITIVE_INFINITY;
    fixture.scheduler.advance(1000);
    expect(fixture.offsets(log)).toHaveLength(11);
  });

  test("leaves nothing of a write that filled one segment and had no room for the next", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    fixture.disk.plant({ on: "create", path: segmentFile(14), code: "ENOSPC", times: 1 });
    const batches = Array.from({ length: 8 }, (_, at) => makeBatch({ baseOffset: 10 + at, payloadBytes: 39 }));
    log.appendAsFollower(concatenated(batches), fixture.outcomes.done("payload"));
    fixture.settle();
    expect([log.logEndOffset, log.readableEndOffset, log.sizeBytes]).toEqual([18, 10, 1000]);
    expect(fixture.offsets(log)).toHaveLength(10);
    fixture.scheduler.advance(1000);
    expect(fixture.offsets(log)).toHaveLength(18);
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 7, 14]);
    expect(log.sizeBytes).toBe(1800);
  });

  test("delays truncations and creations, and all that follows them", () => {
    const fixture = tenBatches();
    const log = fixture.log();
    log.truncateTo(8, fixture.outcomes.done("truncate"));
    fixture.append(log, { payloadBytes: 600, leaderEpoch: 1 });
    const created = fixture.wal.createPartition({ topicId: TOPIC_ID, topic: "topic", partition: 1 });
    fixture.append(created, {});
    fixture.disk.capacityBytes = 0;
    fixture.settle();
    expect(fixture.outcomes.errorOf("0:8")).toBeNull();
    expect([log.durableEndOffset, log.readableEndOffset]).toEqual([9, 8]);
    expect(fixture.wal.stats().blockedPartitions).toBe(2);
    expect(() => fixture.append(log, {})).toThrow(refusal("diskFull"));
    fixture.disk.capacityBytes = Number.POSITIVE_INFINITY;
    fixture.scheduler.advance(1000);
    expect(log.readableEndOffset).toBe(9);
    expect(fixture.offsets(log)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(fixture.offsets(created)).toEqual([0]);
    fixture.append(log, { leaderEpoch: 1 });
    fixture.settle();
    fixture.kill();
    expect(fixture.offsets(fixture.log())).toHaveLength(10);
    expect(fixture.offsets(fixture.log(1))).toEqual([0]);
  });

  test("does not prevent a checkpoint, nor that partitions are cut and deleted to make room", () => {
    const fixture = tenBatches({ options: { ...SMALL, checkpointIntervalMs: 1_000_000 } });
    fixture.create(1);
    fixture.disk.capacityBytes = 0;
    fixture.checkpoint();
    fixture.log().deleteBefore(10, fixture.outcomes.done("deleteBefore"));
    fixture.wal.deletePartition(fixture.log(1), fixture.outcomes.done("delete"));
    fixture.scheduler.advance(10);
    expect(fixture.outcomes.errorOf("deleteBefore")).toBeNull();
    expect(fixture.outcomes.errorOf("delete")).toBeNull();
    expect(
      fixture
        .log()
        .segments()
        .map(({ baseOffset }) => baseOffset),
    ).toEqual([7]);
  });

  test("want of file descriptors passes as well", () => {
    const fixture = tenBatches({ options: { ...SMALL, filesOpenMax: 1 } });
    fixture.checkpoint();
    const log = fixture.log();
    fixture.disk.plant({ on: "open", path: "topic-0", code: "EMFILE", times: 1 });
    expect(() => log.read({ offset: 0, bytesMax: 1 })).toThrow(expect.objectContaining({ retriable: true }));
    expect(log.state).toBe("online");
    expect(fixture.offsets(log)).toHaveLength(10);
  });
});
