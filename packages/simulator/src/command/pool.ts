import { type ChildProcess, fork } from "node:child_process";
import type { SeedWork } from "./flags.ts";
import type { SeedResult } from "./messages.ts";

/** Far beyond what any run takes: it goes in circles in which no simulated time passes. */
const SEED_TIMEOUT_MS = 900_000;
/** What a violation shows of a stack names the source, not the bundle. */
const WORKER_FLAGS = ["--enable-source-maps"];

export interface PoolEvents {
  result(result: SeedResult): void;
  /** The worker died, or did not come back; the seed has no outcome. */
  lost(seed: number, reason: string): void;
}

interface Worker {
  readonly process: ChildProcess;
  /** What it works on; null for none. */
  seed: number | null;
  timer: NodeJS.Timeout | null;
}

/** Runs seeds on several processes. Which process runs which seed makes no difference to what comes out. */
export class Pool {
  readonly #work: SeedWork;
  readonly #events: PoolEvents;
  readonly #workerFile: string;
  readonly #workers = new Set<Worker>();
  readonly #deadlineMs: number;
  #finished = (): void => {};
  #next: number;
  #stopping = false;

  /** `workerFile`: see `bundleWorker`. */
  constructor(work: SeedWork, options: { readonly events: PoolEvents; readonly workerFile: string }) {
    this.#work = work;
    this.#events = options.events;
    this.#workerFile = options.workerFile;
    this.#next = work.from;
    this.#deadlineMs = performance.now() + work.minutes * 60_000;
  }

  /** Resolves when all that was begun has ended. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#finished = resolve;
      const count = Math.min(this.#work.jobs, this.#work.seeds);
      for (let index = 0; index < count; index++) this.#spawn();
    });
  }

  /** Begins no seed any more; with `now` does not wait for those under way either. */
  stop({ now = false }: { now?: boolean } = {}): void {
    this.#stopping = true;
    if (now) for (const worker of this.#workers) this.#dismiss(worker);
  }

  #spawn(): void {
    const process = fork(this.#workerFile, { serialization: "advanced", execArgv: WORKER_FLAGS });
    const worker: Worker = { process, seed: null, timer: null };
    this.#workers.add(worker);
    process.on("message", (result: SeedResult) => {
      this.#idle(worker);
      this.#events.result(result);
      this.#assign(worker);
    });
    process.on("exit", (code, signal) => this.#lost(worker, `its process ended with ${signal ?? `exit code ${code}`}`));
    this.#assign(worker);
  }

  #assign(worker: Worker): void {
    if (!this.#workers.has(worker)) return;
    const over = this.#next >= this.#work.from + this.#work.seeds || performance.now() >= this.#deadlineMs;
    if (this.#stopping || over) return this.#dismiss(worker);
    const seed = this.#next++;
    worker.seed = seed;
    worker.timer = setTimeout(() => this.#lost(worker, `no end after ${SEED_TIMEOUT_MS / 1000} s`), SEED_TIMEOUT_MS);
    worker.process.send({ seed, times: this.#work.twice ? 2 : 1 });
  }

  #lost(worker: Worker, reason: string): void {
    if (!this.#workers.has(worker)) return;
    const { seed } = worker;
    this.#idle(worker);
    // The others go on; this one's place is taken by a new process.
    if (seed !== null) this.#spawnUnlessStopping();
    this.#dismiss(worker);
    if (seed !== null) this.#events.lost(seed, reason);
  }

  #spawnUnlessStopping(): void {
    if (!this.#stopping) this.#spawn();
  }

  #idle(worker: Worker): void {
    worker.seed = null;
    if (worker.timer !== null) clearTimeout(worker.timer);
    worker.timer = null;
  }

  #dismiss(worker: Worker): void {
    this.#idle(worker);
    this.#workers.delete(worker);
    worker.process.kill("SIGKILL");
    if (this.#workers.size === 0) this.#finished();
  }
}
