/*
 * Checks the specification, then the code against it, then the check itself.
 *
 *   npm run raft:tla                              all of it
 *   npm run raft:tla -- --seeds 100 [--seed 1]    more traces of each kind, or others
 *   npm run raft:tla -- --planted                 traces of code that was broken on purpose must be rejected
 */
import { parseArgs } from "node:util";
import type { TraceEvent } from "../src/index.ts";
import { Prng } from "../test/simulation/prng.ts";
import { findJar, findJava, MissingTool } from "./java.ts";
import { MUTATIONS, mutate } from "./mutations.ts";
import { PLANTED_NAMES, recordPlanted } from "./planted.ts";
import { record, SCENARIOS } from "./scenarios.ts";
import { checkModel, judge, type Tools } from "./tlc.ts";
import type { TraceData } from "./trace-module.ts";

const MODELS = ["elections.cfg", "restarts.cfg", "membership.cfg"];
/** Not every trace has a snapshot in it. */
const SEEDS_FOR_MUTATIONS = 20;
const SEEDS_AT_A_TIME = 2;
const HELP = `npm run raft:tla -- [options]

  --seeds N    traces of each kind (default 6; with --planted at most 40)
  --seed S     the first seed (default 1)
  --planted    instead: traces of code with planted bugs, which must be rejected
  --keep       leave the folders in which TLC ran, with the traces as TLA+ modules
  --jar PATH   another tla2tools.jar than the pinned one
  --help       this`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string", default: "1" },
    planted: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    jar: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds ?? (values.planted ? 40 : 6));
const firstSeed = Number(values.seed);

if (values.help) console.log(HELP);
else if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(firstSeed)) fail(HELP);
else await main();

