/*
 * How fast the WAL is on this machine's disk, beside a bare loop of writes and syncs:
 *
 *   npm run bench -- wal [--only text] [--rounds 5] [--folder path] [--json]
 *
 * It measures the built package (`dist`) on the server's own adapter of the file system. `--only` takes the measurements whose
 * name, as it is printed, contains the text.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureManyPartitions, measureOperations, type Operation } from "./event-loop.ts";
import { measureRecovery, type RecoveryScenario } from "./recovery.ts";
import type { Spread } from "./run.ts";
import { measureStraight } from "./straight.ts";
import { measureThroughput, type Throughput, type ThroughputScenario } from "./throughput.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
    folder: { type: "string", default: tmpdir() },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const HELP = `npm run bench -- wal [options]

Durable appends of one process beside a bare loop of writes and syncs on the same disk, recovery, and the event loop.

  --only <text>      measurements whose name contains it, e.g. "64 KiB"
  --rounds <n>       rounds that count, each beside one of the bare loop (default 5)
  --folder <path>    where to write up to 4 GB, on the disk to measure; removed at the end (default: the system's temporary folder)
  --json             one JSON document instead of the table`;

const KiB = 1024;
const MiB = 1024 * KiB;

const THROUGHPUT: readonly ThroughputScenario[] = [
  { name: "4 KiB, one alone", batchBytes: 4 * KiB, inFlight: 1, partitions: 1, roundBytes: 8 * MiB },
  { name: "1 KiB x 256", batchBytes: KiB, inFlight: 256, partitions: 1, roundBytes: 256 * MiB },
  { name: "64 KiB x 4", batchBytes: 64 * KiB, inFlight: 4, partitions: 1, roundBytes: 512 * MiB },
  { name: "64 KiB x 4, 1,000 partitions", batchBytes: 64 * KiB, inFlight: 4, partitions: 1000, roundBytes: 512 * MiB },
  { name: "64 KiB x 32", batchBytes: 64 * KiB, inFlight: 32, partitions: 1, roundBytes: 512 * MiB },
  {
    name: "64 KiB x 32, 1,000 partitions",
    batchBytes: 64 * KiB,
    inFlight: 32,
    partitions: 1000,
    roundBytes: 512 * MiB,
  },
  { name: "1 MiB, one alone", batchBytes: MiB, inFlight: 1, partitions: 1, roundBytes: 512 * MiB },
  { name: "1 MiB x 8", batchBytes: MiB, inFlight: 8, partitions: 1, roundBytes: 512 * MiB },
];
const RECOVERY: readonly RecoveryScenario[] = [
  { name: "recovery of 512 MiB, 1 partition", partitions: 1, journalBytes: 512 * MiB },
  { name: "recovery of 512 MiB, 1,000 partitions", partitions: 1000, journalBytes: 512 * MiB },
];
const STRAIGHT_BATCH_BYTES = [64 * KiB, 256 * KiB, MiB, 4 * MiB, 16 * MiB];
const OPERATIONS = "event loop: one large log";
const MANY_PARTITIONS = "event loop: 10,000 partitions";
const MANY = 10_000;

/** One measurement: what it found, and the lines that say so. */
type Measure = (folder: string, rounds: number) => Promise<{ found: object; lines: readonly string[] }>;

