import { describe, expect, test } from "vitest";
import { makeMachine, Outcomes } from "../../test/rig.ts";
import type { DamageError, WalError } from "../errors.ts";
import type { SimDisk } from "../testing/sim-disk.ts";
import type { SimScheduler } from "../testing/sim-scheduler.ts";
import { Journal, type JournalInit } from "./journal.ts";
import { journalFileName } from "./layout.ts";

const FOLDER = "/data/journal";
const OPTIONS = {
  fileBytes: 16_384,
  firstFileBytes: 16_384,
  readyFilesMax: 2,
  groupBytesMax: 8192,
  reserveBytes: 2048,
};

class Rig {
  readonly machine = makeMachine();
  readonly disk: SimDisk = this.machine.disk;
  readonly scheduler: SimScheduler = this.machine.scheduler;
  readonly outcomes = new Outcomes();
  readonly failures: WalError[] = [];
  readonly replayed: string[] = [];
  diskFullCalls = 0;
  journal: Journal;

  constructor(options: Partial<JournalInit["options"]> = {}) {
    this.journal = this.open({ options: { ...OPTIONS, ...options } });
    this.scheduler.drain();
  }

  open(init: Partial<JournalInit> = {}): Journal {
    this.replayed.length = 0;
    this.journal = Journal.open(
      {
        disk: this.disk,
        folder: FOLDER,
        defer: this.scheduler.defer,
        timers: this.scheduler.timers,
        options: OPTIONS,
        onFailure: (error) => this.failures.push(error),
        onDiskFull: () => this.diskFullCalls++,
        ...init,
      },
      (frame) => this.replayed.push(`${frame.stream}:${frame.kind}:${new TextDecoder().decode(frame.payload)}`),
    );
    return this.journal;
  }

  append(text: string, essential = false): number {
    const buffers = [new TextEncoder().encode(text)];
    return this.journal.append({ stream: 3, kind: 9, buffers, essential }, this.outcomes.done(text));
  }

  /** Appends and waits until it is durable. */
  commit(...texts: string[]): void {
    for (const text of texts) this.append(text);
    this.scheduler.drain();
    for (const text of texts) expect(this.outcomes.errorOf(text)).toBeNull();
  }

  kill(): void {
    this.scheduler.clear();
    this.disk.restartProcess();
  }

  cutPower(seed: number): void {
    this.scheduler.clear();
    this.disk.restart(seed);
  }

  file(number: number): string {
    return `${FOLDER}/${journalFileName(number)}`;
  }
}

const refusal = (code: string) => expect.objectContaining({ code });

describe("group commit", () => {
  test("what is appended on one turn is one write and one sync, and done in order afterwards", () => {
    const rig = new Rig();
    const before = rig.disk.operations;
    const first = rig.append("a");
    expect([rig.append("b"), rig.append("c")]).toEqual([first + 1, first + 2]);
    expect(rig.outcomes.calls).toEqual([]);
    expect(rig.journal.durableSequence).toBe(first - 1);
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual(["a", "b", "c"]);
    expect(rig.disk.operations - before).toBe(1);
    expect(rig.journal.durableSequence).toBe(first + 2);
    expect(rig.journal.pendingBytes).toBe(0);
  });

  test("what is appended while a sync runs waits for the next group", () => {
    const rig = new Rig();
    const before = rig.disk.operations;
    rig.append("a");
    rig.scheduler.step(); // the write; its sync is under way
    rig.append("b");
    rig.append("c");
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual(["a", "b", "c"]);
    expect(rig.disk.operations - before).toBe(2);
  });

  test("a group is closed at its limit, and the rest follows by itself", () => {
    const rig = new Rig({ groupBytesMax: 4096 });
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(1500));
    const before = rig.disk.operations;
    rig.commit(...texts);
    expect(rig.disk.operations - before).toBe(2);
    expect(rig.outcomes.names).toEqual(texts);
  });

  test("flushed waits for all that was appended before, and for nothing where there is nothing", () => {
    const rig = new Rig();
    rig.journal.flushed(rig.outcomes.done("idle"));
    expect(rig.outcomes.names).toEqual([]);
    rig.scheduler.drain();
    rig.append("a");
    rig.journal.flushed(rig.outcomes.done("flushed"));
    rig.append("b");
    rig.scheduler.drain();
    expect(rig.outcomes.names.indexOf("flushed")).toBeGreaterThan(rig.outcomes.names.indexOf("a"));
    expect(rig.outcomes.names[0]).toBe("idle");
  });

  test("payloads come back as they were, small, large, empty and in several pieces", () => {
    const rig = new Rig();
    const pieces = ["x".repeat(5000), "", "y".repeat(10), "z".repeat(2049)].map((text) =>
      new TextEncoder().encode(text),
    );
    rig.journal.append({ stream: 0xffffffff, kind: 0xffff, buffers: pieces }, rig.outcomes.done("pieces"));
    rig.commit("", "small");
    rig.kill();
    rig.open();
    const text = `${"x".repeat(5000)}${"y".repeat(10)}${"z".repeat(2049)}`;
    expect(rig.replayed).toEqual([`4294967295:65535:${text}`, "3:9:", "3:9:small"]);
  });
});

