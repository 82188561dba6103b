import { type ChildProcess, fork } from "node:child_process";
import type { SeedOptions } from "../test/simulation/run-seed.ts";
import type { Answer, Order } from "./worker.ts";

export interface PoolOptions {
  readonly file: string;
  readonly jobs: number;
  readonly seedOptions: SeedOptions;
  readonly recording?: boolean;
  readonly twice?: boolean;
  /** The next seed; undefined where there is none, now or ever. */
  readonly next: () => number | undefined;
  /** Called once for each seed that {@link next} gave, unless the pool was stopped before. */
  readonly onAnswer: (answer: Answer) => void;
}

/** Seeds that a process is given at a time: it need not wait for its parent between them. */
const SEEDS_PER_ORDER = 4;
/** A seed takes some 30 ms; one that takes this long goes in circles. */
const SEED_MS_MAX = 30_000;
/** What a run that loses memory may take before its process ends. */
const HEAP_MIB = 1024;

/** Processes that share the seeds of one counter. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  /** Given out, and not begun by the process that ended. */
  readonly #left: number[] = [];
  #stopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Ends when every seed is answered, or the pool was stopped. */
  async run(): Promise<void> {
    const { jobs } = this.#options;
    await Promise.all(Array.from({ length: jobs }, () => this.#work()));
  }

  /** No more seeds are begun; those under way are given up. */
  stop(): void {
    this.#stopped = true;
    for (const worker of this.#workers) worker.end();
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const { file, seedOptions, recording, twice } = this.#options;
      const seeds = this.#take();
      if (seeds.length === 0) return;
      const worker = new Worker(file);
      this.#workers.add(worker);
      try {
        // One process as long as it lives; after a crash the next seeds get a new one.
        let order = seeds;
        while (order.length > 0 && !this.#stopped) {
          const left = await worker.carryOut(
            { seeds: order, options: seedOptions, recording: recording === true, twice: twice === true },
            (answer) => !this.#stopped && this.#options.onAnswer(answer),
          );
          if (left !== undefined) {
            this.#giveUp(left);
            break;
          }
          order = this.#take();
        }
      } finally {
        worker.end();
        this.#workers.delete(worker);
      }
    }
  }

  #take(): number[] {
    const seeds: number[] = [];
    for (let seed: number | undefined; seeds.length < SEEDS_PER_ORDER; seeds.push(seed)) {
      seed = this.#stopped ? undefined : (this.#left.shift() ?? this.#options.next());
      if (seed === undefined) break;
    }
    return seeds;
  }

  /** The process ended over the first of these; the others were not begun, and go to another one. */
  #giveUp({ why, seeds }: Unfinished): void {
    const [seed, ...others] = seeds;
    this.#left.push(...others);
    if (this.#stopped || seed === undefined) return;
    const nothing = { seed, hash: "", marks: [], simulatedMs: 0, history: "unknown" as const };
    this.#options.onAnswer({
      result: { ...nothing, failure: { part: "process", message: why, stack: why, events: [] } },
    });
  }
}

interface Unfinished {
  readonly why: string;
  /** Not answered; the first one was under way. */
  readonly seeds: readonly number[];
}

class Worker {
  readonly #child: ChildProcess;
  #onAnswer: (answer: Answer) => void = () => {};
  #onEnd: (why: string) => void = () => {};

  constructor(file: string) {
    this.#child = fork(file, {
      execArgv: ["--enable-source-maps", `--max-old-space-size=${HEAP_MIB}`],
      stdio: ["ignore", "inherit", "ignore", "ipc"],
    });
    this.#child.on("message", (answer: Answer) => this.#onAnswer(answer));
    this.#child.on("error", (error) => this.#onEnd(`its process failed: ${error.message}`));
    this.#child.on("exit", (code, signal) => this.#onEnd(`its process ended with ${signal ?? `code ${code}`}`));
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  /** Resolves when the last seed is answered; with what is left where the process ended before that. */
  carryOut(order: Order, onAnswer: (answer: Answer) => void): Promise<Unfinished | undefined> {
    return new Promise((resolve) => {
      let answered = 0;
      let watch: NodeJS.Timeout | undefined;
      const wait = () => {
        clearTimeout(watch);
        watch = setTimeout(() => this.#onEnd(`goes in circles: no end after ${SEED_MS_MAX / 1000} s`), SEED_MS_MAX);
      };
      this.#onEnd = (why) => {
        clearTimeout(watch);
        resolve({ why, seeds: order.seeds.slice(answered) });
      };
      this.#onAnswer = (answer) => {
        answered++;
        onAnswer(answer);
        if (answered < order.seeds.length) return wait();
        clearTimeout(watch);
        resolve(undefined);
      };
      wait();
      this.#child.send(order, (error) => {
        if (error !== null) this.#onEnd(`its process cannot be reached: ${error.message}`);
      });
    });
  }
}