async function main(): Promise<void> {
  try {
    const tools = { java: findJava(), jar: findJar(values.jar), keep: values.keep };
    const surprises = values.planted
      ? await validatePlanted(tools)
      : (await checkModels(tools)) + (await validateTraces(tools)) + (await validateMutations(tools));
    console.log(surprises === 0 ? "\nas it should be" : `\n${surprises} surprises`);
    process.exitCode = surprises === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    fail(error.message);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}

async function checkModels(tools: Tools): Promise<number> {
  console.log("the specification, within bounds, all states");
  let surprises = 0;
  for (const config of MODELS) {
    const since = performance.now();
    const { ok, statesFound, output } = await checkModel(tools, config);
    row(config, `${statesFound} states`, seconds(since), ok ? "safe" : "NOT SAFE");
    if (ok) continue;
    surprises++;
    console.log(output);
  }
  return surprises;
}

async function validateTraces(tools: Tools): Promise<number> {
  console.log(`\nthe code: traces from seed ${firstSeed} on`);
  const since = performance.now();
  const runs = SCENARIOS.flatMap((scenario) =>
    Array.from({ length: seeds }, (_, at) => ({
      name: scenario.name,
      seed: firstSeed + at,
      events: record(scenario, firstSeed + at),
    })),
  );
  const consumed = await judge(
    tools,
    runs.map(({ events }) => whole(events)),
  );
  let surprises = 0;
  for (const { name } of SCENARIOS) {
    const mine = [...runs.entries()].filter(([, run]) => run.name === name);
    const rejected = mine.filter(([at, { events }]) => consumed[at]! < events.length);
    const lines = mine.reduce((sum, [, { events }]) => sum + events.length, 0);
    row(
      name,
      `${lines} lines`,
      `${mine.length - rejected.length} of ${mine.length} accepted`,
      marks(mine.map(([, run]) => run.events)),
    );
    surprises += rejected.length;
    for (const [at, { seed, events }] of rejected) {
      console.log(`  seed ${seed}: rejected at line ${consumed[at]! + 1}: ${JSON.stringify(events[consumed[at]!])}`);
    }
  }
  console.log(seconds(since));
  return surprises;
}

async function validateMutations(tools: Tools): Promise<number> {
  console.log("\nthe check: one trace of each kind, changed at one line, must be rejected");
  const since = performance.now();
  const { traces, untouched, changed } = changedTraces();
  const consumed = await judge(tools, traces);
  const isAccepted = (trace: number) => consumed[trace]! >= traces[trace]!.start - 1 + traces[trace]!.events.length;
  const stillAccepted = untouched.filter(isAccepted).length;
  row("without a change", `${stillAccepted} of ${untouched.length} accepted`);
  let surprises = untouched.length - stillAccepted;
  for (const { name } of MUTATIONS) {
    const mine = changed.filter(({ mutation }) => mutation === name);
    const accepted = mine.filter(({ trace }) => isAccepted(trace));
    const latest = Math.max(0, ...mine.map(({ trace }) => consumed[trace]! + 1 - traces[trace]!.start));
    row(name, `${mine.length - accepted.length} of ${mine.length} rejected`, `at the latest ${latest} lines later`);
    surprises += accepted.length + (mine.length === 0 ? 1 : 0);
    for (const { run, trace } of accepted) console.log(`  ACCEPTED: ${run}, changed at line ${traces[trace]!.start}`);
  }
  console.log(seconds(since));
  return surprises;
}

interface ChangedTraces {
  readonly traces: TraceData[];
  /** Numbers of those that nothing was done to: to be accepted, or a rejection would say nothing about the change. */
  readonly untouched: number[];
  readonly changed: { readonly mutation: string; readonly run: string; readonly trace: number }[];
}

/** The first trace of each kind with every mutation that fits it; more traces, while there are mutations that fit none. */
function changedTraces(): ChangedTraces {
  const random = new Prng(firstSeed);
  const found: ChangedTraces = { traces: [], untouched: [], changed: [] };
  const missing = () => MUTATIONS.filter(({ name }) => !found.changed.some(({ mutation }) => mutation === name));
  for (let seed = firstSeed; seed < firstSeed + SEEDS_FOR_MUTATIONS && missing().length > 0; seed++) {
    for (const scenario of SCENARIOS) {
      const events = record(scenario, seed);
      const ends = (seed === firstSeed ? MUTATIONS : missing()).map((mutation) => ({
        mutation: mutation.name,
        end: mutate(events, mutation, random),
      }));
      if (ends.every(({ end }) => end === undefined)) continue;
      const base = found.traces.push(whole(events));
      const middle = events.length >> 1;
      const rest = found.traces.push({ base, start: middle + 1, events: events.slice(middle) });
      found.untouched.push(base - 1, rest - 1);
      for (const { mutation, end } of ends) {
        if (end === undefined) continue;
        const trace = found.traces.push({ base, start: end.at + 1, events: end.events }) - 1;
        found.changed.push({ mutation, run: `${scenario.name}, seed ${seed}`, trace });
      }
    }
  }
  return found;
}

async function validatePlanted(tools: Tools): Promise<number> {
  console.log("code with a planted bug: some trace must be rejected");
  let surprises = 0;
  for (const name of PLANTED_NAMES) {
    const since = performance.now();
    const outcome = await firstRejected(tools, name);
    if (outcome === undefined) surprises++;
    row(name, outcome === undefined ? `MISSED in ${seeds} seeds` : "rejected", seconds(since));
    if (outcome !== undefined) console.log(`    ${outcome}`);
  }
  return surprises;
}

/** Where a trace of the code with this bug is rejected. A few seeds at a time: most bugs show at once. */
async function firstRejected(tools: Tools, name: string): Promise<string | undefined> {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += SEEDS_AT_A_TIME) {
    const runs = recordPlanted(name, { firstSeed: seed, seeds: Math.min(SEEDS_AT_A_TIME, firstSeed + seeds - seed) });
    const traces = runs.map(({ events }) => whole(events));
    const consumed = await judge(tools, traces);
    for (const [at, { run, seed: rejected, events }] of runs.entries()) {
      if (consumed[at]! < events.length) {
        return `${run}, seed ${rejected}, line ${consumed[at]! + 1}: ${JSON.stringify(events[consumed[at]!])}`;
      }
    }
  }
  return undefined;
}

function whole(events: readonly TraceEvent[]): TraceData {
  return { base: 0, start: 1, events };
}

/** What happened in some traces, so that nobody believes in traces in which nothing does. */
function marks(traces: readonly (readonly TraceEvent[])[]): string {
  const names = ["BecomeLeader", "Commit", "InitState", "ChangeConf", "ReceiveSnapshot"] as const;
  return names.map((name) => `${name} ${traces.flat().filter((event) => event.name === name).length}`).join(", ");
}

function row(name: string, ...cells: string[]): void {
  console.log(`  ${name.padEnd(44)} ${cells.map((cell) => cell.padEnd(20)).join(" ")}`.trimEnd());
}

function seconds(since: number): string {
  return `  ${((performance.now() - since) / 1000).toFixed(0)} s`;
}
