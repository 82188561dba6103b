import { describe, expect, test } from "vitest";
import { concatenated, framing, makeBatch } from "../test/kafka-batch.ts";
import { segmentFile, TOPIC_ID, WalFixture } from "../test/wal-fixture.ts";
import { SMALL, WAL_FOLDER } from "../test/wal-rig.ts";
import { readCheckpoint } from "./checkpoint/checkpoint.ts";

const refusal = (code: string) => expect.objectContaining({ code });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("partitions", () => {
  test("are found by their key, and survive a restart with all they hold", () => {
    const fixture = new WalFixture();
    const log = fixture.create(3);
    fixture.append(log, { records: 2, leaderEpoch: 4 }, { records: 1, leaderEpoch: 4 });
    fixture.settle();
    fixture.kill();
    expect(
      [...fixture.wal.partitions()].map(({ topic, topicId, partition }) => ({ topic, topicId, partition })),
    ).toEqual([{ topic: "topic", topicId: TOPIC_ID, partition: 3 }]);
    expect(fixture.wal.partition({ topicId: TOPIC_ID, partition: 2 })).toBeUndefined();
    const found = fixture.log(3);
    expect([found.logEndOffset, found.durableEndOffset, found.lastEpoch]).toEqual([3, 3, 4]);
    expect(fixture.offsets(found)).toEqual([0, 2]);
  });

  test("can be used before their creation is durable; reads follow when it is", () => {
    const fixture = new WalFixture();
    const created = fixture.outcomes.done("created");
    const log = fixture.wal.createPartition(
      { topicId: TOPIC_ID, topic: "topic", partition: 0, logStartOffset: 7 },
      created,
    );
    fixture.append(log, { records: 3 });
    expect([log.logStartOffset, log.logEndOffset, log.readableEndOffset]).toEqual([7, 10, 7]);
    expect(log.read({ offset: 7, bytesMax: 100 }).length).toBe(0);
    expect(fixture.disk.exists(`${WAL_FOLDER}/topic-0`)).toBe(false);
    fixture.settle();
    expect(fixture.outcomes.names).toEqual(["created", "0:7"]);
    expect(fixture.offsets(log)).toEqual([7]);
  });

  test("many that are made or deleted together are so a few on a turn, and in order", () => {
    const fixture = new WalFixture({ options: {} });
    const folders = () => fixture.disk.list(WAL_FOLDER).filter((name) => /^topic-\d+$/.test(name)).length;
    const keys = Array.from({ length: 30 }, (_, partition) => ({ topicId: TOPIC_ID, topic: "topic", partition }));
    for (const key of keys) fixture.wal.createPartition(key);
    const steps = new Set<number>();
    while (folders() < 30 && fixture.scheduler.step()) steps.add(folders());
    expect([...steps]).toEqual([0, 8, 16, 24, 30]);
    for (const key of keys) fixture.wal.deletePartition(key);
    const log = fixture.wal.createPartition({ ...keys[0]!, topicId: "f".repeat(32) });
    fixture.append(log, {});
    expect(log.read({ offset: 0, bytesMax: 100 })).toHaveLength(0);
    fixture.settle();
    expect(fixture.offsets(log)).toEqual([0]);
    expect(folders()).toBe(1);
    expect(fixture.events).toEqual([]);
  });

  test("one that replaces another waits for its turn, whatever is done to it meanwhile", () => {
    const fixture = new WalFixture({ options: {} });
    const keys = Array.from({ length: 30 }, (_, partition) => ({ topicId: TOPIC_ID, topic: "topic", partition }));
    for (const key of keys) fixture.wal.createPartition(key);
    fixture.settle();
    for (const key of keys) fixture.wal.deletePartition(key);
    const log = fixture.wal.createPartition({ ...keys[29]!, topicId: "f".repeat(32) });
    log.resetTo(7, fixture.outcomes.done("reset"));
    fixture.append(log, {});
    fixture.settle();
    expect(fixture.offsets(log)).toEqual([7]);
    fixture.checkpoint();
    expect(fixture.events).toEqual([]);
    expect(fixture.faults).toEqual([]);
  });

  test("what is appended before they are made is kept, whatever its owner does with the buffer when it is durable", () => {
    const fixture = new WalFixture({ options: {} });
    const logs = Array.from({ length: 20 }, (_, partition) =>
      fixture.wal.createPartition({ topicId: TOPIC_ID, topic: "topic", partition }),
    );
    const batch = makeBatch({ baseOffset: 0 });
    for (const log of logs) {
      const { bytes } = makeBatch({ baseOffset: 0 });
      log.appendAsLeader([{ ...batch, bytes }], () => bytes.fill(0xff));
    }
    fixture.settle();
    for (const log of logs) expect(log.read({ offset: 0, bytesMax: 1000 })).toEqual(batch.bytes);
  });

  test("that are closed before they were made are made by the next start", () => {
    const fixture = new WalFixture({ options: {} });
    for (let partition = 0; partition < 20; partition++) {
      fixture.wal.createPartition({ topicId: TOPIC_ID, topic: "topic", partition });
    }
    fixture.close();
    expect(fixture.outcomes.errorOf("close")).toBeNull();
    fixture.open();
    expect([...fixture.wal.partitions()].map((log) => log.state)).toEqual(Array(20).fill("online"));
  });

  test("that were made just before the WAL is closed are in its last checkpoint", () => {
    const fixture = new WalFixture({ options: {} });
    for (let partition = 0; partition < 30; partition++) {
      fixture.append(fixture.wal.createPartition({ topicId: TOPIC_ID, topic: "topic", partition }), { records: 2 });
    }
    fixture.wal.close(fixture.outcomes.done("closed"));
    fixture.settle();
    const { entries } = readCheckpoint(fixture.disk, WAL_FOLDER);
    expect(entries.map(({ logEndOffset }) => logEndOffset)).toEqual(Array.from({ length: 30 }, () => 2));
  });

  test("cannot be made twice, under one id or one name", () => {
    const fixture = new WalFixture();
    fixture.create(0);
    expect(() => fixture.create(0)).toThrow(refusal("partitionExists"));
    expect(() => fixture.create(0, "f".repeat(32))).toThrow(refusal("partitionExists"));
    expect(() => fixture.wal.createPartition({ topicId: TOPIC_ID, topic: "other", partition: 0 })).toThrow(
      refusal("partitionExists"),
    );
  });

  test.each([
    ["../up", TOPIC_ID, 0],
    ["a/b", TOPIC_ID, 0],
    [".", TOPIC_ID, 0],
    ["", TOPIC_ID, 0],
    ["topic", "ABCDEF", 0],
    ["topic", TOPIC_ID, -1],
    ["topic", TOPIC_ID, 0.5],
  ])("topic %j with id %j and partition %j is refused", (topic, topicId, partition) => {
    const fixture = new WalFixture();
    expect(() => fixture.wal.createPartition({ topicId, topic, partition })).toThrow(RangeError);
  });

  test("deleted ones are gone at once and for good; what was under way still ends", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, {});
    fixture.wal.deletePartition(log, fixture.outcomes.done("deleted"));
    expect(fixture.wal.partition(log)).toBeUndefined();
    expect(log.state).toBe("closed");
    expect(() => log.read({ offset: 0, bytesMax: 1 })).toThrow(refusal("closed"));
    expect(() => fixture.append(log, {})).toThrow(refusal("closed"));
    fixture.settle();
    expect(fixture.outcomes.calls).toEqual([
      ["0:0", null],
      ["deleted", null],
    ]);
    fixture.scheduler.advance(10);
    const doomed = fixture.disk.list(WAL_FOLDER).filter((name) => name.startsWith("topic"));
    expect(doomed.map((name) => fixture.disk.list(`${WAL_FOLDER}/${name}`))).toEqual([[]]);
    fixture.scheduler.advance(5_000);
    expect(fixture.disk.list(WAL_FOLDER)).toEqual(["checkpoint", "checkpoint.next", "journal"]);
    fixture.kill();
    expect([...fixture.wal.partitions()]).toEqual([]);
    fixture.wal.deletePartition(log, fixture.outcomes.done("again"));
    fixture.settle();
    expect(fixture.outcomes.errorOf("again")).toBeNull();
  });

  test("a new one of the same name starts empty, whenever the old one goes", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), { records: 5 });
    fixture.settle();
    fixture.wal.deletePartition(fixture.log());
    const other = "f".repeat(32);
    const log = fixture.wal.createPartition({ topicId: other, topic: "topic", partition: 0 });
    fixture.append(log, { records: 2 });
    fixture.settle();
    expect(fixture.offsets(log)).toEqual([0]);
    fixture.kill();
    expect(fixture.wal.partition({ topicId: TOPIC_ID, partition: 0 })).toBeUndefined();
    expect(fixture.wal.partition({ topicId: other, partition: 0 })?.logEndOffset).toBe(2);
  });

  test("that begin anew twice in a row do not wait until what they held is gone", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(0), { records: 1 });
    fixture.settle();
    const lift = fixture.disk.plant({ on: "write", path: "/topic-0/", code: "EIO" });
    fixture.kill();
    const log = fixture.log();
    log.resetTo(0, fixture.outcomes.done("reset in vain"));
    fixture.settle();
    expect(log.state).toBe("offline");
    lift();
    log.resetTo(0, fixture.outcomes.done("reset"));
    fixture.settle();
    expect([log.state, log.logEndOffset]).toEqual(["online", 0]);
    fixture.scheduler.advance(60_000);
    expect(fixture.disk.list(WAL_FOLDER).filter((name) => name.startsWith("topic-0"))).toEqual(["topic-0"]);
  });

  test("an unknown folder in the way of a new partition is kept aside", () => {
    const fixture = new WalFixture();
    fixture.disk.makeFolder(`${WAL_FOLDER}/topic-0`);
    fixture.disk.place(fixture.file("precious"), Uint8Array.of(1));
    fixture.append(fixture.create(), {});
    fixture.settle();
    expect(fixture.disk.contents(`${WAL_FOLDER}/topic-0.1-stray/precious`)).toEqual(Uint8Array.of(1));
    expect(fixture.events).toEqual([expect.stringMatching(/^warn: an unknown folder/)]);
  });
});