describe("refusals leave no trace", () => {
  test("overloaded: more is pending than the limit; the first append is taken however large", () => {
    const rig = new Rig({ pendingBytesMax: 3000 });
    rig.append("a".repeat(5000));
    expect(rig.journal.overloaded).toBe(true);
    expect(() => rig.append("b")).toThrow(refusal("overloaded"));
    expect(() => rig.append("b")).toThrow(expect.objectContaining({ retriable: true }));
    rig.append("essential", true);
    rig.scheduler.drain();
    expect(rig.journal.overloaded).toBe(false);
    rig.commit("b");
    rig.kill();
    rig.open();
    expect(rig.replayed.map((text) => text.slice(0, 8))).toEqual(["3:9:aaaa", "3:9:esse", "3:9:b"]);
  });

  test("appendTooLarge: what no file can hold", () => {
    const rig = new Rig();
    expect(() => rig.append("a".repeat(16_384))).toThrow(refusal("appendTooLarge"));
    rig.commit("a".repeat(15_000));
  });

  test("closed: after close", () => {
    const rig = new Rig();
    rig.append("a");
    rig.journal.close(rig.outcomes.done("closed"));
    expect(() => rig.append("b")).toThrow(refusal("closed"));
    expect(() => rig.journal.close(rig.outcomes.done("twice"))).toThrow(refusal("closed"));
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual(["a", "closed"]);
    expect(rig.disk.openFiles).toBe(0);
    rig.open();
    expect(rig.replayed).toEqual(["3:9:a"]);
  });
});

describe("a failure is final", () => {
  test.each(["write", "datasync"] as const)(
    "a failed %s fails all that waits and all that comes, once and for ever",
    (on) => {
      const rig = new Rig();
      rig.commit("before");
      rig.disk.plant({ on, path: FOLDER, code: "EIO", times: 1 });
      rig.append("a");
      rig.scheduler.step();
      rig.append("b");
      rig.journal.flushed(rig.outcomes.done("flushed"));
      rig.scheduler.drain();
      rig.append("c");
      rig.journal.release(1, rig.outcomes.done("release"));
      rig.journal.close(rig.outcomes.done("close"));
      const operations = rig.disk.operations;
      rig.scheduler.advance(100_000);
      for (const name of ["a", "b", "flushed", "c", "release", "close"]) {
        expect(rig.outcomes.errorOf(name), name).toMatchObject({ code: "journalFailed", retriable: false });
      }
      expect(rig.failures).toHaveLength(1);
      expect(rig.failures[0]).toMatchObject({ code: "journalFailed", cause: { code: "EIO" } });
      expect(rig.journal.failure).toBe(rig.failures[0]);
      expect(rig.disk.operations).toBe(operations);
    },
  );

  test("what was durable before a failed write is acknowledged before the failure reaches anyone", () => {
    const rig = new Rig();
    rig.append("a");
    rig.scheduler.step();
    rig.append("b");
    rig.disk.plant({ on: "write", code: "EIO" });
    rig.scheduler.drain();
    expect(rig.outcomes.calls).toEqual([
      ["a", null],
      ["b", rig.failures[0]],
    ]);
  });

  test("an error other than a shortage while a file is made ready", () => {
    const rig = new Rig();
    rig.disk.plant({ on: "create", path: "unfinished", code: "EIO" });
    for (let count = 0; count < 20; count++) rig.append(`${count}${"x".repeat(2000)}`);
    rig.scheduler.drain();
    expect(rig.failures).toHaveLength(1);
  });
});

