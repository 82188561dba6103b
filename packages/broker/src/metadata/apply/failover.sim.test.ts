import { describe, expect, it } from "vitest";
import type { Mark, PlantedBug } from "../testing/replication-model.ts";
import { ReplicationWorld } from "../testing/replication-world.ts";
import { SeededRandom } from "../testing/seeded-random.ts";

const STEPS = 5000;
/** Another one explores other runs: `CHRONIK_SIM_SEED=… CHRONIK_SIM_RUNS=…`. */
const FIRST_SEED = Number(process.env.CHRONIK_SIM_SEED ?? 1);
const RUNS = Number(process.env.CHRONIK_SIM_RUNS ?? 100);
/** How many runs a planted bug may take to be noticed. */
const BUG_RUNS_MAX = 600;

function run(seed: number, bug: PlantedBug | null = null): ReplicationWorld {
  const world = new ReplicationWorld(new SeededRandom(seed), bug);
  for (let step = 0; step < STEPS; step++) world.step();
  world.heal();
  return world;
}

describe("deaths, returns, wiped disks and failed logs", () => {
  it("never give a partition to a node that lacks acknowledged records", () => {
    const marks = new Set<Mark>();
    let acknowledged = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      try {
        const world = run(seed);
        acknowledged += world.acknowledgedCount;
        for (const mark of world.marks) marks.add(mark);
      } catch (cause) {
        throw new Error(`seed ${seed}: ${(cause as Error).message}`, { cause });
      }
    }
    console.log(`seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}: ${acknowledged} records acknowledged`);
    expect(acknowledged).toBeGreaterThan(10 * RUNS);
    const all: Mark[] = [
      "failover",
      "offline",
      "awaits disk",
      "disk found",
      "isr shrunk",
      "isr grown",
      "change refused",
      "failed",
      "failed alone",
      "dropped",
      "dropped again",
    ];
    expect([...marks].sort()).toEqual(all.sort());
  }, 60_000);
});

describe("the model notices", () => {
  // The last one is rare: the search begins shortly before a run that shows it.
  it.each<[PlantedBug, number]>([
    ["wipe goes unnoticed", 1],
    ["acts on history", 1],
    ["high watermark over the committed ISR", 1],
    ["joins below the epoch's start", 390],
    ["an old failure stands for the next", 1],
    ["drops what is in sync", 1],
    ["a failure leaves the epoch", 1],
  ])(
    "%s",
    (bug, firstSeed) => {
      let caughtAt: number | null = null;
      for (let seed = firstSeed; seed < firstSeed + BUG_RUNS_MAX && caughtAt === null; seed++) {
        try {
          run(seed, bug);
        } catch (error) {
          expect((error as Error).message).toContain("without acknowledged record");
          caughtAt = seed;
        }
      }
      console.log(`${bug}: caught at seed ${caughtAt}`);
      expect(caughtAt).not.toBeNull();
    },
    60_000,
  );
});
