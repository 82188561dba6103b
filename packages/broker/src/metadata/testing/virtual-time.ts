import type { TimerHandle } from "@chronik/wal";
import type { Clock, Timers } from "../../ports.ts";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is advanced, and the timers that hang on it. */
export class VirtualTime implements Clock, Timers {
  #timeMs = 0;
  /** By time; those of one time in the order in which they were set. */
  readonly #timers: Timer[] = [];
  #deferred: (() => void)[] = [];

  monotonicMs(): number {
    return this.#timeMs;
  }

  nowMs(): number {
    return 1_700_000_000_000 + this.#timeMs;
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  set(delayMs: number, callback: () => void): TimerHandle {
    const timer = { atMs: this.#timeMs + delayMs, callback };
    this.#timers.splice(this.#timers.findLastIndex(({ atMs }) => atMs <= timer.atMs) + 1, 0, timer);
    return {
      cancel: () => {
        const place = this.#timers.indexOf(timer);
        if (place !== -1) this.#timers.splice(place, 1);
      },
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Ends the turn: runs what was deferred, and what that defers in its turn. */
  endTurn(): void {
    for (let callback = this.#deferred.shift(); callback !== undefined; callback = this.#deferred.shift()) callback();
  }

  /** Lets time pass, and runs every timer at its time, each on a turn of its own. */
  advance(durationMs: number): void {
    const untilMs = this.#timeMs + durationMs;
    this.endTurn();
    for (let timer = this.#nextDue(untilMs); timer !== undefined; timer = this.#nextDue(untilMs)) {
      this.#timeMs = Math.max(this.#timeMs, timer.atMs);
      timer.callback();
      this.endTurn();
    }
    this.#timeMs = untilMs;
  }

  /** Lets time pass while the process stands still: what became due meanwhile runs late. */
  standStill(durationMs: number): void {
    this.#timeMs += durationMs;
    this.advance(0);
  }

  #nextDue(untilMs: number): Timer | undefined {
    const next = this.#timers[0];
    return next !== undefined && next.atMs <= untilMs ? this.#timers.shift() : undefined;
  }
}
