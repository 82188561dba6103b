import type { Outcome } from "../scenario/outcome.ts";

/** From the parent to a worker: run this seed, so many times. */
export interface SeedOrder {
  readonly seed: number;
  readonly times: number;
}

/** From a worker to its parent; the first outcome, and whether the others were the same. */
export interface SeedResult {
  readonly outcome: Outcome;
  /** The hashes of all runs of the seed. */
  readonly hashes: readonly string[];
  /** What they took of a processor, all threads of the worker counted. */
  readonly processorMs: number;
}
