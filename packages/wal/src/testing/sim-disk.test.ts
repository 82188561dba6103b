import { describe, expect, test } from "vitest";
import { makeMachine, Outcomes } from "../../test/rig.ts";
import { diskCompliance } from "./disk-compliance.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

describe("SimDisk complies", () => {
  diskCompliance({ describe, test }, () => {
    const { disk, scheduler } = makeMachine();
    return { disk, folder: "/data", until: (condition) => scheduler.until(condition) };
  });
});

/** All contents that a file can have after a power cut, over many seeds. */
function survivors(setUp: (machine: ReturnType<typeof makeMachine>) => void): Set<string> {
  const seen = new Set<string>();
  for (let seed = 0; seed < 300; seed++) {
    const machine = makeMachine(seed);
    setUp(machine);
    machine.disk.restart(seed);
    seen.add(machine.disk.exists("/data/file") ? machine.disk.contents("/data/file").join() : "absent");
  }
  return seen;
}

describe("SimDisk loses what is not synced", () => {
  test("a file whose folder was not synced may be gone, synced or not", () => {
    const seen = survivors(({ disk }) => {
      const file = disk.open("/data/file", "create");
      file.write([bytes(1)], 0);
      file.datasyncNow();
    });
    expect(seen).toEqual(new Set(["absent", "1"]));
  });

  test("a file that is synced, and its folder too, is always there", () => {
    const seen = survivors(({ disk }) => {
      const file = disk.open("/data/file", "create");
      file.write([bytes(1)], 0);
      file.datasyncNow();
      disk.syncFolderNow("/data");
    });
    expect(seen).toEqual(new Set(["1"]));
  });

  test("a write after the sync may be there or not, and so may each state in between", () => {
    const seen = survivors(({ disk }) => {
      const file = disk.open("/data/file", "create");
      file.write([bytes(1)], 0);
      file.datasyncNow();
      disk.syncFolderNow("/data");
      file.write([bytes(2)], 0);
      file.write([bytes(3)], 0);
    });
    expect(seen).toEqual(new Set(["1", "2", "3"]));
  });

  test("a write over two sectors may be torn, either way", () => {
    const seen = survivors(({ disk }) => {
      const file = disk.open("/data/file", "create");
      file.write([new Uint8Array(1024)], 0);
      file.datasyncNow();
      disk.syncFolderNow("/data");
      file.write([bytes(7, 7)], 511);
    });
    expect([...seen].map((text) => text.split(",").slice(511, 513).join()).sort()).toEqual([
      "0,0",
      "0,7",
      "7,0",
      "7,7",
    ]);
  });

  test("an asynchronous sync covers what was written before it began, and takes effect when it ends", () => {
    const begun = survivors(({ disk }) => {
      const file = disk.open("/data/file", "create");
      disk.syncFolderNow("/data");
      file.write([bytes(1)], 0);
      file.datasync(() => {});
    });
    expect(begun).toEqual(new Set(["", "0", "1"]));
    const ended = survivors(({ disk, scheduler }) => {
      const file = disk.open("/data/file", "create");
      disk.syncFolderNow("/data");
      file.write([bytes(1)], 0);
      file.datasync(() => {});
      file.write([bytes(2)], 0);
      scheduler.drain();
    });
    expect(ended).toEqual(new Set(["1", "2"]));
  });

  test("renames and removals that are not synced may not have happened", () => {
    const names = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const { disk } = makeMachine();
      disk.open("/data/a", "create").close();
      disk.open("/data/b", "create").close();
      disk.syncFolderNow("/data");
      disk.rename("/data/a", "/data/c");
      disk.remove("/data/b");
      disk.restart(seed);
      names.add(disk.list("/data").join());
    }
    expect(names).toEqual(new Set(["a,b", "b,c", "a", "c"]));
  });

  test("a killed process loses nothing but what was to be called back", () => {
    const { disk, scheduler } = makeMachine();
    const outcomes = new Outcomes();
    const file = disk.open("/data/file", "create");
    file.write([bytes(1)], 0);
    file.datasync(outcomes.done("sync"));
    disk.restartProcess();
    scheduler.drain();
    expect(outcomes.calls).toEqual([]);
    expect(disk.contents("/data/file")).toEqual(bytes(1));
    expect(() => file.size()).toThrow("EBADF");
  });
});

