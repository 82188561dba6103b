import type { Timers } from "../src/ports.ts";

/** Timers that fire when `advance` says so, in order of their time. */
export class FakeTimers implements Timers {
  nowMs = 0;
  readonly #due = new Map<number, { atMs: number; callback: () => void }>();
  #nextId = 0;

  set(callback: () => void, delayMs: number): () => void {
    const id = this.#nextId++;
    this.#due.set(id, { atMs: this.nowMs + delayMs, callback });
    return () => this.#due.delete(id);
  }

  defer(callback: () => void): void {
    setImmediate(callback);
  }

  /** Delays of all timers that are set, ascending. */
  get pendingMs(): number[] {
    return [...this.#due.values()].map(({ atMs }) => atMs - this.nowMs).sort((a, b) => a - b);
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const next = [...this.#due].sort(([a, x], [b, y]) => x.atMs - y.atMs || a - b)[0];
      if (next === undefined || next[1].atMs > untilMs) break;
      // A timer that is overdue (a test has moved the clock) fires once, late.
      this.nowMs = Math.max(this.nowMs, next[1].atMs);
      this.#due.delete(next[0]);
      next[1].callback();
    }
    this.nowMs = untilMs;
  }
}
