import { describe, expect, test } from "vitest";
import { makeMachine, Outcomes } from "../../test/rig.ts";
import { FilePool } from "./file-pool.ts";

function makePool(filesOpenMax: number, writebackBytes = Number.POSITIVE_INFINITY) {
  const machine = makeMachine();
  const pool = new FilePool(machine.disk, filesOpenMax, writebackBytes);
  const create = (name: string) => pool.create(`/data/${name}`);
  return { ...machine, pool, create, outcomes: new Outcomes() };
}

const BYTES = [Uint8Array.of(1)];

describe("FilePool", () => {
  test("closes the file that was not used for longest, and opens it again when it is", () => {
    const { disk, pool, create } = makePool(2);
    const [a, b] = [create("a"), create("b")];
    a.handle.size();
    const c = create("c");
    expect([pool.filesOpen, disk.openFiles]).toEqual([2, 2]);
    disk.plant({ on: "open", path: "/data/b", code: "EIO", times: 1 });
    expect(a.handle.size() + c.handle.size()).toBe(0);
    expect(() => b.handle).toThrow("EIO");
    expect(b.handle.size()).toBe(0);
    expect(disk.openFiles).toBe(2);
  });

  test("does not close a dirty file, so that no error of the kernel's own write-back gets lost", () => {
    const { disk, scheduler, pool, create, outcomes } = makePool(1);
    const files = ["a", "b", "c"].map(create);
    for (const file of files) file.write(BYTES, 0);
    expect([pool.filesOpen, disk.openFiles, files.every((file) => file.dirty)]).toEqual([3, 3, true]);
    files.forEach((file, at) => {
      file.datasync(outcomes.done(String(at)));
    });
    scheduler.drain();
    expect([pool.filesOpen, disk.openFiles, files.some((file) => file.dirty)]).toEqual([1, 1, false]);
  });

  test("a write during a sync keeps the file dirty", () => {
    const { scheduler, create, outcomes } = makePool(1);
    const file = create("a");
    file.write(BYTES, 0);
    file.datasync(outcomes.done("first"));
    file.write(BYTES, 1);
    scheduler.drain();
    expect(file.dirty).toBe(true);
    file.datasync(outcomes.done("second"));
    scheduler.drain();
    expect(file.dirty).toBe(false);
    expect(outcomes.names).toEqual(["first", "second"]);
  });

  test("who asks during a sync is served by another one, which covers what was written meanwhile", () => {
    const { disk, scheduler, create, outcomes } = makePool(1);
    const file = create("a");
    disk.syncFolderNow("/data");
    file.write(BYTES, 0);
    file.datasync(outcomes.done("first"));
    file.write(BYTES, 1);
    file.datasync(outcomes.done("second"));
    scheduler.drain();
    expect(outcomes.calls).toEqual([
      ["first", null],
      ["second", null],
    ]);
    expect(file.dirty).toBe(false);
    for (let seed = 0; seed < 10; seed++) {
      const copy = disk.fork(scheduler);
      copy.restart(seed);
      expect(copy.contents("/data/a")).toEqual(Uint8Array.of(1, 1));
    }
  });

  test("a failed sync is final, also for those who ask later", () => {
    const { disk, scheduler, create, outcomes } = makePool(1);
    const file = create("a");
    file.write(BYTES, 0);
    disk.plant({ on: "datasync", code: "EIO", times: 1 });
    file.datasync(outcomes.done("first"));
    file.datasync(outcomes.done("second"));
    scheduler.drain();
    file.write(BYTES, 1);
    file.datasync(outcomes.done("third"));
    for (const name of ["first", "second", "third"]) expect(outcomes.errorOf(name)).toMatchObject({ code: "EIO" });
    expect(file.dirty).toBe(true);
  });

  test("a failed sync leaves the file dirty", () => {
    const { disk, scheduler, create, outcomes } = makePool(1);
    const file = create("a");
    file.write(BYTES, 0);
    disk.plant({ on: "datasync", code: "EIO" });
    file.datasync(outcomes.done("sync"));
    scheduler.drain();
    expect(outcomes.errorOf("sync")).toMatchObject({ code: "EIO" });
    expect(file.dirty).toBe(true);
  });

  test("a file that is closed during its sync keeps its descriptor until that ends, even when it is opened again", () => {
    const { disk, scheduler, pool, create, outcomes } = makePool(5);
    const file = create("a");
    file.write(BYTES, 0);
    file.datasync(outcomes.done("sync"));
    file.close();
    expect([pool.filesOpen, disk.openFiles, file.dirty]).toEqual([0, 1, false]);
    file.write(BYTES, 1);
    expect([pool.filesOpen, disk.openFiles, file.dirty]).toEqual([1, 2, true]);
    scheduler.drain();
    expect(outcomes.errorOf("sync")).toBeNull();
    expect([pool.filesOpen, disk.openFiles, file.dirty]).toEqual([1, 1, true]);
  });

  test("who asks for a sync of a file that was opened again during its last one gets one of its own", () => {
    const { disk, scheduler, create, outcomes } = makePool(5);
    const file = create("a");
    disk.syncFolderNow("/data");
    file.write(BYTES, 0);
    file.datasync(outcomes.done("first"));
    file.close();
    file.write(BYTES, 1);
    file.datasync(outcomes.done("second"));
    scheduler.drain();
    expect([outcomes.names, disk.openFiles, file.dirty]).toEqual([["first", "second"], 1, false]);
    disk.restart(1);
    expect(disk.contents("/data/a")).toEqual(Uint8Array.of(1, 1));
  });
});
