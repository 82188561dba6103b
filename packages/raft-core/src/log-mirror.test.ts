import { describe, expect, test } from "vitest";
import type { Entry, Snapshot } from "./entry.ts";
import { LogMirror } from "./log-mirror.ts";
import { MemoryLog } from "./memory-log.ts";

const entry = (index: number, term: number, bytes = 1): Entry => ({
  index,
  term,
  kind: "command",
  data: new Uint8Array(bytes),
});
const snapshot = (index: number, term: number): Snapshot => ({
  index,
  term,
  configuration: new Uint8Array(0),
  data: new Uint8Array(0),
});
const hardState = { term: 3, vote: 2, commit: 1 };

function mirrorOf(...terms: number[]): LogMirror {
  const mirror = new LogMirror();
  mirror.write({ hardState, entries: terms.map((term, at) => entry(at + 1, term)) });
  return mirror;
}

function termsOf(log: LogMirror): (number | undefined)[] {
  const terms = [];
  for (let index = log.firstIndex(); index <= log.lastIndex(); index++) terms.push(log.term(index));
  return terms;
}

describe("LogMirror", () => {
  test("an empty one begins behind index 0", () => {
    const mirror = new LogMirror();
    expect([mirror.firstIndex(), mirror.lastIndex(), mirror.term(0), mirror.term(1)]).toEqual([1, 0, 0, undefined]);
    expect(mirror.hardState()).toEqual({ term: 0, vote: 0, commit: 0 });
    expect(mirror.entries({ from: 1, to: 5, bytesMax: 9 })).toEqual([]);
  });

  test("entries replace what is there from their first index on", () => {
    const mirror = mirrorOf(1, 1, 1);
    mirror.write({ entries: [entry(2, 2)] });
    expect(termsOf(mirror)).toEqual([1, 2]);
    expect(mirror.hardState()).toEqual(hardState);
  });

  test("a read gives at least one entry, then what fits", () => {
    const mirror = new LogMirror();
    mirror.write({ entries: [entry(1, 1, 10), entry(2, 1, 3), entry(3, 1, 3)] });
    const read = (from: number, to: number, bytesMax: number) =>
      mirror.entries({ from, to, bytesMax }).map(({ index }) => index);
    expect([read(1, 4, 0), read(1, 4, 13), read(2, 4, 6), read(2, 3, 99), read(3, 3, 9), read(4, 9, 9)]).toEqual([
      [1],
      [1, 2],
      [2, 3],
      [2],
      [],
      [],
    ]);
  });

  test("own compaction drops the head and keeps the tail", () => {
    const mirror = mirrorOf(1, 1, 2, 2);
    mirror.write({ entries: [], compaction: { snapshot: snapshot(3, 2), keepFrom: 3 } });
    expect([mirror.firstIndex(), mirror.lastIndex(), mirror.term(1), mirror.term(2)]).toEqual([3, 4, undefined, 1]);
    expect(mirror.snapshot()).toMatchObject({ index: 3 });
    mirror.write({ entries: [entry(5, 3)], compaction: { snapshot: snapshot(4, 2), keepFrom: 5 } });
    expect([mirror.firstIndex(), termsOf(mirror), mirror.term(4)]).toEqual([5, [3], 2]);
  });

  test("a snapshot from elsewhere takes the place of everything", () => {
    const mirror = mirrorOf(1, 1);
    mirror.write({ entries: [entry(10, 3)], compaction: { snapshot: snapshot(9, 2) } });
    expect([mirror.firstIndex(), termsOf(mirror), mirror.term(9), mirror.term(2)]).toEqual([10, [3], 2, undefined]);
  });

  test.each([
    { name: "a gap", write: { entries: [entry(4, 1)] } },
    { name: "entries that jump", write: { entries: [entry(3, 1), entry(5, 1)] } },
    {
      name: "a snapshot of another term",
      write: { entries: [], compaction: { snapshot: snapshot(2, 9), keepFrom: 2 } },
    },
    {
      name: "entries lost without a snapshot",
      write: { entries: [], compaction: { snapshot: snapshot(1, 1), keepFrom: 3 } },
    },
  ])("refuses $name", ({ write }) => {
    expect(() => mirrorOf(1, 1).write(write)).toThrowError(expect.objectContaining({ code: "RAFT_INVARIANT_BROKEN" }));
  });

  test("begins anew from one write", () => {
    const mirror = mirrorOf(1, 1, 2, 2);
    const copy = () => {
      const next = new LogMirror();
      next.write(mirror.toWrite());
      return next;
    };
    expect(termsOf(copy())).toEqual([1, 1, 2, 2]);
    mirror.write({ entries: [], compaction: { snapshot: snapshot(3, 2), keepFrom: 2 } });
    const next = copy();
    expect([next.firstIndex(), termsOf(next), next.term(3), next.hardState()]).toEqual([4, [2], 2, hardState]);
  });
});

describe("MemoryLog", () => {
  test("is read at once, durable when completed, in order", () => {
    const log = new MemoryLog();
    const done: string[] = [];
    log.append({ entries: [entry(1, 1)] }, () => done.push("first"));
    log.append({ entries: [entry(2, 1)] }, () => done.push("second"));
    expect([log.lastIndex(), log.durable.lastIndex(), log.waitingCount, done]).toEqual([2, 0, 2, []]);
    log.complete(1);
    expect([log.durable.lastIndex(), done]).toEqual([1, ["first"]]);
    log.complete();
    expect([log.durable.lastIndex(), done]).toEqual([2, ["first", "second"]]);
  });

  test("schedules its own completion where told how", () => {
    const tasks: (() => void)[] = [];
    const log = new MemoryLog({ schedule: (task) => tasks.push(task) });
    const done: (Error | null)[] = [];
    log.append({ entries: [entry(1, 1)] }, (error) => done.push(error));
    expect(done).toEqual([]);
    for (const task of tasks) task();
    expect(done).toEqual([null]);
  });

  test("a failing one tells the error and keeps nothing", () => {
    const log = new MemoryLog();
    const errors: (Error | null)[] = [];
    log.fail(new Error("full"));
    log.append({ entries: [entry(1, 1)] }, (error) => errors.push(error));
    log.complete();
    expect(errors).toMatchObject([{ message: "full" }]);
    expect(log.crash().lastIndex()).toBe(0);
  });

  test("a crash may leave writes that nobody was told of", () => {
    const log = new MemoryLog();
    for (const index of [1, 2, 3]) log.append({ entries: [entry(index, 1)] }, () => expect.fail("nobody is told"));
    expect(log.crash(2).lastIndex()).toBe(2);
    expect(() => new MemoryLog().crash(1)).toThrow("only what was written");
  });
});
