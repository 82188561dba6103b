import type { TimerHandle } from "@chronik/wal";
import type { Clock, Timers } from "../ports.ts";

/** How long a tick of Raft is. */
export const TICK_MS = 50;

/**
 * Turns the monotonic clock into ticks.
 *
 * A process that stood still (SIGSTOP, a long collection of garbage) catches up on a bounded number of ticks only: it must
 * first hear what waits in its sockets before it believes that everyone else has gone.
 */
export class RaftTicker {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #tick: () => void;
  #timer: TimerHandle | null = null;
  #nextMs = 0;

  constructor(options: { clock: Clock; timers: Timers; tick: () => void }) {
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#tick = options.tick;
  }

  start(): void {
    this.#nextMs = this.#clock.monotonicMs() + TICK_MS;
    this.#schedule();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(): void {
    const delayMs = Math.max(0, this.#nextMs - this.#clock.monotonicMs());
    this.#timer = this.#timers.set(delayMs, () => {
      const lateMs = this.#clock.monotonicMs() - this.#nextMs;
      // One tick a turn, also when several are due: what has arrived meanwhile is heard in between.
      this.#nextMs += lateMs > CATCH_UP_MS_MAX ? lateMs : TICK_MS;
      this.#schedule();
      this.#tick();
    });
  }
}

/** Ticks that are later than this are left out. */
const CATCH_UP_MS_MAX = 2 * TICK_MS;
