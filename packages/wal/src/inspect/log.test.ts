import { describe, expect, test } from "vitest";
import { findingsOf } from "../../test/inspection.ts";
import { framing } from "../../test/kafka-batch.ts";
import { segmentFile, WalFixture } from "../../test/wal-fixture.ts";
import { WAL_FOLDER } from "../../test/wal-rig.ts";
import { inspectWal } from "./folder.ts";
import { type BatchReport, inspectLog, type LogFinding, type LogReport, type SegmentReport } from "./log.ts";

const FOLDER = `${WAL_FOLDER}/topic-0`;

/** Ten batches of 100 bytes in two segments: offsets 0 to 6 and 7 to 9. */
function tenBatches(): WalFixture {
  const fixture = new WalFixture();
  const log = fixture.create();
  for (let count = 0; count < 10; count++) fixture.append(log, { payloadBytes: 39, maxTimestamp: 1000 + count });
  fixture.settle();
  return fixture;
}

/** The same after a clean shutdown: all of it is vouched for. */
function tenAtRest(): WalFixture {
  const fixture = tenBatches();
  fixture.close();
  return fixture;
}

interface Looked {
  readonly report: LogReport;
  readonly segments: SegmentReport[];
  readonly batches: Omit<BatchReport, "bytes">[];
  readonly findings: LogFinding[];
}

/** @param bare Without checkpoint and journal. */
function look({ disk }: WalFixture, bare = false): Looked {
  const segments: SegmentReport[] = [];
  const batches: Omit<BatchReport, "bytes">[] = [];
  const findings: LogFinding[] = [];
  const stored = inspectWal(disk, WAL_FOLDER, framing).logs[0]!;
  const report = inspectLog(
    { disk, framing, folder: FOLDER, ...(!bare && { stored }) },
    {
      segment: (segment) => segments.push(segment),
      batch: ({ bytes, ...batch }) => batches.push(batch),
      finding: (finding) => findings.push(finding),
    },
  );
  return { report, segments, batches, findings };
}

const damage = (name: string, position: number, reason: string) => {
  return { severity: "damage", file: `${FOLDER}/${name}`, position, reason };
};

describe("a sound log", () => {
  test("is told segment by segment and batch by batch", () => {
    const { report, segments, batches, findings } = look(tenAtRest());
    expect(findings).toEqual([]);
    expect(report).toEqual({
      segments: 2,
      batches: 10,
      sizeBytes: 1000,
      endOffset: 10,
      damages: 0,
      notes: 0,
      firstDamage: null,
    });
    expect(segments).toEqual([
      {
        file: `${FOLDER}/${segmentFile(0)}`,
        baseOffset: 0,
        sizeBytes: 700,
        offsetIndexEntries: 3,
        timeIndexEntries: 3,
      },
      {
        file: `${FOLDER}/${segmentFile(7)}`,
        baseOffset: 7,
        sizeBytes: 300,
        offsetIndexEntries: 1,
        timeIndexEntries: 1,
      },
    ]);
    expect(batches.map(({ frame, intact, vouched }) => [frame.baseOffset, intact, vouched])).toEqual(
      Array.from({ length: 10 }, (_, offset) => [offset, true, true]),
    );
    expect(batches[8]).toMatchObject({ file: `${FOLDER}/${segmentFile(7)}`, position: 100 });
  });

  test("in use: what no checkpoint covers yet is not vouched for", () => {
    const fixture = tenBatches();
    expect(look(fixture).batches.map(({ vouched }) => vouched)).toEqual(Array.from({ length: 10 }, () => false));
    fixture.checkpoint();
    fixture.append(fixture.log(), { payloadBytes: 39 });
    fixture.settle();
    expect(
      look(fixture)
        .batches.map(({ vouched }) => vouched)
        .indexOf(false),
    ).toBe(10);
    expect(look(fixture).findings).toEqual([]);
  });

  test("of which nothing is known but its folder", () => {
    const { report, findings } = look(tenAtRest(), true);
    expect(report).toMatchObject({ segments: 2, batches: 10, endOffset: 10, damages: 0, notes: 0 });
    expect(findings).toEqual([]);
  });

  test("whose folder is empty, or not there", () => {
    const { disk } = new WalFixture();
    expect(inspectLog({ disk, framing, folder: "/data/nowhere" })).toMatchObject({ segments: 0, damages: 0 });
  });
});

