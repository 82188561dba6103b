import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { bundle } from "../fuzz/bundle.ts";
import { READ_BUGS } from "../fuzz/planted/reads.ts";
import type { runSeed as RunSeed } from "./simulation/run-seed.ts";

/*
 * Clients alone can tell: with a bug planted, some history is not linearizable, though nobody compares the index of a read
 * with what was committed. The rows that need most seeds are left to `npm run raft:bugs -- --history-alone`.
 */

const SEEDS_MAX = 300;
const QUICK = [
  "ReadIndex before a commit in the current term (etcd #7331)",
  "a delayed heartbeat response confirms a newer read (raft #397)",
  "reads are not confirmed at all",
  "a read is served before its index is applied",
  "a lease outlives the promise it rests on (thesis, section 6.4.1)",
];

test.each(READ_BUGS.filter(({ name }) => QUICK.includes(name)))("seen by history alone: $name", async ({ edits }) => {
  const { file, remove } = await bundle("test/simulation/run-seed.ts", edits);
  try {
    const { runSeed } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { runSeed: typeof RunSeed };
    const options = { walks: 0, recoveries: 0, chaosMs: 3_000, readsCheckedByIndex: false };
    let seen: string | undefined;
    for (let seed = 1; seed <= SEEDS_MAX && seen === undefined; seed++) seen = runSeed(seed, options).failure?.message;
    expect(seen).toMatch(/^clients of register \d heard what no order explains$/);
  } finally {
    remove();
  }
});

test("the quick ones are rows of the table", () => {
  expect(READ_BUGS.filter(({ name }) => QUICK.includes(name))).toHaveLength(QUICK.length);
});
