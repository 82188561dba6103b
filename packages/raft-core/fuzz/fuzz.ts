import type { SeedOptions, SeedResult } from "../test/simulation/run-seed.ts";
import type { Arguments } from "./arguments.ts";
import { bundleWorker } from "./bundle.ts";
import { Pool } from "./pool.ts";
import { Tally } from "./tally.ts";
import { timeline } from "./timeline.ts";
import type { Answer } from "./worker.ts";

const PROGRESS_MS = 5_000;

/** Runs many seeds, or one again. Returns the exit code. */
export async function fuzz(wanted: Arguments): Promise<number> {
  const bundle = await bundleWorker();
  try {
    return await new Fuzzing(wanted, bundle.file).run();
  } finally {
    bundle.remove();
  }
}

class Fuzzing {
  readonly #wanted: Arguments;
  readonly #file: string;
  readonly #tally = new Tally();
  readonly #differing: Answer[] = [];
  readonly #startMs = performance.now();
  #next: number;
  /** Seeds from here on are not begun: one before has failed. */
  #end: number;
  #interrupted = false;
  #lastHash = "";

  constructor(wanted: Arguments, file: string) {
    this.#wanted = wanted;
    this.#file = file;
    this.#next = wanted.from;
    this.#end = wanted.seeds === undefined ? Number.POSITIVE_INFINITY : wanted.from + wanted.seeds;
  }

  async run(): Promise<number> {
    const { jobs, twice, minutes, seeds } = this.#wanted;
    const pool = new Pool({
      file: this.#file,
      jobs: Math.min(jobs, seeds ?? jobs),
      seedOptions: seedOptionsOf(this.#wanted),
      twice,
      next: () => this.#take(),
      onAnswer: (answer) => this.#count(answer),
    });
    const interrupt = () => {
      this.#interrupted = true;
      pool.stop();
    };
    process.once("SIGINT", interrupt);
    const progress = setInterval(() => this.#progress(), PROGRESS_MS);
    const end = minutes === undefined ? undefined : setTimeout(() => this.#endAt(this.#next), minutes * 60_000);
    try {
      await pool.run();
    } finally {
      clearInterval(progress);
      clearTimeout(end);
      process.off("SIGINT", interrupt);
    }
    return this.#conclude();
  }

  #take(): number | undefined {
    return this.#next < this.#end ? this.#next++ : undefined;
  }

  #count(answer: Answer): void {
    const { result, otherHash } = answer;
    this.#tally.add(result);
    this.#lastHash = result.hash;
    if (otherHash !== undefined) this.#differing.push(answer);
    // Seeds before this one are still finished, so that always the first one that fails is told.
    if (result.failure !== undefined || otherHash !== undefined) this.#endAt(result.seed);
  }

  #endAt(seed: number): void {
    this.#end = Math.min(this.#end, seed);
  }

  async #conclude(): Promise<number> {
    const tally = this.#tally;
    const failed = tally.failures.sort((a, b) => a.seed - b.seed)[0];
    const differs = this.#differing.sort((a, b) => a.result.seed - b.result.seed)[0];
    if (failed !== undefined) await this.#tell(failed);
    else if (differs !== undefined) {
      const { result, otherHash } = differs;
      console.log(`seed ${result.seed} is not the same run twice: ${result.hash}, then ${otherHash}`);
    }
    this.#summarize();
    if (failed !== undefined || differs !== undefined) return 1;
    if (this.#interrupted) return 130;
    if (tally.lostSight) console.log(`not reached: ${tally.unreached.join(", ")}`);
    return tally.lostSight ? 1 : 0;
  }

  #summarize(): void {
    const { seeds, failures, simulatedMs, undecided } = this.#tally;
    const { seed, from, twice } = this.#wanted;
    const seconds = (performance.now() - this.#startMs) / 1000;
    if (this.#interrupted) console.log("interrupted; so far:");
    if (seed !== undefined && failures.length === 0 && !this.#interrupted) {
      console.log(`seed ${seed}: every invariant held${twice ? ", twice" : ""}; hash ${this.#lastHash}`);
    } else {
      const held = failures.length === 0 ? "every invariant held" : "violated";
      console.log(
        `${seeds} seeds from ${from} in ${seconds.toFixed(1)} s: ${held}${twice ? ", every seed run twice" : ""}`,
      );
    }
    if (failures.length > 0) return;
    const perSecond = (value: number) => (value / seconds).toFixed(1);
    console.log(`${perSecond(seeds)} seeds/s, ${perSecond(simulatedMs / 1000)} simulated seconds per second`);
    if (undecided > 0) console.log(`histories too hard to decide: ${undecided}`);
    if (seed !== undefined) console.log(`reached: ${this.#tally.reached.join(", ")}`);
    else console.log(this.#tally.describeMarks());
  }

  /** Runs the seed again with its story, and prints it. */
  async #tell(failed: SeedResult): Promise<void> {
    const again = failed.failure!.part === "process" ? failed : await this.#record(failed.seed);
    const failure = again.failure ?? failed.failure!;
    console.log(`seed ${failed.seed}, ${failure.part}: ${failure.stack}`);
    if (again.failure === undefined || again.hash !== failed.hash) {
      console.log(`NOT THE SAME when run again: hash ${failed.hash}, then ${again.hash}`);
    }
    if (failure.events.length > 0) {
      console.log(`the last events of each node (time, node, what):\n${timeline(failure.events)}`);
    }
    console.log(`hash ${failed.hash}\nrun it again: ${replayCommand(failed.seed, this.#wanted)}`);
  }

  async #record(seed: number): Promise<SeedResult> {
    const seeds = [seed];
    let again: SeedResult | undefined;
    const pool = new Pool({
      file: this.#file,
      jobs: 1,
      seedOptions: seedOptionsOf(this.#wanted),
      recording: true,
      next: () => seeds.shift(),
      onAnswer: ({ result }) => {
        again = result;
      },
    });
    await pool.run();
    return again!;
  }

  #progress(): void {
    const seconds = (performance.now() - this.#startMs) / 1000;
    const { seeds } = this.#tally;
    const of = this.#wanted.seeds === undefined ? "" : ` of ${this.#wanted.seeds}`;
    process.stderr.write(`${seeds}${of} seeds, ${(seeds / seconds).toFixed(1)} seeds/s, ${seconds.toFixed(0)} s\n`);
  }
}

export function seedOptionsOf({ walks, recoveries, chaosMs, historyAlone }: Arguments): SeedOptions {
  // Only scenarios have clients whose histories are checked.
  if (historyAlone) return { walks: 0, recoveries: 0, chaosMs, readsCheckedByIndex: false };
  return { walks, recoveries, chaosMs };
}

function replayCommand(seed: number, { walks, recoveries, chaosMs, historyAlone }: Arguments): string {
  const extras = [
    ...(chaosMs === 3_000 ? [] : [`--ms ${chaosMs}`]),
    ...(walks === 25 ? [] : [`--walks ${walks}`]),
    ...(recoveries === 5 ? [] : [`--recoveries ${recoveries}`]),
    ...(historyAlone ? ["--history-alone"] : []),
  ];
  return ["npm run raft:fuzz --", `--seed ${seed}`, ...extras].join(" ");
}
