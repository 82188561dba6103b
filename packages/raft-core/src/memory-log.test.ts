import { describe, expect, test } from "vitest";
import { MemoryLog } from "./memory-log.ts";
import { type RaftLogUnderTest, raftLogCompliance } from "./testing/index.ts";

/** `survivorsMax`: how many writes that nobody was told of a power cut leaves on the disk. */
function memoryLog(survivorsMax: number): RaftLogUnderTest {
  let log = new MemoryLog();
  return {
    log,
    step: () => {
      log.complete(1);
      return log.waitingCount > 0;
    },
    crash: () => {
      log = log.crash(Math.min(survivorsMax, log.waitingCount));
      return log;
    },
  };
}

describe.each([0, 1, 99])("a MemoryLog of which up to %i unfinished writes survive", (survivorsMax) => {
  test.each(raftLogCompliance(() => memoryLog(survivorsMax)))("$name", ({ run }) => run());
});

describe("the compliance suite sees", () => {
  type Wrong = (right: RaftLogUnderTest, log: MemoryLog) => Partial<RaftLogUnderTest["log"]>;
  const broken: readonly [string, Wrong][] = [
    ["done from inside append", () => ({ append: (_, done) => done(null) })],
    ["a write that is never done", () => ({ append: () => {} })],
    [
      "a hard state that is lost",
      (_, log) => ({
        append: (write, done) => log.append({ ...write, hardState: { term: 0, vote: 0, commit: 0 } }, done),
      }),
    ],
    [
      "a suffix that stays",
      (_, log) => ({
        append: (write, done) =>
          log.append({ ...write, entries: write.entries.filter(({ index }) => index > log.lastIndex()) }, done),
      }),
    ],
    [
      "a bytesMax that is ignored",
      (_, log) => ({ entries: ({ from, to }) => log.entries({ from, to, bytesMax: 1e9 }) }),
    ],
    ["a term beyond the end", (_, log) => ({ term: (index) => log.term(index) ?? 1 })],
    [
      "a kind that is lost",
      (_, log) => ({
        append: (write, done) =>
          log.append({ ...write, entries: write.entries.map((entry) => ({ ...entry, kind: "command" })) }, done),
      }),
    ],
    [
      "a compaction that keeps too little",
      (_, log) => ({ firstIndex: () => Math.max(log.firstIndex(), (log.snapshot()?.index ?? 0) + 1) }),
    ],
  ];

  test.each(broken)("%s", async (_, wrong) => {
    const cases = raftLogCompliance(() => {
      const right = memoryLog(0);
      const methods = wrong(right, right.log as MemoryLog);
      const log = new Proxy(right.log, {
        get: (target, key) => {
          const value: unknown = Reflect.get(key in methods ? methods : target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      return { ...right, log };
    });
    const outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
    expect(outcomes.filter(({ status }) => status === "rejected")).not.toHaveLength(0);
  });
});
