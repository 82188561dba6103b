import { describe, expect, test } from "vitest";
import { makeMachine, Outcomes } from "../../test/rig.ts";
import { diskCompliance } from "./disk-compliance.ts";
import { SimDisk } from "./sim-disk.ts";

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

  test("a write in the middle, of which a part is there then", () => {
    const { disk } = makeMachine();
    const file = disk.open("/data/a", "create");
    const lift = disk.plant({ on: "write", code: "EIO", tornAfterBytes: 2 });
    expect(() => file.write([bytes(1), bytes(2, 3)], 0)).toThrow("EIO");
    expect(disk.contents("/data/a")).toEqual(bytes(1, 2));
    lift();
    file.write([bytes(9)], 0);
    expect(disk.contents("/data/a")).toEqual(bytes(9, 2));
  });

  test("a write that the device puts elsewhere, or nowhere, which shows when the page cache is gone", () => {
    const contents = (fault: { misdirectedBytes: number } | { lost: true }) => {
      const { disk } = makeMachine();
      const file = disk.open("/data/a", "create");
      file.write([bytes(0, 0, 0, 0)], 0);
      disk.plant({ on: "write", times: 1, ...fault });
      file.write([bytes(7)], 1);
      file.datasyncNow();
      disk.syncFolderNow("/data");
      const cached = disk.contents("/data/a");
      disk.dropCaches();
      const dropped = disk.contents("/data/a");
      disk.restart(1);
      expect(disk.contents("/data/a")).toEqual(dropped);
      return [cached.join(), dropped.join()];
    };
    expect(contents({ misdirectedBytes: 2 })).toEqual(["0,7,0,0", "0,0,0,7"]);
    expect(contents({ misdirectedBytes: -9 })).toEqual(["0,7,0,0", "7,0,0,0"]);
    expect(contents({ lost: true })).toEqual(["0,7,0,0", "0,0,0,0"]);
  });

  test("a read that gives wrong bits, or what the device held before", () => {
    const { disk } = makeMachine();
    const file = disk.open("/data/a", "create");
    file.write([bytes(1, 2, 3)], 0);
    file.datasyncNow();
    file.write([bytes(4, 5, 6, 7)], 0);
    const read = () => {
      const target = new Uint8Array(4);
      expect(file.read(target, 0)).toBe(4);
      return target;
    };
    disk.plant({ on: "read", position: 1, flips: 0xf0, times: 1 });
    expect(read()).toEqual(bytes(4, 5 ^ 0xf0, 6, 7));
    disk.plant({ on: "read", stale: true, times: 1 });
    expect(read()).toEqual(bytes(1, 2, 3, 0));
    expect(read()).toEqual(bytes(4, 5, 6, 7));
  });

  test("a sync that gives up what it could not write: readers see it until the power is cut, whatever is synced later", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { disk } = makeMachine();
      const file = disk.open("/data/a", "create");
      disk.syncFolderNow("/data");
      file.write([bytes(1, 2)], 0);
      disk.plant({ on: "datasync", code: "EIO", forgets: true, times: 1 });
      expect(() => file.datasyncNow()).toThrow("EIO");
      file.write([bytes(3)], 2);
      file.datasyncNow();
      expect(disk.contents("/data/a")).toEqual(bytes(1, 2, 3));
      disk.restart(seed);
      expect(disk.contents("/data/a")).toEqual(bytes(0, 0, 3));
    }
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

describe("SimDisk as a whole", () => {
  test("goes back to a snapshot, any number of times", () => {
    const { disk, scheduler } = makeMachine();
    const file = disk.open("/data/a", "create");
    file.write([bytes(1)], 0);
    disk.syncFolderNow("/data");
    const snapshot = disk.fork(scheduler);
    file.write([bytes(2)], 0);
    for (let times = 0; times < 2; times++) {
      disk.rollBackTo(snapshot);
      expect(disk.contents("/data/a")).toEqual(bytes(1));
      const again = disk.open("/data/a", "open");
      again.write([bytes(3)], 0);
      again.datasyncNow();
    }
    expect(snapshot.contents("/data/a")).toEqual(bytes(1));
    expect(() => file.size()).toThrow("EBADF");
  });

  test("is empty when it was wiped", () => {
    const { disk } = makeMachine();
    disk.open("/data/a", "create");
    disk.wipe();
    expect([disk.exists("/data"), disk.openFiles]).toEqual([false, 0]);
    disk.makeFolder("/data");
    disk.open("/data/a", "create").close();
  });

  test("answers when its device says so, in any order", () => {
    const waiting: { callback: () => void; path: string }[] = [];
    const disk = new SimDisk({ complete: (callback, { path }) => waiting.push({ callback, path }) });
    disk.makeFolder("/data");
    const outcomes = new Outcomes();
    for (const name of ["a", "b"]) disk.open(`/data/${name}`, "create").datasync(outcomes.done(name));
    disk.syncFolder("/data", outcomes.done("folder"));
    expect(waiting.map(({ path }) => path)).toEqual(["/data/a", "/data/b", "/data"]);
    for (const { callback } of waiting.reverse()) callback();
    expect(outcomes.names).toEqual(["folder", "b", "a"]);
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
