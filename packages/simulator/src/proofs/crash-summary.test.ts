import { expect, test } from "vitest";
import { runCrashSeed } from "./crash-seed.ts";
import { CrashSummary } from "./crash-summary.ts";

const RESULT = {
  seed: 7,
  what: "the log of Raft",
  boundaries: 2,
  states: Float64Array.of(1, 2, 3),
  kills: 1,
  nested: [4, 5],
  wentOn: 6,
  full: 7,
  reached: { "raft: install": 1, "raft: recycle": 0 },
};

test("states count once, whichever seed finds them", () => {
  const summary = new CrashSummary();
  summary.add(RESULT);
  summary.add({ ...RESULT, seed: 8, states: Float64Array.of(3, 4) });
  expect([summary.seeds, summary.states, summary.failed]).toEqual([2, 4, false]);
  const text = summary.lines(2).join("\n");
  expect(text).toContain("4 boundaries, 2 kills, 14 recoveries on a full disk");
  expect(text).toContain("8 crashes 1 deep, 10 crashes 2 deep");
  expect(text).toContain("4 different crash states of 2 seeds in 2.0 s: all were survived");
});

test("a failure, or a seed that does not end, is told with the command that runs it again", () => {
  const summary = new CrashSummary();
  summary.add({ ...RESULT, failure: { message: "lost", stack: "at somewhere" } });
  summary.lost(9, "goes in circles");
  expect(summary.failed).toBe(true);
  const text = summary.lines(1).join("\n");
  expect(text).toContain("seed 7, the log of Raft: lost\nat somewhere\n  npm run wal:crash -- --seed 7");
  expect(text).toContain("npm run wal:crash -- --seed 9");
  expect(text).toContain("2 seeds failed");
});

test("what no seed came by is a failure only where many states were tried", () => {
  const summary = new CrashSummary();
  summary.add(RESULT);
  expect(summary.unreached).toEqual([]);
  summary.add({ ...RESULT, states: Float64Array.from({ length: 50_000 }, (_, at) => at) });
  expect(summary.unreached).toEqual(["raft: recycle"]);
});

test("a seed is the same run every time", () => {
  const [first, again] = [runCrashSeed(5), runCrashSeed(5)];
  expect(first.failure).toBeUndefined();
  expect(first.states.length).toBeGreaterThan(100);
  expect(again).toEqual(first);
});
