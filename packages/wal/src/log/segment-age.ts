import type { BatchFrame, WallClock } from "../ports.ts";

/**
 * How old a segment is, as Kafka counts: by what its first batch and the next one say, so that a restart changes nothing; by the clock,
 * from its first append in this life on, where the first batch has no timestamp.
 */
export class SegmentAge {
  readonly #clock: WallClock;
  readonly #readFirst: () => BatchFrame | null;
  /** Undefined while it is not known. */
  #firstTimestamp: number | undefined;
  #firstAppendMs: number | null = null;

  /** @param readFirst The first batch of a segment that is not empty; null where it is damaged, which is for its readers to find. */
  constructor(clock: WallClock, readFirst: () => BatchFrame | null) {
    this.#clock = clock;
    this.#readFirst = readFirst;
  }

  /** A batch comes to a segment that was empty. */
  begin(first: BatchFrame): void {
    this.#firstTimestamp = first.maxTimestamp;
    this.#firstAppendMs = this.#clock.nowMs();
  }

  /** Batches come to one that is not. */
  continue(): void {
    this.#firstAppendMs ??= this.#clock.nowMs();
  }

  /** Of a segment that is not empty, with this batch at its end. */
  withMs(batch: BatchFrame): number {
    this.#firstTimestamp ??= this.#readFirst()?.maxTimestamp ?? -1;
    if (this.#firstTimestamp >= 0) return batch.maxTimestamp - this.#firstTimestamp;
    return this.#firstAppendMs === null ? 0 : this.#clock.nowMs() - this.#firstAppendMs;
  }
}