describe("damage", () => {
  test("of a batch is reported, and the reading goes on behind it", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(`${FOLDER}/${segmentFile(0)}`, 370);
    const { report, batches, findings } = look(fixture);
    expect(findings).toEqual([damage(segmentFile(0), 300, "the checksum of the batch with offset 3 does not match")]);
    expect(report.firstDamage).toEqual({ offset: 3, baseOffset: 0, position: 300 });
    expect(batches.filter(({ intact }) => !intact).map(({ frame }) => frame.baseOffset)).toEqual([3]);
    expect(report).toMatchObject({ batches: 10, endOffset: 10, damages: 1 });
  });

  test.each([
    ["base offset", 307, "offset 252 is where 3 should be"],
    ["size", 308, "no whole batch starts here"],
    ["magic", 316, "no whole batch starts here"],
  ])("of the %s in a header too: the next whole batch is searched for", (_what, byte, reason) => {
    const fixture = tenAtRest();
    fixture.disk.rot(`${FOLDER}/${segmentFile(0)}`, byte);
    const { report, batches, findings } = look(fixture);
    expect(findings).toEqual([damage(segmentFile(0), 300, reason)]);
    expect(report.firstDamage).toEqual({ offset: 3, baseOffset: 0, position: 300 });
    expect(batches.map(({ frame }) => frame.baseOffset)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
  });

  test("of the leader epoch, which no checksum covers, shows in the checkpoint's epochs", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(`${FOLDER}/${segmentFile(0)}`, 315, 4);
    expect(look(fixture).findings).toEqual([
      damage(segmentFile(0), 300, "the batch with offset 3 has leader epoch 4, and was appended under 0"),
    ]);
    expect(look(fixture).report.firstDamage?.offset).toBe(3);
  });

  test("of the last batch of what is vouched for", () => {
    const fixture = tenAtRest();
    fixture.disk.rot(`${FOLDER}/${segmentFile(7)}`, 200 + 8);
    const { report, findings } = look(fixture);
    expect(findings).toEqual([damage(segmentFile(7), 200, "no whole batch starts here")]);
    expect(report.firstDamage).toEqual({ offset: 9, baseOffset: 7, position: 200 });
  });

  test("a file that ends too early", () => {
    const fixture = tenAtRest();
    const file = `${FOLDER}/${segmentFile(0)}`;
    fixture.disk.place(file, fixture.disk.contents(file).subarray(0, 400));
    const { report, findings } = look(fixture);
    expect(findings[0]).toEqual(damage(segmentFile(0), 400, "the file ends here, and should have 700 bytes"));
    expect(findings.filter(({ severity }) => severity === "damage")).toHaveLength(1);
    expect(report.firstDamage).toEqual({ offset: 4, baseOffset: 0, position: 400 });
  });

  test("a file that is missing", () => {
    const fixture = tenAtRest();
    fixture.disk.remove(`${FOLDER}/${segmentFile(7)}`);
    const { report, findings } = look(fixture);
    expect(findings).toEqual([damage(segmentFile(7), 0, "the file is missing")]);
    expect(report.firstDamage).toEqual({ offset: 7, baseOffset: 7, position: 0 });
  });

  test("a segment that is missing in between, where only the folder is known", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 20; count++) fixture.append(log, { payloadBytes: 39 });
    fixture.close();
    fixture.disk.remove(`${FOLDER}/${segmentFile(7)}`);
    const { report, findings } = look(fixture, true);
    const what = "the segment starts at offset 14, and the one before ends at 7";
    expect(findings).toEqual([damage(segmentFile(14), 0, what)]);
    expect(report.firstDamage).toEqual({ offset: 7, baseOffset: 0, position: 700 });
  });

  test("an error of the disk is thrown", () => {
    const fixture = tenAtRest();
    fixture.disk.plant({ on: "read", path: segmentFile(0), code: "EIO" });
    expect(() => look(fixture)).toThrow(expect.objectContaining({ code: "EIO" }));
  });

  test.each(Array.from({ length: 100 }, (_, byte) => byte))(
    "of byte %i of a batch is found, whichever it is",
    (byte) => {
      const fixture = tenAtRest();
      fixture.disk.rot(`${FOLDER}/${segmentFile(0)}`, 200 + byte);
      expect(look(fixture).report.firstDamage).toEqual({ offset: 2, baseOffset: 0, position: 200 });
    },
  );
});

