import { describe, expect, test } from "vitest";
import { JOURNAL_FOLDER, JournalRig } from "../../test/journal-rig.ts";
import type { DamageError } from "../errors.ts";

const refusal = (code: string) => expect.objectContaining({ code });

describe("a torn tail is cut, damage is not", () => {
  function threeGroups(): JournalRig {
    const rig = new JournalRig();
    for (const text of ["one", "two", "three"]) rig.commit(text);
    rig.kill();
    return rig;
  }

  /** Group n of the first file: 0 is the resume frame of the first opening. */
  const at = (group: number) => group * 512;

  test("rot in the last group is taken for a torn write", () => {
    const rig = threeGroups();
    rig.disk.rot(rig.file(1), at(3) + 73);
    rig.open();
    expect(rig.replayed).toEqual(["3:9:one", "3:9:two"]);
    rig.commit("four");
    rig.kill();
    rig.open();
    expect(rig.replayed).toEqual(["3:9:one", "3:9:two", "3:9:four"]);
  });

  test.each([
    ["header", 10],
    ["frame header", 60],
    ["payload", 73],
  ])("rot in the %s of an earlier group is damage, reported with its place, and nothing is changed", (_what, byte) => {
    const rig = threeGroups();
    rig.disk.rot(rig.file(1), at(1) + byte);
    const operations = rig.disk.operations;
    const damage = { code: "journalDamaged", file: rig.file(1), position: at(1) } satisfies Partial<DamageError>;
    expect(() => rig.open()).toThrow(expect.objectContaining(damage));
    expect(() => rig.open()).toThrow(expect.objectContaining(damage));
    expect(rig.disk.operations).toBe(operations);
  });

  test("rot in the very first group", () => {
    const rig = threeGroups();
    rig.disk.rot(rig.file(1), 4);
    expect(() => rig.open()).toThrow(refusal("journalDamaged"));
  });

  test("rot in the first group of a later file", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(7000)}`);
    rig.kill();
    rig.disk.rot(rig.file(2), 100);
    expect(() => rig.open()).toThrow(expect.objectContaining({ file: rig.file(2), position: 0 }));
  });

  test("a file that is missing", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    rig.kill();
    rig.disk.remove(rig.file(3));
    expect(() => rig.open()).toThrow(refusal("journalDamaged"));
  });

  test("an empty folder, where the owner knows that there was more", () => {
    const rig = threeGroups();
    rig.disk.remove(JOURNAL_FOLDER);
    expect(() => rig.open({ from: 3 })).toThrow(refusal("journalDamaged"));
    rig.open();
    expect(rig.replayed).toEqual([]);
  });

  test("a torn group at the start of the next file cannot come back when its sequence numbers are given out again", () => {
    const rig = new JournalRig();
    rig.commit("a".repeat(9000));
    rig.scheduler.drain();
    const next = rig.file(2);
    rig.append("b".repeat(9000));
    rig.scheduler.step(); // Written to the second file, and not synced:
    rig.disk.rot(next, 4000); // the header reached the disk, something in the middle did not.
    rig.kill();
    rig.open();
    expect(rig.replayed.map((text) => text.slice(0, 5))).toEqual(["3:9:a"]);
    const from = rig.journal.lastSequence + 1;
    rig.commit("c");
    rig.disk.rot(next, 4000); // Even if it were whole now.
    rig.kill();
    rig.open({ from });
    expect(rig.replayed).toEqual(["3:9:c"]);
  });

  test.each([
    ["the header", 10],
    ["the payload", 4000],
  ])("damage to %s of the first group of a file is reported there, not where the file before ends", (_what, byte) => {
    const rig = new JournalRig();
    rig.commit("a".repeat(9000));
    rig.scheduler.drain();
    rig.commit("b".repeat(9000));
    rig.commit("c");
    rig.kill();
    rig.disk.rot(rig.file(2), byte);
    expect(() => rig.open()).toThrow(
      expect.objectContaining({ code: "journalDamaged", file: rig.file(2), position: 0 }),
    );
  });

  test("damage to the last group of a file is reported there, though the next file shows it", () => {
    const rig = new JournalRig();
    rig.commit("a".repeat(9000));
    rig.scheduler.drain();
    rig.commit("b".repeat(9000));
    rig.kill();
    rig.disk.rot(rig.file(1), 4000);
    expect(() => rig.open()).toThrow(
      expect.objectContaining({ code: "journalDamaged", file: rig.file(1), position: at(1) }),
    );
  });

  test("an error of the disk while reading is passed on", () => {
    const rig = threeGroups();
    rig.disk.plant({ on: "read", path: JOURNAL_FOLDER, code: "EIO", times: 1 });
    expect(() => rig.open()).toThrow(refusal("EIO"));
    rig.open();
    expect(rig.replayed).toHaveLength(3);
  });
});
