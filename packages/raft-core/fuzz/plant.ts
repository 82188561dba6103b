import type { SeedResult } from "../test/simulation/run-seed.ts";
import type { Arguments } from "./arguments.ts";
import { bundleWorker } from "./bundle.ts";
import { seedOptionsOf } from "./fuzz.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { NOT_PLANTABLE, PLANTED_BUGS } from "./planted-bugs.ts";
import { Pool } from "./pool.ts";

/** What became of one planted bug. */
interface Row {
  readonly bug: PlantedBug;
  readonly tried: number;
  /** Undefined where it was missed. */
  readonly caught: SeedResult | undefined;
}

/** Plants the bugs, several rows at a time, and prints what became of each. Returns the exit code. */
export async function plant(wanted: Arguments): Promise<number> {
  const bugs = PLANTED_BUGS.filter(({ name }) => name.toLowerCase().includes(wanted.only.toLowerCase()));
  if (bugs.length === 0) {
    console.error(`no planted bug has "${wanted.only}" in its name`);
    return 2;
  }
  const startMs = performance.now();
  const left = [...bugs];
  const rows: Row[] = [];
  const work = async () => {
    for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
      const row = await runRow(bug, wanted);
      rows.push(row);
      console.log(describe(row, wanted.from));
    }
  };
  await Promise.all(Array.from({ length: Math.min(wanted.jobs, bugs.length) }, work));
  if (wanted.only === "") {
    for (const { name, why } of NOT_PLANTABLE) console.log(`not plantable          ${name}\n${" ".repeat(23)}${why}`);
  }
  const missed = rows.filter(({ caught }) => caught === undefined).length;
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(`${rows.length - missed} of ${rows.length} planted bugs caught in ${seconds} s`);
  return missed === 0 ? 0 : 1;
}

async function runRow(bug: PlantedBug, wanted: Arguments): Promise<Row> {
  const { file, remove } = await bundleWorker(bug.edits);
  let next = wanted.from;
  let tried = 0;
  let caught: SeedResult | undefined;
  const pool = new Pool({
    file,
    jobs: 1,
    seedOptions: seedOptionsOf(wanted),
    next: () => (next < wanted.from + wanted.seeds! ? next++ : undefined),
    onAnswer: ({ result }) => {
      tried++;
      if (result.failure === undefined) return;
      caught = result;
      pool.stop();
    },
  });
  try {
    await pool.run();
  } finally {
    remove();
  }
  return { bug, tried, caught };
}

function describe({ bug, tried, caught }: Row, from: number): string {
  if (caught === undefined) return `MISSED                 ${bug.name}: ${tried} seeds from ${from}`;
  const { part, message } = caught.failure!;
  const where = `caught at seed ${caught.seed}`.padEnd(21);
  return `${where}  ${bug.name}\n${" ".repeat(23)}${part}: ${message.split("\n")[0]!.slice(0, 140)}`;
}
