import type { Clock } from "../ports.ts";

/**
 * The time by which committed offsets grow old. Their age is told from what the wall clock said when they were written, but a
 * wall clock can be wrong, and a jump of it must not expire every offset at once. So for retention only that time
 * counts which a coordinator of the shard has lived through: the clock starts at load with the latest point in time that
 * any record speaks of, and from then on follows the monotonic clock.
 *
 * The price: while a shard has no traffic at all, every change of its leader delays expiry by the time since its last record.
 *
 * Invariants: `nowMs` never goes back, and never runs faster than the monotonic clock. Stamps never go back.
 */
export class RetentionClock {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startMonotonicMs: number;
  #newestStampMs: number;

  /** `newestStampMs`: of the shard's records; −Infinity where there are none. */
  constructor(clock: Clock, newestStampMs: number) {
    this.#clock = clock;
    this.#newestStampMs = newestStampMs;
    const wallMs = clock.nowMs();
    this.#startMs = newestStampMs === Number.NEGATIVE_INFINITY ? wallMs : Math.min(wallMs, newestStampMs);
    this.#startMonotonicMs = clock.monotonicMs();
  }

  /** What the age of a stored stamp is told against. */
  nowMs(): number {
    return this.#startMs + Math.floor(this.#clock.monotonicMs() - this.#startMonotonicMs);
  }

  /** The wall clock's time for a new record, but never earlier than that of an older one. */
  stampMs(): number {
    this.#newestStampMs = Math.max(this.#newestStampMs, this.#clock.nowMs(), this.nowMs());
    return this.#newestStampMs;
  }
}
