import type { DiskFile } from "@chronik/wal";
import { describe, expect, it } from "vitest";
import { EventQueue } from "../world/event-queue.ts";
import { RandomStreams } from "../world/random-streams.ts";
import { Trace } from "../world/trace.ts";
import { type ProcessPorts, SimMachine, type SimMachineInit } from "./sim-machine.ts";

/** Counts in a file, one byte a millisecond, and says which counts are synced. */
function counter(log: string[]): SimMachineInit["boot"] {
  return ({ disk, process }: ProcessPorts) => {
    disk.makeFolder("/data");
    disk.syncFolderNow("/");
    const found = disk.exists("/data/count");
    const file: DiskFile = disk.open("/data/count", found ? "open" : "create");
    disk.syncFolderNow("/data");
    log.push(`start at ${file.size()}`);
    const count = () => {
      file.write([Uint8Array.of(1)], file.size());
      const size = file.size();
      file.datasync((error) => log.push(error === null ? `synced ${size}` : `failed ${size}`));
      process.timers.set(1, count);
    };
    process.timers.set(1, count);
    return { terminate: () => process.die("exited") };
  };
}

function makeMachine(seed = 1, overrides: Partial<SimMachineInit> = {}) {
  const queue = new EventQueue();
  const trace = new Trace({ clock: queue });
  const log: string[] = [];
  const thrown: unknown[] = [];
  const machine = new SimMachine({
    id: 1,
    queue,
    trace,
    streams: new RandomStreams(seed),
    diskLatency: { syncMs: 0.5, syncJitterMs: 0.1 },
    boot: counter(log),
    hooks: {
      onDeath: (_, death) => log.push(death),
      onThrow: (_, error) => thrown.push(error),
    },
    ...overrides,
  });
  const size = () => machine.disk.contents("/data/count").length;
  return { queue, trace, log, thrown, machine, size };
}

const last = (log: readonly string[]) => log.at(-1);

