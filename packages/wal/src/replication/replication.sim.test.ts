import { describe, expect, test } from "vitest";
import { runChaos } from "./testing/chaos.ts";
import type { Plants } from "./testing/model-controller.ts";

/** More runs, and other ones: CHRONIK_SIM_RUNS=20000 CHRONIK_SIM_SEED=1000000. One run again: CHRONIK_SIM_RUNS=1 and its seed. */
const RUNS = Number(process.env.CHRONIK_SIM_RUNS ?? 200);
const FIRST_SEED = Number(process.env.CHRONIK_SIM_SEED ?? 1);
const PLANT_RUNS_MAX = 60;

/** What must have happened at least once, or the runs prove nothing. */
const SOMETIMES = [
  "diverged",
  "diverged again",
  "truncate",
  "reset",
  "unsubscribe",
  "refused notLeader",
  "refused fencedEpoch",
  "refused unknownEpoch",
  "refused unknownPartition",
  "refused sessionEnded",
  "no room for batches",
  "no room for acknowledge",
  "no room for subscribe",
  "no room for refused",
  "append refused",
  "not readable yet",
];

function failureOf(seed: number, plants?: Plants): string | null {
  try {
    runChaos(seed, plants);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

describe("under crashes, breaking links and moving leaders", () => {
  test(`${RUNS} runs from seed ${FIRST_SEED}: nothing served is lost or changed, and all replicas become equal`, () => {
    const marks = new Map<string, number>();
    let committedCount = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      try {
        const cluster = runChaos(seed);
        committedCount += cluster.ledger.committedCount;
        for (const [mark, count] of cluster.marks) marks.set(mark, (marks.get(mark) ?? 0) + count);
      } catch (thrown) {
        throw new Error(`seed ${seed}: ${thrown instanceof Error ? thrown.message : thrown}`, { cause: thrown });
      }
    }
    console.log(`seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}: ${committedCount} batches committed`);
    expect(committedCount).toBeGreaterThan(RUNS * 50);
    if (RUNS >= 100) expect(SOMETIMES.filter((mark) => !marks.has(mark))).toEqual([]);
  }, 600_000);

  test("the same seed is the same run", () => {
    const [first, second] = [runChaos(FIRST_SEED), runChaos(FIRST_SEED)];
    expect([...second.marks]).toEqual([...first.marks]);
    expect(second.loop.nowMs).toBe(first.loop.nowMs);
  }, 60_000);
});

describe("the simulation sees", () => {
  test.each<[string, Plants]>([
    ["leaders elected from outside the ISR", { uncleanElections: true }],
    ["disks that lose what they called durable", { lyingDisks: true }],
    ["logs compared by their ends and not by epochs (KIP-279)", { epochBlindness: true }],
    ["subscriptions that count before the logs agree (KAFKA-13141)", { earlyCounting: true }],
    ["followers that truncate to the high watermark they know (KIP-101)", { highWatermarkTruncation: true }],
  ])(
    "%s",
    (_name, plants) => {
      let seed = 1;
      while (seed <= PLANT_RUNS_MAX && failureOf(seed, plants) === null) seed += 1;
      console.log(`found from seed ${seed}: ${failureOf(seed, plants)}`);
      expect(seed).toBeLessThanOrEqual(PLANT_RUNS_MAX);
      expect(failureOf(seed)).toBeNull();
    },
    60_000,
  );
});
