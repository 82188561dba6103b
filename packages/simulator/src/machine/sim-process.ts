/**
 * One life of a process. Everything that its code does goes through here, so that nothing of a process that has ended, or that
 * stands still, has an effect.
 *
 * Invariants:
 * - Code of the process runs only from inside `run`, `runTimer` or a turn of `defer`, and only while the process is neither paused
 *   nor dead.
 * - What would have run during a pause runs when it is over, in the order in which it would have.
 * - A process that dies at an effect dies before the effect: neither that one nor any later one takes place. Its code is left by
 *   an exception; where the code catches it and goes on, its ports refuse whatever it tries.
 */
import type { Timers } from "@chronik/broker";
import type { TimerHandle } from "@chronik/wal";
import type { SeededRandom } from "@chronik/wal/testing";
import type { EventHandle, EventQueue } from "../world/event-queue.ts";
import type { Trace } from "../world/trace.ts";
import type { SimClock } from "./sim-clock.ts";

/** How a life ends: by SIGKILL, with the power of its machine, or by leaving on its own. */
export type Death = "killed" | "powerCut" | "exited";

/** Thrown through the code of a process that has just ended, to leave it. */
class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

export interface SimProcessInit {
  readonly node: number;
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly clock: SimClock;
  /** For how long a turn of the event loop takes. */
  readonly random: SeededRandom;
  /** A turn takes up to so long, and what comes in meanwhile belongs to it. */
  readonly turnMsMax: number;
  /** It dies at this effect, counted from 1. */
  readonly crash?: { readonly atEffect: number; readonly death: Death } | undefined;
  /** Called once; no code of the process runs any more. */
  readonly onDeath: (death: Death) => void;
  /** After each callback that it has survived. */
  readonly onStep: () => void;
  /** Its code has thrown. */
  readonly onThrow: (error: unknown) => void;
}

export class SimProcess {
  readonly timers: Timers;
  readonly #init: SimProcessInit;
  readonly #parked: (() => void)[] = [];
  #deferred: (() => void)[] = [];
  #turnPlanned = false;
  #state: "running" | "paused" | "dead" = "running";
  #depth = 0;
  #effects = 0;
  #crash: { readonly atEffect: number; readonly death: Death } | null;

  constructor(init: SimProcessInit) {
    this.#init = init;
    this.#crash = init.crash ?? null;
    this.timers = {
      set: (delayMs, callback) => this.#setTimer(delayMs, callback),
      defer: (callback) => this.#defer(callback),
    };
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  get isPaused(): boolean {
    return this.#state === "paused";
  }

  /** Effects so far. */
  get effects(): number {
    return this.#effects;
  }

  /** To be called before every effect that outlives the process or is seen outside of it. Throws where there is none any more. */
  effect(): void {
    this.requireAlive();
    this.#effects++;
    if (this.#crash === null || this.#effects < this.#crash.atEffect) return;
    this.die(this.#crash.death);
    throw new ProcessDied();
  }

  /** Leaves the code of a process that has ended. */
  requireAlive(): void {
    if (this.#state === "dead") throw new ProcessDied();
  }

  /** It dies at the n-th effect from now on. */
  crashAtEffect(effects: number, death: Death): void {
    this.#crash = { atEffect: this.#effects + effects, death };
  }

  /** Lets code of the process run. */
  run(callback: () => void): void {
    if (this.#state === "paused") this.#parked.push(() => this.run(callback));
    if (this.#state !== "running") return;
    const { trace, node, onStep, onThrow } = this.#init;
    trace.event(node, "run", this.#effects);
    this.#depth++;
    try {
      callback();
    } catch (error) {
      // Whatever comes out of a process that ends on the way is no longer its own doing.
      if (!this.isDead) onThrow(error);
    } finally {
      this.#depth--;
    }
    if (this.#depth === 0 && !this.isDead) onStep();
  }

  /** SIGSTOP: nothing runs, and what would have waits. */
  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  /** SIGCONT. */
  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "running";
    for (const entry of this.#parked.splice(0)) entry();
  }

  /** The end. No-op where it has come already. */
  die(death: Death): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    this.#parked.length = 0;
    this.#deferred.length = 0;
    this.#init.trace.event(this.#init.node, death, this.#effects);
    this.#init.onDeath(death);
  }

  #setTimer(delayMs: number, callback: () => void): TimerHandle {
    const { queue, clock } = this.#init;
    const timer = new ProcessTimer(callback);
    // As Node's: whole milliseconds, at least one. So a timer may come a fraction before its time, and none comes at once.
    const wholeMs = Math.max(1, Math.trunc(delayMs));
    timer.event = queue.after(clock.worldMs(wholeMs), () => this.#runTimer(timer));
    return timer;
  }

  /** What was deferred comes before any timer. */
  #runTimer(timer: ProcessTimer): void {
    if (this.#state === "paused") this.#parked.push(() => this.#runTimer(timer));
    if (this.#state !== "running") return;
    if (this.#deferred.length > 0) this.#endTurn();
    if (timer.callback !== null) this.run(timer.callback);
  }

  #defer(callback: () => void): void {
    if (this.#state === "dead") return;
    this.#deferred.push(callback);
    if (this.#turnPlanned) return;
    this.#turnPlanned = true;
    const { queue, random, turnMsMax } = this.#init;
    const turnMs = (random.below(1000) / 1000) * turnMsMax;
    queue.after(turnMs, () => this.#turnIsOver());
  }

  #turnIsOver(): void {
    if (this.#state === "paused") this.#parked.push(() => this.#turnIsOver());
    if (this.#state !== "running") return;
    this.#turnPlanned = false;
    this.#endTurn();
  }

  /** Runs what was deferred up to now; what that defers waits for the next turn. */
  #endTurn(): void {
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const callback of deferred) this.run(callback);
  }
}

/** Can be cancelled until its callback runs, which after a pause is later than its event. */
class ProcessTimer implements TimerHandle {
  callback: (() => void) | null;
  event: EventHandle | null = null;

  constructor(callback: () => void) {
    this.callback = callback;
  }

  cancel(): void {
    this.callback = null;
    this.event?.cancel();
  }
}