describe("what is no damage is a note", () => {
  test("what is not synced may be anything: a start writes it again", () => {
    const fixture = tenBatches();
    fixture.checkpoint();
    fixture.append(fixture.log(), { payloadBytes: 39 }, { payloadBytes: 39 });
    fixture.settle();
    fixture.disk.rot(`${FOLDER}/${segmentFile(7)}`, 350);
    const { report, findings } = look(fixture);
    expect(report).toMatchObject({ damages: 0, notes: 1, endOffset: 10 });
    expect(findings[0]).toMatchObject({ severity: "note", position: 300 });
    fixture.kill();
    expect(fixture.offsets(fixture.log()).at(-1)).toBe(11);
  });

  test("a cut off batch at the end, where only the folder is known", () => {
    const fixture = tenAtRest();
    const file = `${FOLDER}/${segmentFile(7)}`;
    fixture.disk.place(file, fixture.disk.contents(file).subarray(0, 250));
    const { report, findings } = look(fixture, true);
    expect(report).toMatchObject({ damages: 0, endOffset: 9 });
    expect(findings[0]).toMatchObject({ severity: "note", file, position: 200 });
  });

  test.each([
    ["offset index, at another place", "index", 7, "points at byte", (view: DataView) => view.setInt32(4, 123)],
    ["offset index, of another batch", "index", 0, "ends with offset", (view: DataView) => view.setInt32(0, 1)],
    ["time index, of no batch", "timeindex", 0, "beyond the end", (view: DataView) => view.setInt32(8, 77)],
    ["time index, of another time", "timeindex", 0, "has timestamp", (view: DataView) => view.setInt32(4, 5)],
  ])("an entry of the %s", (_what, kind, baseOffset, reason, spoil) => {
    const fixture = tenAtRest();
    const file = `${FOLDER}/${segmentFile(baseOffset, kind)}`;
    const bytes = fixture.disk.contents(file).slice();
    spoil(new DataView(bytes.buffer));
    fixture.disk.place(file, bytes);
    const { report, findings } = look(fixture);
    expect(report).toMatchObject({ damages: 0, notes: 1 });
    expect(findings[0]).toMatchObject({ severity: "note", file, position: 0 });
    expect(findings[0]?.reason).toContain(reason);
  });

  test("an index that ends in the middle of an entry", () => {
    const fixture = tenAtRest();
    const file = `${FOLDER}/${segmentFile(7, "index")}`;
    fixture.disk.place(file, fixture.disk.contents(file).subarray(0, 5));
    expect(look(fixture).findings[0]).toMatchObject({ severity: "note", file, position: 0 });
  });
});

describe("the folder of a WAL", () => {
  test("says of a log what a start will find, quarantine included", () => {
    const fixture = tenAtRest();
    fixture.open();
    fixture.create(1);
    const file = `${FOLDER}/${segmentFile(0)}`;
    fixture.disk.rot(file, 370);
    expect(() => fixture.offsets(fixture.log())).toThrow(expect.objectContaining({ code: "partitionQuarantined" }));
    fixture.settle();
    const stored = inspectWal(fixture.disk, WAL_FOLDER, framing);
    expect(stored.damage).toBeNull();
    expect(stored.logs.map(({ partition, logEndOffset, fault }) => [partition, logEndOffset, fault?.place])).toEqual([
      [0, 10, { file, position: 300 }],
      [1, 0, undefined],
    ]);
    expect(findingsOf(fixture.disk, stored)).toHaveLength(1);
  });

  test.each([
    ["checkpoint", `${WAL_FOLDER}/checkpoint`, 30, "checkpointDamaged"],
    ["journal", `${WAL_FOLDER}/journal/00000000000000000001.journal`, 60, "journalDamaged"],
  ])("says that its %s is damaged", (_what, path, position, code) => {
    const fixture = tenAtRest();
    fixture.disk.rot(path, position);
    expect(inspectWal(fixture.disk, WAL_FOLDER, framing).damage).toMatchObject({ code });
  });
});
