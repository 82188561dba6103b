import { expect, test } from "vitest";
import { runScenario } from "./simulation/scenario.ts";
import { runWalk } from "./simulation/walk.ts";

/*
 * Whole groups through random faults: crashes that lose unsynced writes, lost, late, doubled and reordered messages, one-way
 * and ring partitions, stopped processes, slow disks, membership changes, transfers, snapshots. Every
 * invariant is checked after every step of every server, and afterwards the healed group must work. A seed that fails is
 * in the test's name; `npx tsx fuzz/main.ts --seed <seed>` runs it again.
 */

const SEEDS = Array.from({ length: 60 }, (_, at) => at + 1);
const reached = new Set<string>();
let reads = 0;

test.each(SEEDS)(
  "seed %i",
  (seed) => {
    const report = runScenario(seed, 1_500);
    for (const mark of report.marks) reached.add(mark);
    reads += report.reads;
    expect(report.commit).toBeGreaterThan(0);
  },
  30_000,
);

test("the seeds together reach the states that matter", () => {
  expect([...reached].sort()).toEqual([
    "bare majority",
    "committed with a witness",
    "crash",
    "deaf leader",
    "forwarded",
    "joint configuration",
    "learner",
    "left joint explicitly",
    "many terms",
    "membership change",
    "one-way partition",
    "partition",
    "pipelined appends",
    "replaced while stopped",
    "ring partition",
    "snapshot",
    "snapshot to a witness",
    "snapshot transfer",
    "transfer",
    "turn refused",
    "unready leader crashed",
    "voter restarted",
    "witness",
    "witness added",
    "witness compacts",
  ]);
  expect(reads).toBeGreaterThan(100);
});

test.each(Array.from({ length: 20 }, (_, at) => at * 50))(
  "walks without time, seeds from %i",
  (first) => {
    let commit = 0;
    for (let seed = first; seed < first + 50; seed++) commit += runWalk(seed).commit;
    expect(commit).toBeGreaterThan(50);
  },
  30_000,
);

test("the same seed is the same run", () => {
  const digest = () => {
    const { marks, commit, reads: count } = runScenario(7, 500);
    return { marks: [...marks], commit, count };
  };
  expect(digest()).toEqual(digest());
});
