/*
 * How many proposals three servers commit in one process, on one core, without a network or a disk:
 *
 *   npm run bench -- raft [--only text] [--rounds 7] [--round-ms 300] [--json]
 *
 * It measures the built package (`dist`). `--only` takes the scenarios whose name, as it is printed, contains the text.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Measurement, measure, SCENARIOS, type Scenario } from "./measure.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "7" },
    "round-ms": { type: "string", default: "300" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const HELP = `npm run bench -- raft [options]

Committed proposals per second of three servers in one process, on one core, without a network or a disk.

  --only <text>      scenarios whose name contains it, e.g. "256 x 0 B"
  --rounds <n>       rounds that count, after three that do not (default 7)
  --round-ms <ms>    about how long one takes (default 300)
  --json             one JSON document instead of the table`;

function run(): void {
  const rounds = { count: countOf("rounds"), ms: countOf("round-ms") };
  const scenarios = SCENARIOS.filter((scenario) => nameOf(scenario).includes(values.only));
  if (scenarios.length === 0) fail(`no scenario contains "${values.only}": ${SCENARIOS.map(nameOf).join(", ")}`);
  const environment = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  if (values.json) {
    const measurements = scenarios.map((scenario) => measure(scenario, rounds));
    console.log(JSON.stringify({ environment, rounds, measurements }, undefined, 2));
    return;
  }
  console.log(
    `Node ${environment.node}, ${environment.cores} × ${environment.cpu}; median (min–max) of ${rounds.count}`,
  );
  console.log(lineOf(HEAD));
  for (const scenario of scenarios) console.log(lineOf(cellsOf(measure(scenario, rounds))));
  console.log(
    "of all three servers, per commit: log reads (firstIndex lastIndex term entries), messages sent, bytes allocated",
  );
}

const HEAD = [
  "scenario",
  "commits/s, leader",
  "commits/s, all three",
  "ns/commit",
  "CPU ns",
  "log reads",
  "messages",
  "bytes",
];
const WIDTHS = [30, 33, 33, 9, 7, 27, 8, 6];

function cellsOf(measurement: Measurement): string[] {
  const { commitsPerSecond, commitsByAllPerSecond, perCommit } = measurement;
  const { firstIndex, lastIndex, term, entries, messages, allocatedBytes } = perCommit;
  return [
    nameOf(measurement),
    spreadOf(commitsPerSecond),
    spreadOf(commitsByAllPerSecond),
    whole(measurement.nanosecondsPerCommit),
    whole(measurement.cpuNanosecondsPerCommit),
    [firstIndex, lastIndex, term, entries].map((reads) => reads.toFixed(2)).join(" "),
    messages.toFixed(2),
    whole(allocatedBytes),
  ];
}

function nameOf({ driver, inFlight, payloadBytes }: Scenario): string {
  return `${driver} ${inFlight} x ${payloadBytes} B`;
}

function spreadOf({ median, min, max }: Measurement["commitsPerSecond"]): string {
  return `${whole(median)} (${whole(min)}–${whole(max)})`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function lineOf(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(WIDTHS[at]!) : cell.padStart(WIDTHS[at]!))).join("  ");
}

function countOf(option: "rounds" | "round-ms"): number {
  const value = Number(values[option]);
  if (!Number.isSafeInteger(value) || value < 1) fail(`--${option} takes a positive integer`);
  return value;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

if (values.help) console.log(HELP);
else run();