describe("SimDisk fails as it is told", () => {
  test("an operation on a path, so many times", () => {
    const { disk } = makeMachine();
    disk.plant({ on: "create", path: "/data/a", code: "EACCES", times: 1 });
    disk.open("/data/b", "create").close();
    expect(() => disk.open("/data/a", "create")).toThrow("EACCES");
    disk.open("/data/a", "create").close();
  });

  test("a read that touches a byte, until it is lifted", () => {
    const { disk } = makeMachine();
    const file = disk.open("/data/a", "create");
    file.write([new Uint8Array(100)], 0);
    const lift = disk.plant({ on: "read", position: 50, code: "EIO" });
    expect(file.read(new Uint8Array(50), 0)).toBe(50);
    expect(() => file.read(new Uint8Array(51), 0)).toThrow("EIO");
    lift();
    expect(file.read(new Uint8Array(51), 0)).toBe(51);
  });

  test("a sync, through its callback", () => {
    const { disk, scheduler } = makeMachine();
    const outcomes = new Outcomes();
    const file = disk.open("/data/a", "create");
    disk.plant({ on: "datasync", code: "EIO" });
    file.datasync(outcomes.done("datasync"));
    disk.plant({ on: "syncFolder", code: "EIO" });
    disk.syncFolder("/data", outcomes.done("syncFolder"));
    scheduler.drain();
    for (const [, error] of outcomes.calls) expect(error).toMatchObject({ code: "EIO" });
    expect(outcomes.calls).toHaveLength(2);
    expect(() => file.datasyncNow()).toThrow("EIO");
  });

  test("a disk without room lets files be written over, and not grow", () => {
    const { disk } = makeMachine();
    const file = disk.open("/data/a", "create");
    file.write([new Uint8Array(100)], 0);
    disk.capacityBytes = 100;
    file.write([bytes(1)], 99);
    expect(() => file.write([bytes(1)], 100)).toThrow("ENOSPC");
    expect(() => disk.open("/data/b", "create")).toThrow("ENOSPC");
    disk.remove("/data/a");
    disk.open("/data/b", "create").close();
  });

  test("rot changes what is read, and survives a restart", () => {
    const { disk } = makeMachine();
    const file = disk.open("/data/a", "create");
    file.write([bytes(1, 2, 3)], 0);
    file.datasyncNow();
    disk.syncFolderNow("/data");
    disk.rot("/data/a", 1, 0x0f);
    expect(disk.contents("/data/a")).toEqual(bytes(1, 13, 3));
    disk.restart(1);
    expect(disk.contents("/data/a")).toEqual(bytes(1, 13, 3));
  });
});

describe("SimScheduler", () => {
  test("the same seed gives the same order, and another seed another", () => {
    const order = (seed: number) => {
      const { scheduler } = makeMachine(seed);
      const calls: number[] = [];
      for (let name = 0; name < 6; name++) scheduler.complete(() => calls.push(name));
      scheduler.drain();
      return calls.join();
    };
    expect(order(1)).toBe(order(1));
    expect(new Set([1, 2, 3, 4, 5].map(order)).size).toBeGreaterThan(1);
  });

  test("timers fire in time, in order, and not when cancelled", () => {
    const { scheduler } = makeMachine();
    const calls: string[] = [];
    scheduler.timers.set(20, () => calls.push("late"));
    scheduler.timers.set(10, () => calls.push(`early ${scheduler.nowMs()}`));
    scheduler.timers.set(15, () => calls.push("cancelled")).cancel();
    scheduler.advance(15);
    expect(calls).toEqual(["early 10"]);
    scheduler.until(() => calls.length === 2);
    expect(scheduler.nowMs()).toBe(20);
  });
});
