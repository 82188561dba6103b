import type { TimerHandle } from "@chronik/wal";
import type { Timers } from "../ports.ts";

/** An event loop under the test's control: turns end and time passes when the test says so. */
export class ManualTurns implements Timers {
  nowMs = 0;
  #deferred: (() => void)[] = [];
  #timers: { dueMs: number; callback: () => void }[] = [];

  set(delayMs: number, callback: () => void): TimerHandle {
    const timer = { dueMs: this.nowMs + delayMs, callback };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  /** Runs what was deferred, and what that defers, until nothing is left. */
  endTurn(): void {
    while (this.#deferred.length > 0) this.#deferred.shift()!();
  }

  /** Lets time pass, timer by timer, each in a turn of its own. */
  advance(ms: number): void {
    const until = this.nowMs + ms;
    this.endTurn();
    for (;;) {
      const due = this.#timers.filter((timer) => timer.dueMs <= until).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.nowMs = Math.max(this.nowMs, due.dueMs);
      due.callback();
      this.endTurn();
    }
    this.nowMs = until;
  }
}
