import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SeedWork } from "./flags.ts";
import { Pool } from "./pool.ts";

const folder = mkdtempSync(join(tmpdir(), "chronik-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Answers with the order that it got; dies of seed 5. */
const workerFile = join(folder, "worker.mjs");
writeFileSync(
  workerFile,
  `process.on("message", (order) => order.seed === 5 ? process.exit(3) : process.send({ outcome: order, hashes: [], processorMs: 1 }));`,
);

const work: SeedWork = {
  from: 3,
  seeds: 6,
  minutes: Number.POSITIVE_INFINITY,
  jobs: 2,
  twice: false,
  untilViolation: false,
};

async function run(given: SeedWork, onResult: (pool: Pool) => void = () => {}) {
  const seeds: number[] = [];
  const lost: [number, string][] = [];
  const pool = new Pool(given, {
    workerFile,
    events: {
      result: ({ outcome }) => {
        seeds.push(outcome.seed);
        onResult(pool);
      },
      lost: (seed, reason) => lost.push([seed, reason]),
    },
  });
  await pool.run();
  return { seeds: seeds.sort((one, other) => one - other), lost };
}

describe("the pool", () => {
  test("runs every seed once, and goes on where a process dies of one", async () => {
    const { seeds, lost } = await run(work);
    expect(seeds).toEqual([3, 4, 6, 7, 8]);
    expect(lost).toEqual([[5, "its process ended with exit code 3"]]);
  });

  test("begins nothing more when it is stopped, and ends", async () => {
    const { seeds } = await run({ ...work, from: 100, seeds: 1000, jobs: 1 }, (pool) => pool.stop());
    expect(seeds).toEqual([100]);
  });

  test("begins nothing when the time is over", async () => {
    expect(await run({ ...work, minutes: 0 })).toEqual({ seeds: [], lost: [] });
  });
});
