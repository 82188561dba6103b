import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseArguments, UsageError } from "../fuzz/arguments.ts";
import { edited } from "../fuzz/planted-bug.ts";
import { Pool } from "../fuzz/pool.ts";
import { SEEDS_FOR_EVERY_MARK, Tally } from "../fuzz/tally.ts";
import { timeline } from "../fuzz/timeline.ts";
import type { Answer } from "../fuzz/worker.ts";
import { MARKS, type Mark } from "./simulation/marks.ts";

describe("the command line", () => {
  test("has a default for everything", () => {
    expect(parseArguments([])).toMatchObject({ mode: "fuzz", from: 1, seeds: 100, chaosMs: 3_000, walks: 25 });
    expect(parseArguments(["--planted"])).toMatchObject({ mode: "planted", seeds: 1_000, only: "" });
    expect(parseArguments(["--seed", "42"])).toMatchObject({ mode: "fuzz", from: 42, seeds: 1, seed: 42 });
    expect(parseArguments(["--minutes", "0.5"])).toMatchObject({ seeds: undefined, minutes: 0.5 });
    expect(parseArguments(["--across-nodes", "20,22"])).toMatchObject({
      mode: "hashes",
      acrossNodes: [20, 22],
      seeds: 20,
    });
  });

  test.each([
    [["--sedes", "3"], "Unknown option '--sedes'"],
    [["3"], "Unexpected argument '3'"],
    [["--seeds", "many"], '--seeds takes an integer from 1 to 1000000000, not "many"'],
    [["--seeds", ""], "--seeds takes an integer"],
    [["--seeds", "1.5"], "--seeds takes an integer"],
    [["--seed", "-1"], "argument is ambiguous"],
    [["--jobs", "0"], "--jobs takes an integer from 1"],
    [["--minutes", "0"], '--minutes takes a positive number, not "0"'],
    [["--seed", "1", "--seeds", "2"], "--seed is one seed alone"],
    [["--seeds", "1", "--minutes", "2"], "exclude each other"],
    [["--hashes", "--twice"], "exclude each other"],
    [["--across-nodes", "18"], "--across-nodes takes major versions of Node"],
    [["--only", "x"], "--only belongs to raft:bugs"],
    [["--planted", "--twice"], "--twice belongs to raft:fuzz"],
  ])("%j is refused in one sentence", (argv, sentence) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(sentence);
  });

  test("tells what is wrong without a stack, and ends with 2", () => {
    const main = fileURLToPath(new URL("../fuzz/main.ts", import.meta.url));
    const run = spawnSync(process.execPath, ["--import", "tsx", main, "--jobs", "none"], { encoding: "utf8" });
    expect(run.stderr.trim()).toBe('--jobs takes an integer from 1 to 256, not "none"; --help tells more');
    expect(run.stdout).toBe("");
    expect(run.status).toBe(2);
  });
});

describe("processes that share seeds", () => {
  /** A worker that dies over seed 3. */
  const WORKER = `process.on("message", ({ seeds }) => {
    for (const seed of seeds) {
      if (seed === 3) process.exit(7);
      process.send({ result: { seed, hash: "h", marks: [], simulatedMs: 1, history: "linearizable" } });
    }
  });`;

  test("go on where one of them dies, and tell over which seed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "raft-pool-"));
    const file = join(folder, "worker.mjs");
    writeFileSync(file, WORKER);
    const answers: Answer[] = [];
    let next = 1;
    const pool = new Pool({
      file,
      jobs: 2,
      seedOptions: { walks: 0, recoveries: 0, chaosMs: 1 },
      next: () => (next <= 10 ? next++ : undefined),
      onAnswer: (answer) => answers.push(answer),
    });
    try {
      await pool.run();
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(answers.map(({ result }) => result.seed).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const failed = answers.filter(({ result }) => result.failure !== undefined);
    expect(failed.map(({ result }) => [result.seed, result.failure?.message])).toEqual([
      [3, "its process ended with code 7"],
    ]);
  });
});

test("from many seeds on, a mark that no run reached is a failure", () => {
  const all = Object.keys(MARKS) as Mark[];
  const [missing, ...others] = all;
  const tally = new Tally();
  const result = { seed: 1, hash: "h", marks: others, simulatedMs: 1, history: "linearizable" as const };
  for (let seed = 1; seed < SEEDS_FOR_EVERY_MARK; seed++) tally.add({ ...result, seed });
  expect([tally.lostSight, tally.unreached]).toEqual([false, [missing]]);
  tally.add(result);
  expect(tally.lostSight).toBe(true);
  expect(tally.describeMarks()).toContain(`never  ${missing}:`);
  tally.add({ ...result, marks: all });
  expect(tally.lostSight).toBe(false);
});

test("a timeline has a line for every event", () => {
  const events = [
    { at: 9, node: 0, text: "all faults end" },
    { at: 120, node: 2, text: "starts" },
  ];
  expect(timeline(events)).toBe("    9  all     all faults end\n  120  node 2  starts");
});

test("an edit that does not fit the source, or fits it twice, is no planted bug", () => {
  const path = fileURLToPath(new URL("../src/quorum.ts", import.meta.url));
  const edit = (find: string) => [{ file: "quorum.ts", find, replace: "" }];
  expect(() => edited(path, edit("nowhere to be found"))).toThrow("stands 0 times in quorum.ts");
  expect(() => edited(path, edit("majority"))).toThrow(/stands \d+ times in quorum\.ts/);
});
