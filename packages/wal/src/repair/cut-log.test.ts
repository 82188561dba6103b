import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { framing } from "../../test/kafka-batch.ts";
import { segmentFile, TOPIC_ID, WalFixture } from "../../test/wal-fixture.ts";
import { digestOfLog, openWal, readAll, WAL_FOLDER } from "../../test/wal-rig.ts";
import { inspectWal } from "../inspect/folder.ts";
import { inspectLog } from "../inspect/log.ts";
import { SeededRandom } from "../testing/random.ts";
import type { SimDisk } from "../testing/sim-disk.ts";
import { SimScheduler } from "../testing/sim-scheduler.ts";
import { cutLog, keepCutOff } from "./cut-log.ts";
import { type CutPlan, planCut } from "./plan-cut.ts";

const FOLDER = `${WAL_FOLDER}/topic-0`;
const SEGMENT = `${FOLDER}/${segmentFile(0)}`;

/** Ten batches of 100 bytes in two segments, offsets 0 to 6 and 7 to 9, at rest. */
function tenAtRest(): WalFixture {
  const fixture = new WalFixture();
  const log = fixture.create();
  for (let count = 0; count < 10; count++) {
    fixture.append(log, { payloadBytes: 39, maxTimestamp: 1000 + count, leaderEpoch: count < 5 ? 1 : 4 });
  }
  fixture.settle();
  fixture.close();
  return fixture;
}

/** Reads until the damage is found, and stops in order: the log is in quarantine from then on. */
function quarantine(fixture: WalFixture): void {
  fixture.open();
  expect(() => fixture.offsets(fixture.log())).toThrow(expect.objectContaining({ code: "partitionQuarantined" }));
  fixture.settle();
  fixture.close();
}

function plan(disk: SimDisk, endOffset?: number): CutPlan {
  return planCut({ disk, framing }, inspectWal(disk, WAL_FOLDER, framing).logs[0]!, endOffset);
}

function cut(disk: SimDisk, endOffset?: number): CutPlan {
  const planned = plan(disk, endOffset);
  cutLog({ disk, folder: WAL_FOLDER, framing }, planned);
  return planned;
}

/** Opens, and expects a log in service that ends before `endOffset` and can be appended to. */
function expectServes(fixture: WalFixture, endOffset: number): void {
  fixture.open();
  const log = fixture.log();
  expect([log.state, log.fault, log.logEndOffset]).toEqual(["online", null, endOffset]);
  const kept = Array.from({ length: endOffset }, (_, offset) => offset);
  expect(fixture.offsets(log)).toEqual(kept);
  fixture.append(log, { payloadBytes: 39 }, { payloadBytes: 39, maxTimestamp: 5000 });
  fixture.settle();
  expect(fixture.offsets(log)).toEqual([...kept, endOffset, endOffset + 1]);
  fixture.kill();
  expect(fixture.offsets(fixture.log())).toEqual([...kept, endOffset, endOffset + 1]);
  expect(fixture.log().offsetForTimestamp(5000)?.baseOffset).toBe(endOffset + 1);
  fixture.settle();
  fixture.close();
  const stored = inspectWal(fixture.disk, WAL_FOLDER, framing).logs[0]!;
  expect(inspectLog({ disk: fixture.disk, framing, folder: FOLDER, stored })).toMatchObject({ damages: 0, notes: 0 });
}