describe("a machine", () => {
  it("keeps what was written, when its process is killed, and starts another one on it", () => {
    const { machine, queue, log, size, thrown } = makeMachine();
    machine.start();
    machine.start();
    queue.runFor(5.4);
    machine.kill();
    expect([machine.isUp, size(), last(log)]).toEqual([false, 5, "killed"]);
    queue.runFor(10);
    expect([size(), last(log)]).toEqual([5, "killed"]);
    machine.start();
    expect([machine.isUp, machine.lives, last(log)]).toEqual([true, 2, "start at 5"]);
    expect(thrown).toEqual([]);
  });

  it("keeps what was synced, and perhaps more, when its power is cut", () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const { machine, queue, log, size } = makeMachine(seed);
      machine.start();
      queue.runFor(5.4);
      machine.powerCut();
      expect(log.filter((line) => line.startsWith("synced"))).toHaveLength(4);
      sizes.add(size());
    }
    expect([...sizes].sort()).toEqual([4, 5]);
  });

  it("can lose power after its process has ended", () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const { machine, queue, size } = makeMachine(seed);
      machine.start();
      queue.runFor(5.4);
      machine.kill();
      machine.powerCut();
      sizes.add(size());
    }
    expect([...sizes].sort()).toEqual([4, 5]);
  });

  it("stands still during a pause, and catches up", () => {
    const { machine, queue, log, size } = makeMachine();
    machine.start();
    queue.runFor(2.8);
    machine.pause();
    queue.runFor(100);
    expect([machine.isPaused, size(), last(log)]).toEqual([true, 2, "synced 2"]);
    machine.resume();
    expect(size()).toBe(3);
    queue.runFor(1.7);
    expect([size(), last(log)]).toEqual([4, "synced 4"]);
  });

  it("dies before the n-th effect, of this life or while the next one starts", () => {
    const { machine, queue, log, size } = makeMachine();
    machine.start();
    queue.runFor(2.8);
    machine.crashAtEffect(3, "killed");
    queue.runFor(10);
    expect([machine.isUp, size(), last(log)]).toEqual([false, 3, "killed"]);
    machine.crashAtEffect(1, "killed");
    machine.start();
    expect([machine.isUp, last(log)]).toEqual([false, "killed"]);
    machine.start();
    expect([machine.isUp, last(log)]).toEqual([true, "start at 3"]);
  });

  it("is started again, over and over", () => {
    const { machine, queue, log } = makeMachine();
    machine.start();
    machine.restartLoop({ times: 3, downMs: 2, upMs: 2.5 });
    expect(machine.isUp).toBe(false);
    queue.runFor(100);
    expect(machine.lives).toBe(4);
    expect(log.filter((line) => line.startsWith("start"))).toEqual([
      "start at 0",
      "start at 0",
      "start at 2",
      "start at 4",
    ]);
  });

  it("lets its program leave on its own", () => {
    const { machine, log } = makeMachine();
    machine.start();
    machine.terminate();
    expect([machine.isUp, last(log)]).toEqual([false, "exited"]);
    machine.terminate();
  });

  it("reports what its program throws", () => {
    const { machine, thrown, queue } = makeMachine();
    machine.plant({ on: "write", code: "EIO" });
    machine.start();
    queue.runFor(1);
    expect(thrown).toMatchObject([{ code: "EIO" }]);
  });

  it("goes back to a snapshot, and can lose its disk", () => {
    const { machine, queue, log } = makeMachine();
    machine.start();
    queue.runFor(2.5);
    const snapshot = machine.takeSnapshot();
    queue.runFor(2);
    machine.rollBackTo(snapshot);
    machine.start();
    expect(last(log)).toBe("start at 2");
    machine.wipe();
    machine.start();
    expect(last(log)).toBe("start at 0");
  });

  it("has a disk that can be slow, or stall", () => {
    const { machine, queue, log } = makeMachine();
    machine.device.extraMs = 10;
    machine.start();
    queue.runFor(11);
    expect(last(log)).toBe("start at 0");
    queue.runFor(1);
    expect(last(log)).toBe("synced 1");
    machine.device.extraMs = 0;
    machine.device.stall();
    queue.runFor(50);
    expect(last(log)).toBe("synced 1");
    machine.device.unstall();
    expect(last(log)).toMatch(/^synced 6\d$/);
  });

  it("has a disk that can be full", () => {
    const { machine, queue, thrown, size } = makeMachine();
    machine.start();
    queue.runFor(2.5);
    machine.limitFreeBytes(1);
    queue.runFor(2);
    expect([size(), machine.diskIsLimited]).toEqual([3, true]);
    expect(thrown).toMatchObject([{ code: "ENOSPC" }]);
  });

  it("knows in which lives its storage may fail", () => {
    const { machine, queue } = makeMachine();
    machine.start();
    expect(machine.storageWasFaulty).toBe(false);
    const lift = machine.plant({ on: "read", code: "EIO" });
    lift();
    lift();
    expect(machine.storageWasFaulty).toBe(true);
    machine.kill();
    expect(machine.storageWasFaulty).toBe(false);
    machine.start();
    queue.runFor(2);
    machine.plant({ on: "write", lost: true })();
    machine.kill();
    expect(machine.storageWasFaulty).toBe(true);
    machine.wipe();
    expect(machine.storageWasFaulty).toBe(false);
    machine.start();
    queue.runFor(2);
    machine.rot("/data/count", 0);
    machine.kill();
    expect(machine.storageWasFaulty).toBe(true);
  });

  it("does the same from the same seed", () => {
    const hash = (seed: number) => {
      const { machine, queue, trace } = makeMachine(seed);
      machine.start();
      queue.runFor(20);
      machine.powerCut();
      machine.start();
      queue.runFor(20);
      return trace.hash();
    };
    expect(hash(3)).toBe(hash(3));
    expect(hash(3)).not.toBe(hash(4));
  });
});
