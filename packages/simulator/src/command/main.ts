/*
 * The simulator's command line; `--help` says what it can do.
 */
import { readFileSync } from "node:fs";
import { runPlantedBugs } from "../planted/run.ts";
import { generate } from "../scenario/generate.ts";
import type { Outcome } from "../scenario/outcome.ts";
import type { Plan } from "../scenario/plan.ts";
import { planFromJson } from "../scenario/plan-json.ts";
import { runPlan } from "../scenario/runner.ts";
import { shrink } from "../scenario/shrink.ts";
import { UNREACHED_MARKS } from "../scenario/unreached-marks.ts";
import { KNOWN_MARKS } from "../world/known-marks.ts";
import { bundleWorker } from "./bundle.ts";
import { FlagError, HELP, type Order, type PlanSource, parseFlags, type SeedWork } from "./flags.ts";
import { Pool, type PoolEvents } from "./pool.ts";
import { Summary } from "./summary.ts";

/** How often a log of a long run hears of it. */
const PROGRESS_MS = 60_000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let order: Order;
  try {
    order = parseFlags(args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    console.error(error.message);
    return 2;
  }
  switch (order.kind) {
    case "help":
      console.log(HELP);
      return 0;
    case "seeds":
      return runSeeds(order.work);
    case "bugs":
      return runPlantedBugs(order);
    case "one":
      return runOne(order);
  }
}

async function runSeeds(work: SeedWork): Promise<number> {
  const knownMarks = KNOWN_MARKS.filter((mark) => !UNREACHED_MARKS.has(mark));
  const summary = new Summary({ knownMarks, jobs: work.jobs });
  const startedMs = performance.now();
  const progress = progressLine(() => `${summary.seeds} seeds, ${summary.violations} violations`);
  const report = (seed: number, violation: Outcome["violation"] | null) => {
    progress.update();
    if (violation == null) return;
    progress.clear();
    console.log(`seed ${seed}: ${violation.name}\n  ${violation.detail}\n  npm run sim -- --seed ${seed} --trace`);
    if (work.untilViolation) pool.stop({ now: true });
  };
  const bundle = await bundleWorker();
  const events: PoolEvents = {
    result: (result) => report(result.outcome.seed, summary.add(result)),
    lost: (seed, reason) => report(seed, summary.lost(seed, reason)),
  };
  const pool = new Pool(work, { events, workerFile: bundle.file });
  const interrupted = () => pool.stop({ now: true });
  // It may come twice, from the terminal and from who started this.
  process.on("SIGINT", interrupted);
  try {
    await pool.run();
  } finally {
    bundle.remove();
    process.off("SIGINT", interrupted);
  }
  progress.clear();
  console.log(summary.lines(performance.now() - startedMs).join("\n"));
  return summary.ok ? 0 : 1;
}

async function runOne({ source, trace, shrink: smaller }: Extract<Order, { kind: "one" }>): Promise<number> {
  let plan: Plan;
  try {
    plan = planOf(source);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const outcome = runPlan(plan, { trace });
  console.log(JSON.stringify(plan, null, 2));
  printOutcome(outcome);
  if (outcome.violation === undefined) return 0;
  if (smaller) {
    const shrunk = await shrink(plan, {
      run: (candidate) => runPlan(candidate),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      onProgress: ({ faults, clients, safetyMs }, runs) =>
        console.error(`after ${runs} runs: ${faults.length} faults, ${clients.length} clients, ${safetyMs} ms`),
    });
    console.log(`\nsmaller, after ${shrunk.runs} runs; save it and run it with --plan:`);
    console.log(JSON.stringify(shrunk.plan, null, 2));
    printOutcome(trace ? runPlan(shrunk.plan, { trace }) : shrunk.outcome);
  }
  return 1;
}

function planOf(source: PlanSource): Plan {
  return "seed" in source ? generate(source.seed) : planFromJson(readFileSync(source.file, "utf8"));
}

function printOutcome({ seed, violation, timeline, stats, simulatedMs, traceHash }: Outcome): void {
  if (timeline !== undefined) console.log(`\n${timeline.join("\n")}`);
  const { events, faultsBegun, faultsSkipped, recordsAcked, recordsConsumed } = stats;
  console.log(
    `\nseed ${seed}: ${(simulatedMs / 1000).toFixed(1)} simulated seconds, ${events} events (hash ${traceHash}), ` +
      `${faultsBegun} faults (${faultsSkipped} left out), ${recordsAcked} records acknowledged, ${recordsConsumed} consumed`,
  );
  if (violation === undefined) console.log("every invariant held");
  else console.log(`violated at ${violation.atMs.toFixed(1)} ms: ${violation.name}\n  ${violation.detail}`);
}

/** A line that says how far it is: always the same one where somebody looks, else one a minute. */
function progressLine(text: () => string): { update(): void; clear(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) {
    let lastMs = performance.now();
    const update = () => {
      if (performance.now() - lastMs < PROGRESS_MS) return;
      lastMs = performance.now();
      stderr.write(`${text()}\n`);
    };
    return { update, clear: () => {} };
  }
  return {
    update: () => stderr.write(`\r\u001b[K${text()}`),
    clear: () => stderr.write("\r\u001b[K"),
  };
}