const MEASUREMENTS = new Map<string, Measure>([
  ...THROUGHPUT.map((scenario): [string, Measure] => [
    scenario.name,
    async (folder, rounds) => {
      const found = await measureThroughput(scenario, { folder, rounds });
      return { found, lines: throughputLines(found) };
    },
  ]),
  ...RECOVERY.map((scenario): [string, Measure] => [
    scenario.name,
    async (folder, rounds) => {
      const found = await measureRecovery(scenario, { folder, rounds: Math.min(rounds, 3) });
      return { found, lines: [`  ${spread(found.megabytesPerSecond)} MB/s of journal; ${spread(found.ms)} ms`] };
    },
  ]),
  ...STRAIGHT_BATCH_BYTES.map((batchBytes): [string, Measure] => [
    `straight to the segment: ${batchBytes / KiB} KiB, one alone`,
    async (folder, rounds) => {
      const found = await measureStraight(batchBytes, { folder, rounds });
      const { straightMegabytesPerSecond, throughJournalMegabytesPerSecond, straightOfThroughJournal } = found;
      const rates = `${spread(straightMegabytesPerSecond)} MB/s, through the journal ${spread(throughJournalMegabytesPerSecond)}`;
      return { found, lines: [`  bare loops: ${rates}; × ${straightOfThroughJournal.toFixed(2)}`] };
    },
  ]),
  [
    OPERATIONS,
    async (folder) => {
      const found = await measureOperations(folder);
      return { found, lines: found.map(operationLine) };
    },
  ],
  [
    MANY_PARTITIONS,
    async (folder) => {
      const found = await measureManyPartitions(MANY, folder);
      const { operations, descriptorsWhileDirty, descriptors } = found;
      const files = `  descriptors open: ${descriptorsWhileDirty} with all of them to sync, ${descriptors} after the checkpoint`;
      return { found, lines: [...operations.map(operationLine), files] };
    },
  ],
]);

async function run(): Promise<void> {
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) fail("--rounds takes a positive integer");
  const chosen = [...MEASUREMENTS].filter(([name]) => name.includes(values.only));
  if (chosen.length === 0) fail(`no measurement contains "${values.only}": ${[...MEASUREMENTS.keys()].join("; ")}`);
  const environment = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const measurements: object[] = [];
  if (!values.json)
    console.log(`Node ${environment.node}, ${environment.cores} × ${environment.cpu}; median (min–max)`);
  for (const [name, measure] of chosen) {
    const load = loadavg()[0]!;
    const folder = mkdtempSync(join(values.folder, "chronik-bench-"));
    try {
      const { found, lines } = await measure(folder, rounds);
      measurements.push({ name, load, found });
      if (!values.json) console.log([`${name}   [load ${load.toFixed(1)}]`, ...lines].join("\n"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  if (values.json) console.log(JSON.stringify({ environment, rounds, measurements }, undefined, 2));
  // Files of killed WALs are open still.
  process.exit(0);
}

function throughputLines(found: Throughput): string[] {
  const { latencyMs, ceilingLatencyMs } = found;
  const p = (latency: { p50: number; p99: number }) => `p50 ${latency.p50.toFixed(2)} p99 ${latency.p99.toFixed(2)} ms`;
  return [
    `  ${spread(found.megabytesPerSecond)} MB/s, ${percent(found.ofCeiling)} of the bare loop's ${spread(found.ceilingMegabytesPerSecond)}`,
    `  ${spread(found.appendsPerSecond)} appends/s; with the last checkpoint ${spread(found.sustainedMegabytesPerSecond)} MB/s`,
    `  an append ${p(latencyMs)}, × ${found.latencyOfCeiling.toFixed(2)} the bare loop's ${p(ceilingLatencyMs)}`,
    `  longest turn ${spread(found.longestTurnMs)} ms; loop delay ${spread(found.loopDelayMs)} ms, beside the bare loop ${spread(found.ceilingLoopDelayMs)} ms`,
  ];
}

function operationLine({ name, ms, longestTurnMs, loopDelayMs }: Operation): string {
  const cells = `${number(ms).padStart(9)} ms, longest turn ${number(longestTurnMs)} ms, loop delay ${number(loopDelayMs)} ms`;
  return `  ${name.padEnd(32)}${cells}`;
}

function spread({ median, min, max }: Spread): string {
  return `${number(median)} (${number(min)}–${number(max)})`;
}

function number(value: number): string {
  return value < 20 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

if (values.help) console.log(HELP);
else await run();