describe("a damaged log", () => {
  test("in quarantine serves what came before the damage, once it is cut", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    quarantine(fixture);
    const planned = cut(fixture.disk);
    expect(planned).toMatchObject({
      place: { offset: 3, baseOffset: 0, position: 300 },
      segments: [{ baseOffset: 0, endOffset: 3, sizeBytes: 300, maxTimestamp: 1002, maxTimestampOffset: 2 }],
      lost: [
        { file: SEGMENT, position: 300, sizeBytes: 400 },
        { file: `${FOLDER}/${segmentFile(7)}`, position: 0, sizeBytes: 300 },
      ],
      lostOffsets: 7,
      lostIntactBatches: 6,
    });
    expectServes(fixture, 3);
    expect(fixture.log().epochs()).toEqual([{ epoch: 1, startOffset: 0 }]);
  });

  test("that no node has seen to be damaged can be cut, too", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(`${FOLDER}/${segmentFile(7)}`, 150);
    expect(cut(fixture.disk).place).toEqual({ offset: 8, baseOffset: 7, position: 100 });
    expectServes(fixture, 8);
  });

  test.each([
    ["the first batch of the log", 70, 0],
    ["the first batch of a segment", 770, 7],
    ["the last batch", 970, 9],
    ["a leader epoch", 215, 2],
  ])("with damage in %s", (_what, byte, endOffset) => {
    const fixture = tenAtRest();
    if (byte < 700) fixture.disk.rot(SEGMENT, byte);
    else fixture.disk.rot(`${FOLDER}/${segmentFile(7)}`, byte - 700);
    cut(fixture.disk);
    expectServes(fixture, endOffset);
  });

  test.each([
    ["first", 0, 0],
    ["last", 7, 7],
  ])("whose %s segment is missing", (_what, baseOffset, endOffset) => {
    const fixture = tenAtRest();
    fixture.disk.remove(`${FOLDER}/${segmentFile(baseOffset)}`);
    fixture.open();
    fixture.settle();
    fixture.close();
    cut(fixture.disk);
    expectServes(fixture, endOffset);
  });

  test("with batches that recovery has written apart", () => {
    const fixture = tenAtRest();
    fixture.open();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    const file = `${FOLDER}/${segmentFile(7)}`;
    fixture.disk.place(file, fixture.disk.contents(file).subarray(0, 250));
    fixture.kill();
    expect(fixture.log().segments().at(-1)?.baseOffset).toBe(10);
    fixture.settle();
    fixture.close();
    expect(cut(fixture.disk)).toMatchObject({ place: { offset: 9 }, lostOffsets: 2, lostIntactBatches: 1 });
    expectServes(fixture, 9);
  });

  test("is cut further down where that is asked for, at the start of a batch", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 4; count++) fixture.append(log, { records: 3 });
    fixture.close();
    expect(plan(fixture.disk, 8).place.offset).toBe(6);
    expect(plan(fixture.disk, 6).place.offset).toBe(6);
    expect(plan(fixture.disk, 100).place.offset).toBe(12);
    fixture.disk.rot(SEGMENT, 90);
    expect(plan(fixture.disk, 8).place.offset).toBe(3);
    expect(plan(fixture.disk, 2).place.offset).toBe(0);
  });

  test("that is whole again loses its quarantine and nothing else", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    quarantine(fixture);
    fixture.disk.rot(SEGMENT, 370);
    expect(cut(fixture.disk)).toMatchObject({ lost: [], lostOffsets: 0, findings: [] });
    expectServes(fixture, 10);
  });

  test("is not cut while the journal holds something of it", () => {
    const fixture = tenAtRest();
    fixture.open();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    const before = fixture.disk.operations;
    expect(() => cut(fixture.disk)).toThrow(expect.objectContaining({ code: "notAtRest" }));
    expect(fixture.disk.operations).toBe(before);
  });

  test("is not cut by a plan that was made before it changed", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    const old = plan(fixture.disk);
    fixture.open();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    fixture.close();
    expect(() => cutLog({ disk: fixture.disk, folder: WAL_FOLDER, framing }, old)).toThrow(
      expect.objectContaining({ code: "notAtRest" }),
    );
  });

  test.each([
    ["checkpoint", `${WAL_FOLDER}/checkpoint`, 30, "checkpointDamaged"],
    ["journal", `${WAL_FOLDER}/journal/00000000000000000001.journal`, 60, "journalDamaged"],
  ])("is not cut where the %s is damaged", (_what, path, position, code) => {
    const fixture = tenAtRest();
    const planned = plan(fixture.disk);
    fixture.disk.rot(path, position);
    const before = fixture.disk.operations;
    expect(() => cutLog({ disk: fixture.disk, folder: WAL_FOLDER, framing }, planned)).toThrow(
      expect.objectContaining({ code }),
    );
    expect(fixture.disk.operations).toBe(before);
  });

  test("keeps no state of a producer from beyond its end", () => {
    const fixture = tenAtRest();
    for (const offset of [2, 3, 4, 10])
      fixture.disk.place(`${FOLDER}/${segmentFile(offset, "snapshot")}`, new Uint8Array(1));
    fixture.disk.rot(SEGMENT, 370);
    cut(fixture.disk);
    const left = fixture.disk.list(FOLDER).filter((name) => name.endsWith(".snapshot"));
    expect(left).toEqual([segmentFile(2, "snapshot"), segmentFile(3, "snapshot")]);
  });

  test("leaves the other logs alone", () => {
    const fixture = tenAtRest();
    fixture.open();
    const other = fixture.create(1);
    fixture.append(other, { records: 5 });
    fixture.settle();
    const before = digestOfLog(other);
    fixture.close();
    fixture.disk.rot(SEGMENT, 370);
    cut(fixture.disk);
    fixture.open();
    expect(digestOfLog(fixture.log(1))).toBe(before);
  });

  test("wherever a byte of it has rotted, the batches before are kept and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), (byte) => {
        const fixture = tenAtRest();
        if (byte < 700) fixture.disk.rot(SEGMENT, byte);
        else fixture.disk.rot(`${FOLDER}/${segmentFile(7)}`, byte - 700);
        cut(fixture.disk);
        expectServes(fixture, Math.floor(byte / 100));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a crash", () => {
  test("at any boundary of a cut leaves the log as it was, or cut", () => {
    const reached = { before: 0, after: 0 };
    for (let seed = 1; seed <= 10; seed++) {
      const fixture = tenAtRest();
      fixture.disk.rot(SEGMENT, 370);
      quarantine(fixture);
      const crashes: string[] = [];
      fixture.disk.onBoundary = () => crashes.push(stateAfterCrash(fixture.disk, seed * 1000 + crashes.length));
      cut(fixture.disk);
      fixture.disk.onBoundary = null;
      crashes.push(stateAfterCrash(fixture.disk, seed));
      expect(crashes.length).toBeGreaterThan(5);
      expect(crashes.at(-1)).toBe("online: 0,1,2");
      for (const state of crashes) {
        expect(["quarantined", "online: 0,1,2"]).toContain(state);
        reached[state === "quarantined" ? "before" : "after"]++;
      }
    }
    expect(reached.before).toBeGreaterThan(10);
    expect(reached.after).toBeGreaterThan(10);
  });
});

