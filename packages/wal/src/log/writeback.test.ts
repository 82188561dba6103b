import { expect, test } from "vitest";
import { makeMachine, Outcomes } from "../../test/rig.ts";
import { FilePool } from "./file-pool.ts";

const SLICE_BYTES = 100;

function makeFiles(...names: string[]) {
  const machine = makeMachine();
  const pool = new FilePool(machine.disk, 10, SLICE_BYTES);
  const files = names.map((name) => pool.create(`/data/${name}`));
  return { ...machine, files, outcomes: new Outcomes() };
}

test("a file is synced as soon as a slice of it was written, and not before", () => {
  const { scheduler, files } = makeFiles("a");
  const file = files[0]!;
  file.write([new Uint8Array(60), new Uint8Array(39)], 0);
  scheduler.drain();
  expect(file.dirty).toBe(true);
  file.write([new Uint8Array(1)], 99);
  scheduler.drain();
  expect(file.dirty).toBe(false);
  file.write([new Uint8Array(99)], 100);
  scheduler.drain();
  expect(file.dirty).toBe(true);
});

test("one file is synced after the other, with all that was written until then", () => {
  const { disk, scheduler, files } = makeFiles("a", "b", "c");
  let syncs = 0;
  for (const file of files) file.write([new Uint8Array(SLICE_BYTES)], 0);
  for (const file of files.slice(1)) file.write([new Uint8Array(SLICE_BYTES)], SLICE_BYTES);
  disk.onBoundary = () => {
    syncs++;
    expect(files.filter((file) => file.dirty)).toHaveLength(4 - syncs);
  };
  scheduler.drain();
  expect(syncs).toBe(3);
});

test("a file that is closed while it waits is left out", () => {
  const { disk, scheduler, files } = makeFiles("a", "b");
  for (const file of files) file.write([new Uint8Array(SLICE_BYTES)], 0);
  files[1]!.close();
  let syncs = 0;
  disk.onBoundary = () => syncs++;
  scheduler.drain();
  expect(syncs).toBe(1);
});

test("an error waits for who asks for a sync, and does not keep other files from theirs", () => {
  const { disk, scheduler, files, outcomes } = makeFiles("a", "b");
  disk.plant({ on: "datasync", path: "/data/a", code: "EIO", times: 1 });
  for (const file of files) file.write([new Uint8Array(SLICE_BYTES)], 0);
  scheduler.drain();
  expect(files.map((file) => file.dirty)).toEqual([true, false]);
  files[0]!.datasync(outcomes.done("sync"));
  expect(outcomes.errorOf("sync")).toMatchObject({ code: "EIO" });
});
