import type { Random } from "@chronik/raft-core";

/**
 * How long to wait before the next attempt: doubling from `delayMsMin` to `delayMsMax`, of which a random half is
 * taken off, so that nodes that lost each other together do not come back together.
 */
export class Backoff {
  readonly #delayMsMin: number;
  readonly #delayMsMax: number;
  readonly #random: Random;
  #failures = 0;

  constructor(options: { delayMsMin: number; delayMsMax: number; random: Random }) {
    this.#delayMsMin = options.delayMsMin;
    this.#delayMsMax = options.delayMsMax;
    this.#random = options.random;
  }

  /** Milliseconds to wait, in `[d / 2, d]` for the current `d`. */
  next(): number {
    // Beyond 2^30 the factor would not grow any delay that is still a delay.
    const factor = 2 ** Math.min(this.#failures, 30);
    this.#failures += 1;
    const delayMs = Math.min(this.#delayMsMax, this.#delayMsMin * factor);
    const floorMs = Math.floor(delayMs / 2);
    return floorMs + this.#random.below(Math.floor(delayMs) - floorMs + 1);
  }

  /** The peer answered: the next failure starts from the shortest delay again. */
  reset(): void {
    this.#failures = 0;
  }
}
