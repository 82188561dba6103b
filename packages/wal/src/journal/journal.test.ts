import { describe, expect, test } from "vitest";
import { JOURNAL_FOLDER, JOURNAL_OPTIONS, JournalRig } from "../../test/journal-rig.ts";
import { makeMachine } from "../../test/rig.ts";
import { Journal } from "./journal.ts";
import { journalFileName } from "./layout.ts";

const refusal = (code: string) => expect.objectContaining({ code });

describe("group commit", () => {
  test("what is appended on one turn is one write and one sync, and done in order afterwards", () => {
    const rig = new JournalRig();
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
    const rig = new JournalRig();
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
    const rig = new JournalRig({ groupBytesMax: 4096 });
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(1500));
    const before = rig.disk.operations;
    rig.commit(...texts);
    expect(rig.disk.operations - before).toBe(2);
    expect(rig.outcomes.names).toEqual(texts);
  });

  test("flushed waits for all that was appended before, and for nothing where there is nothing", () => {
    const rig = new JournalRig();
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
    const rig = new JournalRig();
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
    const rig = new JournalRig({ pendingBytesMax: 3000 });
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
    const rig = new JournalRig();
    expect(() => rig.append("a".repeat(16_384))).toThrow(refusal("appendTooLarge"));
    rig.commit("a".repeat(15_000));
  });

  test("closed: after close", () => {
    const rig = new JournalRig();
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
      const rig = new JournalRig();
      rig.commit("before");
      rig.disk.plant({ on, path: JOURNAL_FOLDER, code: "EIO", times: 1 });
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
    const rig = new JournalRig();
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
    const rig = new JournalRig();
    rig.disk.plant({ on: "create", path: "unfinished", code: "EIO" });
    for (let count = 0; count < 20; count++) rig.append(`${count}${"x".repeat(2000)}`);
    rig.scheduler.drain();
    expect(rig.failures).toHaveLength(1);
  });
});

describe("disk full", () => {
  /** A journal in its last file: nothing is ready, and nothing can be made. */
  function fullRig(): JournalRig {
    const rig = new JournalRig();
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

  test("the owner is told once, and then at every try: what it releases in vain is no news", () => {
    const rig = fullRig();
    const told = rig.diskFullCalls;
    for (let count = 0; count < 5; count++) {
      rig.journal.release(1, rig.outcomes.done(`release ${count}`));
      rig.scheduler.drain();
    }
    expect(rig.diskFullCalls).toBe(told);
    rig.scheduler.advance(1000);
    expect(rig.diskFullCalls).toBe(told + 1);
  });

  test("what was accepted before the disk was found full waits, and is not lost", () => {
    const rig = new JournalRig();
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
    const init = { disk, folder: JOURNAL_FOLDER, defer, timers, options: JOURNAL_OPTIONS, onFailure: () => {} };
    expect(() => Journal.open(init, () => {})).toThrow(refusal("diskFull"));
  });
});

describe("files", () => {
  test("rolls when a group does not fit, and recycles what is released under new numbers", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    expect(rig.disk.list(JOURNAL_FOLDER)).toEqual([1, 2, 3, 4, 5, 6].map(journalFileName));
    const zeroes = rig.disk.operations;
    rig.journal.release(rig.journal.durableSequence, rig.outcomes.done("release"));
    rig.scheduler.drain();
    // 1 became 7; one ready file more than wanted is not kept.
    expect(rig.disk.list(JOURNAL_FOLDER)).toEqual([5, 6, 7].map(journalFileName));
    expect(rig.disk.operations - zeroes).toBeLessThan(8);
    rig.commit("after");
    rig.cutPower(5);
    rig.open();
    expect(rig.replayed.map((text) => text.slice(0, 7))).toEqual(["3:9:4xx", "3:9:aft"]);
  });

  test("replays from where the owner says", () => {
    const rig = new JournalRig();
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(9000)}`);
    const from = rig.journal.lastSequence;
    rig.kill();
    rig.open({ from });
    expect(rig.replayed.map((text) => text.slice(0, 5))).toEqual(["3:9:4"]);
    rig.kill();
    expect(() => rig.open({ from: from + 100 })).toThrow(refusal("journalDamaged"));
  });

  test("files of another size than today's are read, and not recycled", () => {
    const rig = new JournalRig({ fileBytes: 8192, firstFileBytes: 4096 });
    for (let count = 0; count < 5; count++) rig.commit(`${count}${"x".repeat(3000)}`);
    rig.kill();
    rig.open();
    expect(rig.replayed).toHaveLength(5);
    rig.scheduler.drain();
    rig.commit("y".repeat(12_000));
    rig.journal.release(rig.journal.durableSequence + 1, rig.outcomes.done("release"));
    rig.scheduler.drain();
    for (const name of rig.disk.list(JOURNAL_FOLDER))
      expect(rig.disk.contents(`${JOURNAL_FOLDER}/${name}`).length).toBe(16_384);
  });

  test("opening again and again uses no more than a sector each time", () => {
    const rig = new JournalRig();
    rig.commit("a");
    for (let count = 0; count < 100; count++) {
      rig.kill();
      rig.open();
      rig.scheduler.drain();
    }
    expect(rig.replayed).toEqual(["3:9:a"]);
    expect(rig.disk.list(JOURNAL_FOLDER).length).toBeLessThanOrEqual(6);
  });
});

describe("after a sync that failed", () => {
  test("what the next process reads, and says is durable, is made so: the pages that lied are written again", () => {
    for (let seed = 0; seed < 40; seed++) {
      const rig = new JournalRig();
      rig.commit("before");
      rig.disk.plant({ on: "datasync", code: "EIO", forgets: true, times: 1 });
      rig.append("not synced");
      rig.scheduler.drain();
      expect(rig.failures).toHaveLength(1);
      rig.kill();
      rig.open();
      expect(rig.replayed).toEqual(["3:9:before", "3:9:not synced"]);
      rig.cutPower(seed);
      rig.open();
      expect(rig.replayed).toEqual(["3:9:before", "3:9:not synced"]);
    }
  });
});
