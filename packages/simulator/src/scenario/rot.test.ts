import { encodeBatch, stampBaseOffset } from "@chronik/kafka-protocol";
import { DamageError, Journal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { describe, expect, test } from "vitest";
import { damageSegment, rotInJournal, rotInSegment } from "./rot.ts";

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

describe("a segment", () => {
  const path = "/data/topic-0/00000000000000000000.log";
  const diskWith = (bytes: Uint8Array) => {
    const disk = new SimDisk(new SimScheduler(new SeededRandom(1)));
    for (const folder of ["/data/journal", "/data/topic-0"]) disk.makeFolder(folder);
    disk.place(path, bytes);
    return disk;
  };
  const batch = () => {
    const bytes = encodeBatch({ records: [{ timestamp: 1, key: null, value: new Uint8Array(40) }] });
    stampBaseOffset(bytes, 0, 0);
    return bytes;
  };

  test("that holds nothing cannot rot", () => {
    expect(rotInSegment(diskWith(new Uint8Array(0)), new SeededRandom(1))).toBeNull();
  });

  test("rots at its size, its header or behind it, and tells when it was mended", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const random = new SeededRandom(seed);
      const disk = diskWith(batch());
      const rot = rotInSegment(disk, random)!;
      const isThere = damageSegment(disk, rot, random);
      if ("lost" in rot) {
        seen.add(rot.lost);
        expect([isThere(), disk.exists(path)]).toEqual([false, rot.lost === "end"]);
        continue;
      }
      seen.add(rot.position < 12 ? "header" : "rest");
      expect([isThere(), Buffer.compare(disk.contents(path), batch()) === 0]).toEqual([true, false]);
      disk.place(path, batch());
      expect(isThere()).toBe(false);
    }
    expect([...seen].sort()).toEqual(["all", "end", "header", "rest"]);
  });
});
