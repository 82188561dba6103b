/*
 * A process that runs one seed after the other, as its parent says.
 */
import { generate } from "../scenario/generate.ts";
import { runPlan } from "../scenario/runner.ts";
import type { SeedOrder, SeedResult } from "./messages.ts";

// The terminal sends it to the parent too, which decides.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

process.on("message", ({ seed, times }: SeedOrder) => {
  const plan = generate(seed);
  const before = process.cpuUsage();
  const outcomes = Array.from({ length: times }, () => runPlan(plan));
  const { user, system } = process.cpuUsage(before);
  const hashes = outcomes.map(({ traceHash }) => traceHash);
  const result: SeedResult = { outcome: outcomes[0]!, hashes, processorMs: (user + system) / 1000 };
  // Nobody is there any more to be told.
  process.send!(result, undefined, undefined, (error: Error | null) => error && process.exit(1));
});