describe("disk full", () => {
  /** A journal in its last file: nothing is ready, and nothing can be made. */
  function fullRig(): Rig {
    const rig = new Rig();
    rig.disk.capacityBytes = 0;
    rig.commit("a".repeat(12_000));
    rig.commit("b".repeat(12_000)); // rolls; no third file
    return rig;
  }

  test("appends are refused while the room lasts for essential ones only, and resume by themselves", () => {
    const rig = fullRig();
    expect(rig.journal.diskFull).toBe(true);
    expect(rig.diskFullCalls).toBeGreaterThan(0);
    expect(() => rig.append("c".repeat(3000))).toThrow(refusal("diskFull"));
    rig.append("essential", true);
    rig.scheduler.drain();
    expect(rig.outcomes.errorOf("essential")).toBeNull();
    rig.disk.capacityBytes = Number.POSITIVE_INFINITY;
    rig.scheduler.advance(1000);
    rig.commit("c".repeat(3000));
    expect(rig.failures).toEqual([]);
  });

  test("a release gives its files back to the journal", () => {
    const rig = fullRig();
    rig.journal.release(rig.journal.durableSequence, rig.outcomes.done("release"));
    rig.scheduler.drain();
    expect(rig.journal.diskFull).toBe(false);
    rig.commit("c".repeat(12_000));
  });

  test("what was accepted before the disk was found full waits, and is not lost", () => {
    const rig = new Rig();
    rig.disk.capacityBytes = 0;
    for (const letter of ["a", "b", "c"]) rig.append(letter.repeat(12_000));
    rig.scheduler.drain();
    expect(rig.outcomes.names).toHaveLength(2);
    rig.disk.capacityBytes = Number.POSITIVE_INFINITY;
    rig.scheduler.advance(1000);
    expect(rig.outcomes.calls.map(([, error]) => error)).toEqual([null, null, null]);
  });

  test("no room for the first file is an error at open", () => {
    const { disk, scheduler } = makeMachine();
    disk.capacityBytes = 1;
    const { defer, timers } = scheduler;
    const init = { disk, folder: FOLDER, defer, timers, options: OPTIONS, onFailure: () => {} };
    expect(() => Journal.open(init, () => {})).toThrow(refusal("diskFull"));
  });
});

describe("files", () => {
  test("rolls when a group does not fit, and recycles what is released under new numbers", () => {
    const rig = new Rig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    expect(rig.disk.list(FOLDER)).toEqual([1, 2, 3, 4, 5, 6].map(journalFileName));
    const zeroes = rig.disk.operations;
    rig.journal.release(rig.journal.durableSequence, rig.outcomes.done("release"));
    rig.scheduler.drain();
    // 1 became 7; one ready file more than wanted is not kept.
    expect(rig.disk.list(FOLDER)).toEqual([5, 6, 7].map(journalFileName));
    expect(rig.disk.operations - zeroes).toBeLessThan(8);
    rig.commit("after");
    rig.cutPower(5);
    rig.open();
    expect(rig.replayed.map((text) => text.slice(0, 7))).toEqual(["3:9:4xx", "3:9:aft"]);
  });

  test("replays from where the owner says", () => {
    const rig = new Rig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    const from = rig.journal.lastSequence;
    rig.kill();
    rig.open({ from });
    expect(rig.replayed.map((text) => text.slice(0, 5))).toEqual(["3:9:4"]);
    rig.kill();
    expect(() => rig.open({ from: from + 100 })).toThrow(refusal("journalDamaged"));
  });

  test("files of another size than today's are read, and not recycled", () => {
    const rig = new Rig({ fileBytes: 8192, firstFileBytes: 4096 });
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(3000)}`);
    rig.kill();
    rig.open();
    expect(rig.replayed).toHaveLength(5);
    rig.scheduler.drain();
    rig.commit("y".repeat(12_000));
    rig.journal.release(rig.journal.durableSequence + 1, rig.outcomes.done("release"));
    rig.scheduler.drain();
    for (const name of rig.disk.list(FOLDER)) expect(rig.disk.contents(`${FOLDER}/${name}`).length).toBe(16_384);
  });

  test("opening again and again uses no more than a sector each time", () => {
    const rig = new Rig();
    rig.commit("a");
    for (let count = 0; count < 100; count++) {
      rig.kill();
      rig.open();
      rig.scheduler.drain();
    }
    expect(rig.replayed).toEqual(["3:9:a"]);
    expect(rig.disk.list(FOLDER).length).toBeLessThanOrEqual(6);
  });
});

describe("a torn tail is cut, damage is not", () => {
  function threeGroups(): Rig {
    const rig = new Rig();
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
    const rig = new Rig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(7000)}`);
    rig.kill();
    rig.disk.rot(rig.file(2), 100);
    expect(() => rig.open()).toThrow(expect.objectContaining({ file: rig.file(1) }));
  });

  test("a file that is missing", () => {
    const rig = new Rig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    rig.kill();
    rig.disk.remove(rig.file(3));
    expect(() => rig.open()).toThrow(refusal("journalDamaged"));
  });

  test("an empty folder, where the owner knows that there was more", () => {
    const rig = threeGroups();
    rig.disk.remove(FOLDER);
    expect(() => rig.open({ from: 3 })).toThrow(refusal("journalDamaged"));
    rig.open();
    expect(rig.replayed).toEqual([]);
  });

  test("a torn group at the start of the next file cannot come back when its sequence numbers are given out again", () => {
    const rig = new Rig();
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

  test("an error of the disk while reading is passed on", () => {
    const rig = threeGroups();
    rig.disk.plant({ on: "read", path: FOLDER, code: "EIO", times: 1 });
    expect(() => rig.open()).toThrow(refusal("EIO"));
    rig.open();
    expect(rig.replayed).toHaveLength(3);
  });
});
