import { DamageError, Journal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { expect, test } from "vitest";
import { rotInJournal } from "./rot.ts";

/** A node's journal, after so many syncs. */
function journalOf(groups: number) {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  const open = () =>
    Journal.open(
      {
        disk,
        folder: "/data/journal",
        defer: (callback) => scheduler.defer(callback),
        timers: scheduler.timers,
        options: { fileBytes: 16_384, firstFileBytes: 16_384, readyFilesMax: 1 },
        onFailure: (error) => {
          throw error;
        },
      },
      () => {},
    );
  const journal = open();
  for (let group = 0; group < groups; group++) {
    journal.append({ stream: 1, kind: 1, buffers: [new Uint8Array(700).fill(group)] }, () => {});
    scheduler.drain();
  }
  disk.restartProcess();
  return { disk, open };
}

test("a journal that has hardly begun has no middle", () => {
  expect(rotInJournal(journalOf(1).disk, new SeededRandom(1))).toBeNull();
});

test("what rots is noticed, or not needed: it is never taken for a torn tail", () => {
  let noticed = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { disk, open } = journalOf(12);
    const rot = rotInJournal(disk, new SeededRandom(seed))!;
    disk.rot(rot.path, rot.position, rot.mask);
    try {
      // One group for each append, and one for the first opening.
      expect(open().lastSequence).toBeGreaterThan(12);
    } catch (error) {
      expect(error).toBeInstanceOf(DamageError);
      noticed++;
    }
  }
  expect(noticed).toBeGreaterThan(20);
});