describe("appends", () => {
  test("as leader: refused where they do not go on where the log ends, in its epoch or a later one", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, { records: 3, leaderEpoch: 5 });
    const bad = [
      [],
      [makeBatch({ baseOffset: 4, leaderEpoch: 5 })],
      [makeBatch({ baseOffset: 2, leaderEpoch: 5 })],
      [makeBatch({ baseOffset: 3, leaderEpoch: 4 })],
      [makeBatch({ baseOffset: 3, leaderEpoch: 5 }), makeBatch({ baseOffset: 5, leaderEpoch: 5 })],
      [{ ...makeBatch({ baseOffset: 3, leaderEpoch: 5 }), leaderEpoch: 6 }],
      [{ ...makeBatch({ baseOffset: 3, leaderEpoch: 5 }), bytes: new Uint8Array(100) }],
      [{ ...makeBatch({ baseOffset: 3, leaderEpoch: 5 }), lastOffset: 9 }],
    ];
    for (const batches of bad) expect(() => log.appendAsLeader(batches, () => {})).toThrow(refusal("badBatch"));
    expect(log.logEndOffset).toBe(3);
    fixture.append(log, { leaderEpoch: 7 });
    fixture.settle();
    expect(fixture.outcomes.names).toEqual(["0:0", "0:3"]);
    expect(log.epochs()).toEqual([
      { epoch: 5, startOffset: 0 },
      { epoch: 7, startOffset: 3 },
    ]);
  });

  test("as follower: refused through the callback, also for a checksum that does not match", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    const good = [makeBatch({ baseOffset: 0, records: 2 }), makeBatch({ baseOffset: 2 })];
    const rotten = concatenated(good);
    rotten[rotten.length - 1]! ^= 1;
    log.appendAsFollower(rotten, fixture.outcomes.done("rotten"));
    log.appendAsFollower(concatenated(good).subarray(0, 100), fixture.outcomes.done("torn"));
    log.appendAsFollower(new Uint8Array(0), fixture.outcomes.done("empty"));
    expect(fixture.outcomes.calls).toEqual([]);
    log.appendAsFollower(concatenated(good), fixture.outcomes.done("good"));
    fixture.settle();
    for (const name of ["rotten", "torn", "empty"]) {
      expect(fixture.outcomes.errorOf(name), name).toMatchObject({ code: "badBatch" });
    }
    expect(fixture.outcomes.errorOf("good")).toBeNull();
    expect(fixture.offsets(log)).toEqual([0, 2]);
  });

  test("are durable only when the journal says so", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, { records: 2 });
    expect([log.logEndOffset, log.durableEndOffset]).toEqual([2, 0]);
    expect(fixture.offsets(log)).toEqual([0]);
    fixture.settle();
    expect(log.durableEndOffset).toBe(2);
  });

  test("are refused without a trace while too much waits for the journal", () => {
    const fixture = new WalFixture({ options: { ...SMALL, journal: { ...SMALL.journal, pendingBytesMax: 500 } } });
    const log = fixture.create();
    fixture.append(log, { payloadBytes: 300 });
    expect(fixture.wal.overloaded).toBe(true);
    expect(() => fixture.append(log, { payloadBytes: 300 })).toThrow(refusal("overloaded"));
    log.appendAsFollower(makeBatch({ baseOffset: 1, payloadBytes: 300 }).bytes, fixture.outcomes.done("follower"));
    fixture.settle();
    expect(fixture.outcomes.errorOf("follower")).toMatchObject({ code: "overloaded", retriable: true });
    expect(log.logEndOffset).toBe(1);
    fixture.append(log, { payloadBytes: 300 });
    fixture.settle();
    expect(fixture.offsets(log)).toEqual([0, 1]);
  });

  test("a truncation bounds what is durable, whatever was on its way", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, { records: 5 }, { records: 5 });
    log.truncateTo(7, fixture.outcomes.done("truncate"));
    fixture.append(log, { records: 1, leaderEpoch: 1 });
    expect([log.logEndOffset, log.durableEndOffset]).toEqual([6, 0]);
    fixture.settle();
    expect([log.logEndOffset, log.durableEndOffset]).toEqual([6, 6]);
    expect(fixture.outcomes.names).toEqual(["0:0", "0:5", "truncate", "0:5"]);
    expect(fixture.offsets(log)).toEqual([0, 5]);
  });

  test("a truncation or a start outside of the log is refused; beyond the end there is nothing to cut", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, { records: 5 }, { records: 5 });
    log.deleteBefore(5, fixture.outcomes.done("start"));
    log.truncateTo(4, fixture.outcomes.done("below"));
    log.truncateTo(10, fixture.outcomes.done("end"));
    log.deleteBefore(11, fixture.outcomes.done("beyond"));
    log.deleteBefore(3, fixture.outcomes.done("back"));
    fixture.settle();
    for (const name of ["below", "beyond"])
      expect(fixture.outcomes.errorOf(name)).toMatchObject({ code: "offsetOutOfRange" });
    for (const name of ["start", "end", "back"]) expect(fixture.outcomes.errorOf(name)).toBeNull();
    expect([log.logStartOffset, log.logEndOffset]).toEqual([5, 10]);
    expect(() => log.read({ offset: 4, bytesMax: 1 })).toThrow(
      expect.objectContaining({ logStartOffset: 5, logEndOffset: 10 }),
    );
    expect(() => log.read({ offset: 11, bytesMax: 1 })).toThrow(refusal("offsetOutOfRange"));
  });
});

