import type { Clock } from "@chronik/broker";

/** When every simulated wall clock says that the run began: a whole number of milliseconds since the Unix epoch. */
export const WALL_START_MS = 1_700_000_000_000;

const PPM = 1_000_000;

/**
 * The clocks of one machine, which are not those of the world: they run a little too fast or too slow, and the wall clock jumps.
 *
 * Invariant: the monotonic clock never goes back, whatever happens to its rate or to the wall clock.
 */
export class SimClock {
  readonly #world: { readonly nowMs: number };
  /** Local milliseconds per millisecond of the world, since `#baseWorldMs`. */
  #rate: number;
  #baseWorldMs: number;
  #baseLocalMs = 0;
  #wallOffsetMs = WALL_START_MS;

  /** `skewPpm`: by how many parts per million it runs too fast; negative for too slow. */
  constructor(world: { readonly nowMs: number }, skewPpm = 0) {
    this.#world = world;
    this.#baseWorldMs = world.nowMs;
    this.#rate = 1 + skewPpm / PPM;
  }

  get skewPpm(): number {
    return (this.#rate - 1) * PPM;
  }

  /** From now on the clock runs at another rate. Timers that are set already keep to the old one. */
  set skewPpm(value: number) {
    this.#baseLocalMs = this.#localMs();
    this.#baseWorldMs = this.#world.nowMs;
    this.#rate = 1 + value / PPM;
  }

  /** Somebody sets the wall clock. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** How long the world takes for what this machine believes to be `localMs`. */
  worldMs(localMs: number): number {
    return localMs / this.#rate;
  }

  /** The clocks as a process sees them that starts now: its monotonic clock begins at 0. */
  ofProcess(): Clock {
    const startMs = this.#localMs();
    return {
      monotonicMs: () => this.#localMs() - startMs,
      nowMs: () => Math.floor(this.#wallOffsetMs + this.#localMs()),
    };
  }

  #localMs(): number {
    return this.#baseLocalMs + (this.#world.nowMs - this.#baseWorldMs) * this.#rate;
  }
}
