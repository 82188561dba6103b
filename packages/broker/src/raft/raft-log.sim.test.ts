/*
 * Random writes go to a log on a simulated disk, which is crashed at every boundary; see `RaftLogWorld` and `CrashExplorer`.
 * `npm run wal:crash` does more of it.
 *
 * CHRONIK_CRASH_STATES sets how many crash states are tried.
 */
import { describe, expect, it } from "vitest";
import { nothingReached, RaftLogWorld } from "../../test/raft-log-world.ts";

const STATES = Number(process.env.CHRONIK_CRASH_STATES ?? 1000);
const FIRST_SEED = Number(process.env.CHRONIK_SIM_SEED ?? 1);
const WRITES = 60;
const POLICY = { draws: 0, kills: 0.1, nested: [0.01, 0.01], goOn: 0.1, full: 0.05 };

describe("DurableRaftLog", () => {
  it("keeps what it acknowledged, and no half of a write, wherever the power is cut", () => {
    const reached = nothingReached();
    let states = 0;
    let seed = FIRST_SEED;
    for (; states < STATES; seed++) {
      const world = new RaftLogWorld(seed, POLICY, reached);
      try {
        world.run(WRITES);
      } catch (cause) {
        throw new Error(`seed ${seed}: ${(cause as Error).message}`, { cause });
      }
      states += world.explorer.tally.states.size;
    }
    console.log(`seeds ${FIRST_SEED} to ${seed - 1}: ${states} crash states, ${JSON.stringify(reached)}`);
    for (const [what, count] of Object.entries(reached)) expect(count, what).toBeGreaterThan(0);
  }, 60_000);
});
