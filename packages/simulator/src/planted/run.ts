import { spawn } from "node:child_process";
import { copyWith } from "./copy.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";

export interface PlantedOrder {
  /** Part of the names of the bugs to plant. */
  readonly only: string;
  /** Seeds to try with each; null for what its row says, or else {@link SEEDS_MAX}. */
  readonly seeds: number | null;
  readonly jobs: number;
}

/** Seeds to try with a bug whose row names no number. */
export const SEEDS_MAX = 400;

interface Caught {
  readonly seed: number;
  readonly violation: string;
}

/** Plants one bug after the other and runs seeds until it is caught. The exit code: 0 where every one was. */
export async function runPlantedBugs({ only, seeds, jobs }: PlantedOrder): Promise<number> {
  const waiting = PLANTED_BUGS.filter(({ name }) => name.includes(only));
  if (waiting.length === 0) {
    console.error(`No planted bug's name contains "${only}".`);
    return 2;
  }
  const missed: string[] = [];
  // Few bugs leave processors to each other's seeds.
  const jobsEach = Math.max(1, Math.floor(jobs / waiting.length));
  const work = async () => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const seedsMax = seeds ?? bug.seedsMax ?? SEEDS_MAX;
      const caught = await tryBug(bug, { seeds: seedsMax, jobs: jobsEach });
      if (caught === null) missed.push(bug.name);
      const end = caught === null ? `not in ${seedsMax} seeds` : `seed ${caught.seed}: ${caught.violation}`;
      console.log(`${caught === null ? "MISSED" : "caught"}  ${bug.name}\n          ${end}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(missed.length === 0 ? "every planted bug was caught" : `${missed.length} planted bugs were missed`);
  return missed.length === 0 ? 0 : 1;
}

/** Null where no seed caught it. */
async function tryBug(bug: PlantedBug, { seeds, jobs }: { seeds: number; jobs: number }): Promise<Caught | null> {
  const copy = copyWith(bug);
  try {
    const flags = ["--seeds", String(seeds), "--jobs", String(jobs), "--until-violation"];
    const { code, output } = await runNode([...process.execArgv, copy.commandFile, ...flags]);
    if (code === 0) return null;
    const found = /^seed (\d+): (.*)$/m.exec(output);
    if (found === null) throw new Error(`the simulator does not run with "${bug.name}": ${output.slice(-2000)}`);
    return { seed: Number(found[1]), violation: found[2]! };
  } finally {
    copy.remove();
  }
}

function runNode(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (text: Buffer) => {
      output += text;
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
