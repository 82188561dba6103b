import { bundleWorker } from "../command/bundle.ts";
import type { PlantedBug } from "../planted/planted-bug.ts";
import { CRASH_WORKER, SEED_MS_MAX } from "./crash.ts";
import { CRASH_BUGS } from "./crash-bugs.ts";
import type { CrashSeedResult } from "./crash-seed.ts";
import type { CrashFlags } from "./flags.ts";
import { WorkerPool } from "./worker-pool.ts";

interface Caught {
  readonly seed: number;
  readonly message: string;
}

/** Plants the bugs, several at a time, and says what became of each. The exit code: 0 where every one was caught. */
export async function runPlanted({ only, seeds, from, jobs }: CrashFlags): Promise<number> {
  const waiting = CRASH_BUGS.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
  const count = waiting.length;
  if (count === 0) {
    console.error(`no planted bug has "${only}" in its name`);
    return 2;
  }
  let missed = 0;
  const work = async () => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const caught = await tryBug(bug, from, seeds);
      if (caught === null) missed++;
      const end =
        caught === null ? `not by ${seeds} seeds from ${from}` : `seed ${caught.seed}: ${short(caught.message)}`;
      console.log(`${caught === null ? "MISSED" : "caught"}  ${bug.name}\n          ${end}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, count) }, work));
  console.log(`${count - missed} of ${count} planted bugs were caught`);
  return missed === 0 ? 0 : 1;
}

/** Null where no seed caught it. */
async function tryBug(bug: PlantedBug, from: number, seeds: number): Promise<Caught | null> {
  const bundle = await bundleWorker(CRASH_WORKER, bug);
  let next = from;
  let caught: Caught | null = null;
  const pool = new WorkerPool<{ seed: number }, CrashSeedResult>({
    file: bundle.file,
    jobs: 1,
    orderMsMax: SEED_MS_MAX,
    next: () => (caught === null && next < from + seeds ? { seed: next++ } : undefined),
    onAnswer(_, { seed, failure }) {
      if (failure !== undefined) caught = { seed, message: failure.message };
    },
    onLost({ seed }, why) {
      caught = { seed, message: why };
    },
  });
  try {
    await pool.run();
  } finally {
    bundle.remove();
  }
  return caught;
}

function short(message: string): string {
  const line = message.replaceAll(/\s+/g, " ");
  return line.length > 180 ? `${line.slice(0, 180)} …` : line;
}
