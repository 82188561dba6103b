import { nothingReached as noRaft, RaftLogWorld } from "../../../broker/test/raft-log-world.ts";
import { WAL_SCRIPTS } from "../../../wal/test/wal-scripts.ts";
import { nothingReached as noWal, WalWorld } from "../../../wal/test/wal-world.ts";

const POLICY = { draws: 2, kills: 0.1, nested: [0.01, 0.01, 0.01], goOn: 0.1, full: 0.05 };
/** The Raft log's journals hold less, and its recovery is shorter. */
const RAFT_POLICY = { ...POLICY, nested: [0.05, 0.05, 0.05] };
/** Every so many seeds the log of Raft is looked at, in the others all partitions' logs. */
const RAFT_EVERY = 5;
const STEPS_BY_CHANCE = 80;
const RAFT_WRITES = 100;

/** What one seed came to. */
export interface CrashSeedResult {
  readonly seed: number;
  readonly what: string;
  /** Undefined where every crash was survived. */
  readonly failure?: { readonly message: string; readonly stack: string };
  readonly boundaries: number;
  /** Hashes of the disks that were recovered from. */
  readonly states: Float64Array;
  readonly kills: number;
  readonly nested: readonly number[];
  readonly wentOn: number;
  /** Recoveries on a full disk. */
  readonly full: number;
  /** How often things were come by. */
  readonly reached: Readonly<Record<string, number>>;
}

/** Explores one history: a script and then chance, or the log of Raft. */
export function runCrashSeed(seed: number): CrashSeedResult {
  return seed % RAFT_EVERY === 0 ? runRaftLog(seed) : runWal(seed);
}

function runWal(seed: number): CrashSeedResult {
  const names = Object.keys(WAL_SCRIPTS);
  const script = names[seed % names.length]!;
  const reached = noWal();
  const world = new WalWorld(seed, POLICY, reached);
  const counts: Record<string, number> = { [`script: ${script}`]: 1 };
  const run = () => {
    for (const step of WAL_SCRIPTS[script]!) world.take(step);
    world.run(STEPS_BY_CHANCE);
  };
  return resultOf(seed, `the write-ahead log, script "${script}"`, world, counts, { reached, prefix: "wal", run });
}

function runRaftLog(seed: number): CrashSeedResult {
  const reached = noRaft();
  const world = new RaftLogWorld(seed, RAFT_POLICY, reached);
  return resultOf(seed, "the log of Raft", world, {}, { reached, prefix: "raft", run: () => world.run(RAFT_WRITES) });
}

function resultOf(
  seed: number,
  what: string,
  { explorer: { tally } }: Pick<WalWorld, "explorer">,
  counts: Record<string, number>,
  { reached, prefix, run }: { reached: object; prefix: string; run: () => void },
): CrashSeedResult {
  let failure: CrashSeedResult["failure"];
  try {
    run();
  } catch (error) {
    const { message, cause, stack } = error as Error;
    failure = { message, stack: (cause as Error | undefined)?.stack ?? stack ?? message };
  }
  for (const [name, count] of Object.entries(reached)) counts[`${prefix}: ${name}`] = count;
  const { boundaries, kills, nested, wentOn, full } = tally;
  const states = Float64Array.from(tally.states);
  const result = { seed, what, boundaries, states, kills, nested, wentOn, full, reached: counts };
  return failure === undefined ? result : { ...result, failure };
}
