import { describe, expect, test } from "vitest";
import { nothingReached, WalWorld } from "../test/wal-world.ts";

/*
 * One history per seed: appends, truncations, resets, moves of the log start, creations, deletions, checkpoints and restarts of
 * several logs, crashed at every boundary of the disk; see `WalWorld` and `CrashExplorer`. `npm run wal:crash` does more of it.
 *
 * CHRONIK_CRASH_STATES sets how many crash states are tried.
 */
const STATES = Number(process.env.CHRONIK_CRASH_STATES ?? 2000);
const SEED = Number(process.env.CHRONIK_SEED ?? 1);
const POLICY = { draws: 0, kills: 0.05, nested: [0.01, 0.01], goOn: 0.05, full: 0.02 };

describe("WAL under power cuts", () => {
  test(`recovers from ${STATES} crash states (CHRONIK_SEED=${SEED})`, { timeout: STATES * 40 + 10_000 }, () => {
    const reached = nothingReached();
    let states = 0;
    let seed = SEED;
    for (; states < STATES; seed++) {
      const world = new WalWorld(seed, POLICY, reached);
      try {
        world.run(150);
      } catch (error) {
        throw new Error(`seed ${seed} after ${world.disk.operations} operations: ${(error as Error).message}`, {
          cause: error,
        });
      }
      states += world.explorer.tally.states.size;
    }
    console.log(`WAL: ${states} crash states, seeds ${SEED}..${seed - 1}, reached ${JSON.stringify(reached)}`);
    for (const [what, count] of Object.entries(reached)) expect(count, what).toBeGreaterThan(0);
  });
});
