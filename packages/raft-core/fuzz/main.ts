/*
 * Runs the simulated group from seed to seed, or shows that it can see:
 *
 *   npx tsx fuzz/main.ts --seeds 1000 [--from 1] [--ms 3000]   many runs; the first broken one is printed
 *   npx tsx fuzz/main.ts --seed 42 [--ms 3000]                 one run again
 *   npx tsx fuzz/main.ts --planted [--seeds 1000] [--only text] each planted bug must be caught
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { runRecovery as RunRecovery } from "../test/simulation/recovery.ts";
import type { runScenario as RunScenario } from "../test/simulation/scenario.ts";
import type { runWalk as RunWalk } from "../test/simulation/walk.ts";
import { PLANTED_BUGS, type PlantedBug } from "./planted-bugs.ts";

const HERE = fileURLToPath(import.meta.url);
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
/** Runs that take longer than this on average have caught the bug too: something goes in circles. */
const SEED_TIMEOUT_MS = 1_000;
/** Walks are short: so many go with every seed, before its run with network and clock. */
const WALKS_PER_SEED = 50;
/** So are groups that lose their quorum and are recovered. */
const RECOVERIES_PER_SEED = 10;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    ms: { type: "string", default: "3000" },
    planted: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    /** Where the source is; a planted bug has its own copy. */
    root: { type: "string", default: PACKAGE },
  },
});

process.exitCode = values.planted ? runPlanted() : await runSeeds();

async function runSeeds(): Promise<number> {
  const load = (name: string) => import(pathToFileURL(join(values.root, "test/simulation", name)).href);
  const { runScenario } = (await load("scenario.ts")) as { runScenario: typeof RunScenario };
  const { runWalk } = (await load("walk.ts")) as { runWalk: typeof RunWalk };
  const { runRecovery } = (await load("recovery.ts")) as { runRecovery: typeof RunRecovery };
  const from = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds ?? 100) : 1;
  const marks = new Map<string, number>();
  for (let seed = from; seed < from + count; seed++) {
    try {
      for (let walk = 0; walk < WALKS_PER_SEED; walk++) runWalk(seed * WALKS_PER_SEED + walk);
      for (let group = 0; group < RECOVERIES_PER_SEED; group++) runRecovery(seed * RECOVERIES_PER_SEED + group);
      for (const mark of runScenario(seed, Number(values.ms)).marks) marks.set(mark, (marks.get(mark) ?? 0) + 1);
    } catch (error) {
      console.log(`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      console.log(`caught at seed ${seed} after ${seed - from + 1}`);
      return 1;
    }
  }
  console.log(`${count} seeds from ${from}: every invariant held`);
  for (const [mark, times] of [...marks].sort()) console.log(`  ${String(times).padStart(6)}  ${mark}`);
  return 0;
}

function runPlanted(): number {
  let missed = 0;
  for (const bug of PLANTED_BUGS.filter(({ name }) => name.includes(values.only))) {
    const outcome = tryPlanted(bug);
    if (outcome === undefined) missed++;
    console.log(
      `${outcome === undefined ? "MISSED" : "caught"}  ${bug.name}: ${outcome ?? `${values.seeds ?? 1000} seeds tried`}`,
    );
  }
  console.log(missed === 0 ? "every planted bug was caught" : `${missed} planted bugs were missed`);
  return missed === 0 ? 0 : 1;
}

/** How the bug was caught; undefined where it was not. */
function tryPlanted(bug: PlantedBug): string | undefined {
  const root = mkdtempSync(join(tmpdir(), "raft-planted-"));
  try {
    for (const folder of ["src", "test"]) cpSync(join(PACKAGE, folder), join(root, folder), { recursive: true });
    writeFileSync(join(root, "package.json"), '{ "type": "module" }\n');
    const path = join(root, "src", bug.file);
    const source = readFileSync(path, "utf8");
    if (source.split(bug.find).length !== 2) throw new Error(`does not fit ${bug.file} any more: ${bug.name}`);
    writeFileSync(
      path,
      source.replace(bug.find, () => bug.replace),
    );
    const timeout = 30_000 + Number(values.seeds ?? 1000) * SEED_TIMEOUT_MS;
    const range = ["--seeds", values.seeds ?? "1000", "--from", values.from, "--ms", values.ms];
    const args = [...process.execArgv, HERE, "--root", root, ...range];
    const run = spawnSync(process.execPath, args, { encoding: "utf8", timeout });
    if (run.status === 0) return undefined;
    if (run.signal !== null) return `goes in circles: no end after ${timeout / 1000} s`;
    const lines = run.stdout.split("\n");
    const what = lines.find((line) => line.startsWith("seed ")) ?? run.stderr.trim().split("\n")[0] ?? "";
    const where = lines.find((line) => line.startsWith("caught at ")) ?? "";
    return `${where} (${what.replace(/^seed \d+: (Error: )?/, "").slice(0, 120)})`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
