import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { Defer, Disk, DiskFile, Timers } from "@chronik/wal";
import { nodeDisk } from "../../../apps/server/src/adapters/node-disk.ts";

/** Of the timer by which the delay of the event loop is measured. */
const RESOLUTION_MS = 1;

/**
 * The server's disk, and Node's event loop, as the ports of a WAL, which measure how long it holds the loop: everything that it does
 * at run time starts in one of these callbacks, or in a call of its owner's that is handed to {@link turn}.
 *
 * The clock runs on while the system gives the core to somebody else, so on a busy machine the longest turn says more about
 * the neighbours: compare it with the delay of the loop while the bare loop runs.
 */
export class TurnClock {
  readonly disk: Disk;
  readonly defer: Defer = (callback) => void setImmediate(() => this.turn(callback));
  readonly timers: Timers = {
    set: (delayMs, callback) => {
      const timer = setTimeout(() => this.turn(callback), delayMs);
      this.#timers.add(timer);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  readonly #timers = new Set<NodeJS.Timeout>();
  #longestMs = 0;
  #nested = false;
  #killed = false;

  constructor() {
    const timed =
      (done: (error: Error | null) => void): typeof done =>
      (error) =>
        this.turn(() => done(error));
    this.disk = {
      ...nodeDisk,
      open: (path, mode) => withTimedSyncs(nodeDisk.open(path, mode), timed),
      syncFolder: (path, done) => nodeDisk.syncFolder(path, timed(done)),
    };
  }

  turn(work: () => void): void {
    if (this.#killed) return;
    if (this.#nested) return work();
    this.#nested = true;
    const startMs = performance.now();
    try {
      work();
    } finally {
      this.#nested = false;
      this.#longestMs = Math.max(this.#longestMs, performance.now() - startMs);
    }
  }

  /** Nothing of the WAL runs from now on, as if its process had been killed. */
  kill(): void {
    this.#killed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** The longest turn since the last call, in milliseconds. */
  takeLongestMs(): number {
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }
}

function withTimedSyncs(
  file: DiskFile,
  timed: (done: (error: Error | null) => void) => (error: Error | null) => void,
): DiskFile {
  const datasync = file.datasync.bind(file);
  file.datasync = (done) => datasync(timed(done));
  return file;
}

/** How late a timer was at most while `work` ran, in milliseconds: what everything on the loop had to wait. */
export async function withLoopDelay<Result>(work: () => Promise<Result>): Promise<[Result, loopDelayMs: number]> {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const result = await work();
  histogram.disable();
  return [result, Math.max(0, histogram.max / 1e6 - RESOLUTION_MS)];
}