describe("segments", () => {
  test("are laid out as Kafka lays them out", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 12; count++) {
      fixture.append(log, { records: 2, payloadBytes: 39, maxTimestamp: 1000 + (count === 3 ? 500 : count) });
    }
    fixture.settle();
    fixture.checkpoint();
    const names = fixture.disk.list(`${WAL_FOLDER}/topic-0`);
    const segments = [0, 14].flatMap((base) => ["index", "log", "timeindex"].map((kind) => segmentFile(base, kind)));
    expect(names).toEqual([...segments, "leader-epoch-checkpoint", "partition.metadata"]);
    expect(text(fixture.disk.contents(fixture.file("partition.metadata")))).toBe(
      "version: 0\ntopic_id: ASNFZ4mrze8BI0VniavN7w",
    );
    expect(text(fixture.disk.contents(fixture.file("leader-epoch-checkpoint")))).toBe("0\n1\n0 0\n");
    // 100 bytes a batch; an entry for the first batch after more than 150 bytes: its last offset and its position.
    const index = new DataView(fixture.disk.contents(fixture.file(segmentFile(0, "index"))).buffer);
    const entries = Array.from({ length: index.byteLength / 8 }, (_, at) => [
      index.getInt32(at * 8),
      index.getInt32(at * 8 + 4),
    ]);
    expect(entries).toEqual([
      [5, 200],
      [9, 400],
      [13, 600],
    ]);
    // The largest timestamp so far and the last offset of its batch, where it grew; completed when the segment is sealed.
    const times = new DataView(fixture.disk.contents(fixture.file(segmentFile(0, "timeindex"))).buffer);
    const timeEntries = Array.from({ length: times.byteLength / 12 }, (_, at) => [
      Number(times.getBigInt64(at * 12)),
      times.getInt32(at * 12 + 8),
    ]);
    expect(timeEntries).toEqual([
      [1002, 5],
      [1500, 7],
    ]);
    expect(log.segments()).toEqual([
      expect.objectContaining({ baseOffset: 0, endOffset: 14, sizeBytes: 700, maxTimestamp: 1500 }),
      expect.objectContaining({ baseOffset: 14, endOffset: 24, sizeBytes: 500, maxTimestamp: 1011 }),
    ]);
    expect(log.sizeBytes).toBe(1200);
  });

  test("are rolled by age, by the size of their index, and where an offset would not fit", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    log.configure({ segmentBytesMax: 100_000, segmentAgeMsMax: 1000 });
    fixture.append(log, {});
    fixture.scheduler.advance(1001);
    fixture.append(log, {}, {});
    log.configure({ indexBytesMax: 8, indexIntervalBytes: 0 });
    fixture.append(log, {}, {});
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 3]);
    log.resetTo(0, () => {});
    fixture.settle();
    fixture.append(log, { records: 2 ** 31 - 1 }, { records: 2 }, {});
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 2 ** 31 - 1]);
  });

  test("are rolled by the timestamps of their batches, whoever wrote the first one, and whatever the clock says", () => {
    const fixture = new WalFixture();
    const settings = { segmentBytesMax: 100_000, segmentAgeMsMax: 1000 };
    fixture.create().configure(settings);
    fixture.append(fixture.log(), { maxTimestamp: 5000 }, { maxTimestamp: 6000 });
    fixture.settle();
    fixture.kill();
    const log = fixture.log();
    log.configure(settings);
    fixture.scheduler.advance(10_000);
    fixture.append(
      log,
      { maxTimestamp: 4000 },
      { maxTimestamp: 6000 },
      {},
      { maxTimestamp: 6001 },
      { maxTimestamp: 7001 },
    );
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 5]);
    // A segment that was emptied begins with the batch that comes next.
    log.truncateTo(5, fixture.outcomes.done("truncated"));
    fixture.append(log, { maxTimestamp: 9000 }, { maxTimestamp: 9900 }, { maxTimestamp: 10_001 });
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 5, 7]);
  });

  test("are all removed where the log starts at its end", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 10; count++) fixture.append(log, { payloadBytes: 39 });
    log.deleteBefore(10, fixture.outcomes.done("deleteBefore"));
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([10]);
    expect([log.sizeBytes, log.logStartOffset, log.logEndOffset, log.lastEpoch]).toEqual([0, 10, 10, 0]);
    fixture.append(log, { payloadBytes: 39 });
    fixture.settle();
    fixture.kill();
    expect(fixture.offsets(fixture.log())).toEqual([10]);
  });

  test("a batch larger than a segment has one of its own", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, {}, { payloadBytes: 3000 }, {});
    fixture.settle();
    expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 2]);
    expect(fixture.offsets(log)).toEqual([0, 1, 2]);
  });

  test("one read returns 4 MiB at most, or one larger batch", () => {
    const MiB = 1024 * 1024;
    const fixture = new WalFixture({ options: { journal: { fileBytes: 8 * MiB, firstFileBytes: 8 * MiB } } });
    const log = fixture.create();
    fixture.append(log, { payloadBytes: 2.5 * MiB }, { payloadBytes: MiB }, { payloadBytes: MiB });
    fixture.append(log, { payloadBytes: 5 * MiB });
    fixture.settle();
    const target = new Uint8Array(16 * MiB);
    const sizes = [0, 1, 3].map((offset) => {
      const range = { offset, bytesMax: target.length };
      expect(log.readInto(range, target)).toBe(log.read(range).length);
      return Math.round(log.read(range).length / MiB);
    });
    expect(sizes).toEqual([4, 2, 5]);
  });

  test("few files are open, however many there are", () => {
    const fixture = new WalFixture();
    for (let partition = 0; partition < 10; partition++) {
      const log = fixture.create(partition);
      for (let count = 0; count < 10; count++) fixture.append(log, { payloadBytes: 200 });
    }
    fixture.settle();
    fixture.checkpoint();
    for (const log of fixture.wal.partitions()) expect(fixture.offsets(log)).toHaveLength(10);
    expect(fixture.wal.stats().filesOpen).toBeLessThanOrEqual(SMALL.filesOpenMax);
    expect(fixture.disk.openFiles).toBeLessThanOrEqual(SMALL.filesOpenMax + 3); // and the journal's
  });

  test.each([
    ["missing", (fixture: WalFixture, file: string) => fixture.disk.remove(file)],
    ["empty", (fixture: WalFixture, file: string) => fixture.disk.place(file, new Uint8Array(0))],
    ["garbage", (fixture: WalFixture, file: string) => fixture.disk.place(file, new Uint8Array(240).fill(0x17))],
    ["negative", (fixture: WalFixture, file: string) => fixture.disk.place(file, new Uint8Array(48).fill(0xff))],
    ["zeroes", (fixture: WalFixture, file: string) => fixture.disk.place(file, new Uint8Array(96))],
  ])("indexes that are %s are made again", (_what, spoil) => {
    const fixture = new WalFixture({ options: { ...SMALL, log: { ...SMALL.log, segmentBytesMax: 5000 } } });
    const log = fixture.create();
    for (let count = 0; count < 100; count++)
      fixture.append(log, { records: 2, payloadBytes: 39, maxTimestamp: 1000 + count });
    fixture.settle();
    fixture.close();
    for (const base of [0, 100])
      for (const kind of ["index", "timeindex"]) spoil(fixture, fixture.file(segmentFile(base, kind)));
    fixture.open();
    for (let offset = 199; offset >= 0; offset -= 7) {
      const bytes = fixture.log().read({ offset, bytesMax: 1 });
      expect(framing.frame(bytes, 0)?.baseOffset).toBe(offset - (offset % 2));
    }
    for (let at = 0; at < 100; at += 9) {
      expect(fixture.log().offsetForTimestamp(1000 + at)?.baseOffset).toBe(at * 2);
    }
    expect(fixture.log().offsetForTimestamp(1100)).toBeUndefined();
    expect(fixture.faults).toEqual([]);
  });
});
