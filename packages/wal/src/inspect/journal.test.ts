import { describe, expect, test } from "vitest";
import { JOURNAL_FOLDER, JournalRig } from "../../test/journal-rig.ts";
import { inspectJournal, type JournalFrameReport, type JournalGroupReport } from "./journal.ts";

function look(rig: JournalRig, from?: number) {
  const groups: JournalGroupReport[] = [];
  const frames: Omit<JournalFrameReport, "payload">[] = [];
  const report = inspectJournal(
    { disk: rig.disk, folder: JOURNAL_FOLDER, from },
    {
      group: (group) => groups.push(group),
      frame: ({ payload, ...frame }) => frames.push(frame),
    },
  );
  return { report, groups, frames };
}

describe("a sound journal", () => {
  test("is told group by group and frame by frame, with the places of both", () => {
    const rig = new JournalRig();
    rig.commit("first", "second");
    rig.commit("third");
    const before = rig.disk.operations;
    const { report, groups, frames } = look(rig);
    expect(rig.disk.operations).toBe(before);
    const file = rig.file(1);
    expect(groups).toEqual([
      { file, position: 0, sizeBytes: 512, firstSequence: 1, frameCount: 1, durableSequence: 0, incarnation: 1 },
      { file, position: 512, sizeBytes: 512, firstSequence: 2, frameCount: 2, durableSequence: 1, incarnation: 1 },
      { file, position: 1024, sizeBytes: 512, firstSequence: 4, frameCount: 1, durableSequence: 3, incarnation: 1 },
    ]);
    expect(frames).toEqual([
      { file, position: 48, sequence: 1, stream: 0, kind: 1, control: { kind: "resume" } },
      { file, position: 560, sequence: 2, stream: 3, kind: 9, control: null },
      { file, position: 560 + 24 + 5, sequence: 3, stream: 3, kind: 9, control: null },
      { file, position: 1072, sequence: 4, stream: 3, kind: 9, control: null },
    ]);
    expect(report).toMatchObject({ groups: 3, frames: 4, lastSequence: 4, end: { kind: "open" }, damage: null });
  });

  test("says that it was closed, and what it released", () => {
    const rig = new JournalRig();
    rig.commit("first");
    rig.journal.release(2, () => {});
    rig.journal.close(() => {});
    rig.scheduler.drain();
    const { report, frames } = look(rig);
    expect(report.end).toEqual({ kind: "closed" });
    expect(frames.map(({ control }) => control)).toEqual([
      { kind: "resume" },
      null,
      { kind: "release", sequence: 2 },
      { kind: "close" },
    ]);
  });

  test("says what each of its files is for", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 8; count++) rig.commit(`${count}${"x".repeat(5000)}`);
    const roles = () => look(rig).report.files.map(({ file, role }) => `${file.slice(-9, -8)} ${role}`);
    expect(roles()).toEqual(["1 filled", "2 filled", "3 active", "4 ready"]);
    expect(look(rig, 8).report.files.map(({ role }) => role)).toEqual(["released", "filled", "active", "ready"]);
    expect(look(rig).report.files.map(({ firstSequence }) => firstSequence)).toEqual([1, 5, 8, null]);
  });

  test("is read from the file that holds what is needed on", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 8; count++) rig.commit(`${count}${"x".repeat(5000)}`);
    expect(look(rig).frames[0]?.sequence).toBe(1);
    expect(look(rig, 8).frames[0]?.sequence).toBe(5);
  });

  test("that is empty, or not there, is no damage", () => {
    const rig = new JournalRig();
    const report = inspectJournal({ disk: rig.disk, folder: "/data/nowhere" });
    expect(report).toEqual({ files: [], groups: 0, frames: 0, lastSequence: 0, end: { kind: "open" }, damage: null });
  });
});

describe("a damaged journal", () => {
  test("is reported with file and position, and read up to there", () => {
    const rig = new JournalRig();
    rig.commit("first");
    rig.commit("second");
    rig.commit("third");
    rig.disk.rot(rig.file(1), 1024 + 75);
    const { report, groups } = look(rig);
    expect(report.damage).toMatchObject({ code: "journalDamaged", file: rig.file(1), position: 1024 });
    expect(report.end).toBeNull();
    expect(groups.map(({ position }) => position)).toEqual([0, 512]);
    expect(report.files[0]).toMatchObject({ role: "unknown" });
  });

  test("at its very end is a torn group, with its place", () => {
    const rig = new JournalRig();
    rig.commit("first");
    rig.commit("second", "third");
    rig.disk.rot(rig.file(1), 1024 + 75);
    const { report } = look(rig);
    expect(report.damage).toBeNull();
    expect(report.end).toEqual({ kind: "torn", file: rig.file(1), position: 1024, firstSequence: 3, frameCount: 2 });
  });

  test("a torn group that a later start has cut is not told of again", () => {
    const rig = new JournalRig();
    rig.commit("first");
    rig.commit("second");
    rig.disk.rot(rig.file(1), 1024 + 75);
    rig.kill();
    rig.open();
    rig.scheduler.drain();
    expect(look(rig).report).toMatchObject({ end: { kind: "open" }, damage: null });
  });

  test("an error of the disk is thrown", () => {
    const rig = new JournalRig();
    rig.disk.plant({ on: "read", path: rig.file(1), code: "EIO" });
    expect(() => look(rig)).toThrow(expect.objectContaining({ code: "EIO" }));
  });
});
