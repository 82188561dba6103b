/*
 * Writes traces as ndjson to the standard output, one run behind the other: each begins with the line
 * `{"run":"<scenario>","seed":<seed>}`.
 *
 *   npx tsx tla/record.ts [--seeds 6] [--seed 1]
 */
import { parseArgs } from "node:util";
import { formatTraceEvent } from "../src/index.ts";
import { record, SCENARIOS } from "./scenarios.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "6" }, seed: { type: "string", default: "1" } },
});
const first = Number(values.seed);
for (const scenario of SCENARIOS) {
  for (let seed = first; seed < first + Number(values.seeds); seed++) {
    const lines = record(scenario, seed, { untilError: true }).map(formatTraceEvent);
    process.stdout.write(`${[JSON.stringify({ run: scenario.name, seed }), ...lines].join("\n")}\n`);
  }
}
