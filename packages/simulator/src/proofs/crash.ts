import { fileURLToPath } from "node:url";
import { bundleWorker } from "../command/bundle.ts";
import type { CrashSeedResult } from "./crash-seed.ts";
import { CrashSummary } from "./crash-summary.ts";
import type { CrashFlags } from "./flags.ts";
import { reportProgress } from "./progress.ts";
import { WorkerPool } from "./worker-pool.ts";

export const CRASH_WORKER = fileURLToPath(new URL("crash-worker.ts", import.meta.url));
/** A seed takes some seconds. */
export const SEED_MS_MAX = 120_000;

/** Explores seed after seed until there are states enough, or one seed. Returns the exit code. */
export async function runCrash(flags: CrashFlags): Promise<number> {
  const one = flags.mode === "seed";
  const summary = new CrashSummary();
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1000;
  const bundle = await bundleWorker(CRASH_WORKER);
  let next = one ? flags.seed : flags.from;
  let interrupted = false;
  const pool = new WorkerPool<{ seed: number }, CrashSeedResult>({
    file: bundle.file,
    jobs: one ? 1 : flags.jobs,
    orderMsMax: SEED_MS_MAX,
    next() {
      const over = one ? next > flags.seed : summary.states >= flags.states || summary.failed;
      return over ? undefined : { seed: next++ };
    },
    onAnswer: (_, result) => summary.add(result),
    onLost: ({ seed }, why) => summary.lost(seed, why),
  });
  const interrupt = () => {
    interrupted = true;
    pool.stop();
  };
  process.on("SIGINT", interrupt);
  const quiet = reportProgress(() => {
    const rate = (summary.states / seconds()).toFixed(0);
    return `${summary.states} crash states of ${summary.seeds} seeds, ${rate}/s, ${seconds().toFixed(0)} s`;
  });
  try {
    await pool.run();
  } finally {
    quiet();
    process.off("SIGINT", interrupt);
    bundle.remove();
  }
  console.log(summary.lines(seconds()).join("\n"));
  if (summary.failed) return 1;
  if (interrupted) return 130;
  const unreached = one ? [] : summary.unreached;
  if (unreached.length > 0) console.log(`failed: not reached: ${unreached.join(", ")}`);
  return unreached.length > 0 ? 1 : 0;
}
