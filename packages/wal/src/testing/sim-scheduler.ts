import type { Defer, TimerHandle, Timers } from "../ports.ts";
import type { SeededRandom } from "./random.ts";

interface SimTimer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * An event loop without time or threads of its own. Deferred callbacks keep their order, as `setImmediate` does;
 * completions of the disk come in any order that the seed picks; time passes only when a test says so.
 */
export class SimScheduler {
  readonly #random: SeededRandom;
  #deferred: (() => void)[] = [];
  #completions: (() => void)[] = [];
  #timers: SimTimer[] = [];
  #timerOrder = 0;
  #nowMs = 0;

  readonly defer: Defer = (callback) => {
    this.#deferred.push(callback);
  };

  readonly timers: Timers = {
    set: (delayMs, callback): TimerHandle => {
      const timer = { atMs: this.#nowMs + delayMs, order: this.#timerOrder++, callback };
      this.#timers.push(timer);
      return { cancel: () => this.#drop(timer) };
    },
  };

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Milliseconds since the start of the run. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** For simulated devices: `callback` runs on a later step. */
  complete(callback: () => void): void {
    this.#completions.push(callback);
  }

  /** Runs one callback that is ready, if there is one. Timers are not: see {@link advance}. */
  step(): boolean {
    const ready = this.#completions.length + (this.#deferred.length > 0 ? 1 : 0);
    if (ready === 0) return false;
    const choice = this.#random.below(ready);
    const callback =
      choice < this.#completions.length ? this.#completions.splice(choice, 1)[0]! : this.#deferred.shift()!;
    callback();
    return true;
  }

  /** Runs what is ready, and what becomes ready by that, until nothing is. */
  drain(): void {
    for (let steps = 0; this.step(); steps++) {
      if (steps > 10_000_000) throw new Error("the simulation does not come to rest");
    }
  }

  /** Steps, and lets time pass where nothing is ready, until the condition holds; throws where it never will. */
  until(condition: () => boolean): void {
    for (let steps = 0; !condition(); steps++) {
      if (steps > 10_000_000) throw new Error("the condition was not met in 10,000,000 steps");
      if (this.step()) continue;
      const next = this.#nextTimer();
      if (next === undefined) throw new Error("the condition is not met and nothing is left to run");
      this.#fire(next);
    }
  }

  /** Lets time pass and runs all that falls due in it. */
  advance(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs;
    for (;;) {
      this.drain();
      const next = this.#nextTimer();
      if (next === undefined || next.atMs > untilMs) break;
      this.#fire(next);
    }
    this.#nowMs = untilMs;
  }

  /** Forgets everything that waits: the process is gone. */
  clear(): void {
    this.#deferred = [];
    this.#completions = [];
    this.#timers = [];
  }

  #nextTimer(): SimTimer | undefined {
    let next: SimTimer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #fire(timer: SimTimer): void {
    this.#drop(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.callback();
  }

  #drop(timer: SimTimer): void {
    const at = this.#timers.indexOf(timer);
    if (at >= 0) this.#timers.splice(at, 1);
  }
}
