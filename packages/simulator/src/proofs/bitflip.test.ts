import type { SimDisk } from "@chronik/wal/testing";
import { expect, test } from "vitest";
import { makeBatch } from "../../../wal/test/kafka-batch.ts";
import { segmentFile } from "../../../wal/test/wal-fixture.ts";
import { checkDamage, SilentDamage } from "./bitflip-check.ts";
import { FOLDER_BYTES, sampleFolder } from "./bitflip-folder.ts";
import { FOLDER_BITS, runBits } from "./bitflip-run.ts";

const SEGMENT = `/data/wal/t-0/${segmentFile(0)}`;

test("the folder is whole, as large as it says, and has a file of every kind", () => {
  const sample = sampleFolder();
  const paths = [...sample.disk.files()].map(([path]) => path);
  expect(sample.disk.usedBytes).toBe(FOLDER_BYTES);
  for (const end of [
    ".log",
    ".index",
    ".timeindex",
    ".journal",
    "checkpoint",
    "leader-epoch-checkpoint",
    ".metadata",
  ]) {
    expect(
      paths.some((path) => path.endsWith(end)),
      end,
    ).toBe(true);
  }
  expect(checkDamage(sample, SEGMENT, () => {})).toBe("same");
  expect(checkDamage(sample, "/data/raft/1", () => {})).toBe("same");
});

test("a few hundred bits: each outcome, and none that is silent", () => {
  const { counts, silent } = runBits({ from: 11, to: FOLDER_BITS, step: 2003 });
  expect(silent).toEqual([]);
  const outcomes = new Set([...counts.keys()].map((key) => key.slice(key.indexOf("/") + 1)));
  expect([...outcomes].sort()).toEqual(["quarantined", "refused", "same"]);
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(Math.ceil((FOLDER_BITS - 11) / 2003));
});

test("what passes every checksum and is not what was written is seen", () => {
  const forged = makeBatch({ baseOffset: 0, payloadBytes: 30, fill: 99, maxTimestamp: 10 });
  const forge = (disk: SimDisk) => {
    const bytes = disk.contents(SEGMENT);
    bytes.set(forged.bytes);
    disk.remove(SEGMENT);
    disk.place(SEGMENT, bytes);
  };
  expect(() => checkDamage(sampleFolder(), SEGMENT, forge)).toThrow(SilentDamage);
});

test("damage that is reported in another file is seen", () => {
  const rot = (disk: SimDisk) => disk.rot(SEGMENT, 100);
  expect(checkDamage(sampleFolder(), SEGMENT, rot)).toBe("quarantined");
  expect(() => checkDamage(sampleFolder(), "/data/wal/checkpoint", rot)).toThrow("not reported as damage of this file");
});
