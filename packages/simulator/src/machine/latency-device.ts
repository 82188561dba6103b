import type { DiskDevice, SeededRandom } from "@chronik/wal/testing";
import type { EventQueue } from "../world/event-queue.ts";

/** How long a disk takes for a sync. */
export interface DiskLatency {
  readonly syncMs: number;
  /** And up to so much more. */
  readonly syncJitterMs: number;
}

/**
 * Decides when a simulated disk answers: syncs that were asked for together may end in any order. It can be made slow, and it can
 * stall.
 */
export class LatencyDevice implements DiskDevice {
  /** Every sync that begins takes so much longer. Default 0. */
  extraMs = 0;
  readonly #queue: EventQueue;
  readonly #random: SeededRandom;
  readonly #latency: DiskLatency;
  readonly #run: (callback: () => void) => void;
  #stalled: (() => void)[] | null = null;

  /** `run` is called with what is to be done in the process that asked. */
  constructor(init: {
    readonly queue: EventQueue;
    readonly random: SeededRandom;
    readonly latency: DiskLatency;
    readonly run: (callback: () => void) => void;
  }) {
    this.#queue = init.queue;
    this.#random = init.random;
    this.#latency = init.latency;
    this.#run = init.run;
  }

  complete(callback: () => void): void {
    const { syncMs, syncJitterMs } = this.#latency;
    const jitterMs = (this.#random.below(1024) / 1024) * syncJitterMs;
    this.#queue.after(syncMs + jitterMs + this.extraMs, () => this.#answer(callback));
  }

  /** No sync ends until {@link unstall}. */
  stall(): void {
    this.#stalled ??= [];
  }

  /** What waits ends now. */
  unstall(): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = null;
    for (const callback of waiting) this.#answer(callback);
  }

  #answer(callback: () => void): void {
    if (this.#stalled === null) this.#run(callback);
    else this.#stalled.push(callback);
  }
}