/** What a start finds after the power was cut on a copy of the disk. */
function stateAfterCrash(from: SimDisk, seed: number): string {
  const scheduler = new SimScheduler(new SeededRandom(seed));
  const disk = from.fork(scheduler);
  disk.restart(seed);
  const wal = openWal(disk, scheduler);
  const log = wal.partition({ topicId: TOPIC_ID, partition: 0 })!;
  if (log.state !== "online") return log.state;
  return `online: ${readAll(log).map(({ baseOffset }) => baseOffset)}`;
}

describe("what is cut off", () => {
  const kept = `${WAL_FOLDER}/damaged/topic-0`;

  test("is kept beside, byte for byte, and outlives a power cut", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    const first = fixture.disk.contents(SEGMENT).slice(300);
    const second = fixture.disk.contents(`${FOLDER}/${segmentFile(7)}`).slice();
    const written = keepCutOff({ disk: fixture.disk, folder: WAL_FOLDER }, plan(fixture.disk));
    expect(written).toEqual([`${kept}/${segmentFile(0)}.300`, `${kept}/${segmentFile(7)}.0`]);
    fixture.disk.restart(3);
    expect(fixture.disk.contents(written[0]!)).toEqual(first);
    expect(fixture.disk.contents(written[1]!)).toEqual(second);
    cut(fixture.disk);
    expectServes(fixture, 3);
    expect(fixture.disk.contents(written[0]!)).toEqual(first);
  });

  test("never replaces what was kept before", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    const keep = () => keepCutOff({ disk: fixture.disk, folder: WAL_FOLDER }, plan(fixture.disk))[0];
    expect(keep()).toBe(`${kept}/${segmentFile(0)}.300`);
    expect(keep()).toBe(`${kept}/${segmentFile(0)}.300-2`);
    expect(keep()).toBe(`${kept}/${segmentFile(0)}.300-3`);
  });

  test("is not kept in part where the disk is full", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(SEGMENT, 370);
    fixture.disk.capacityBytes = fixture.disk.usedBytes + 500;
    expect(() => keepCutOff({ disk: fixture.disk, folder: WAL_FOLDER }, plan(fixture.disk))).toThrow(
      expect.objectContaining({ code: "ENOSPC" }),
    );
    expect(fixture.disk.list(kept)).toEqual([]);
    expect(fixture.disk.openFiles).toBe(0);
  });

  test("is nothing where nothing is lost", () => {
    const fixture = tenAtRest();
    expect(keepCutOff({ disk: fixture.disk, folder: WAL_FOLDER }, plan(fixture.disk))).toEqual([]);
    expect(fixture.disk.exists(`${WAL_FOLDER}/damaged`)).toBe(false);
  });
});
