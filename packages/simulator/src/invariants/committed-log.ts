import { type LogShadow, type ShadowBatch, sameBatch, textOfBatch } from "./log-shadow.ts";

/**
 * What a partition's high watermark has ever covered on any node: consumers may have seen it, so it never changes and every
 * leader has it.
 */
export class CommittedLog {
  readonly #batches: ShadowBatch[] = [];

  get endOffset(): number {
    const last = this.#batches.at(-1);
    return last === undefined ? 0 : last.lastOffset + 1;
  }

  /**
   * A replica's high watermark covers its log up to `endOffset` now. Returns how that differs from what was committed before,
   * or null; what goes further than that is committed from now on.
   */
  covers(shadow: LogShadow, fromOffset: number, endOffset: number): string | null {
    for (let index = shadow.indexAt(fromOffset); index < shadow.batches.length; index++) {
      const batch = shadow.batches[index]!;
      if (batch.lastOffset >= endOffset) break;
      if (batch.baseOffset >= this.endOffset) this.#batches.push(batch);
      else {
        const difference = this.#differenceAt(batch);
        if (difference !== null) return difference;
      }
    }
    return null;
  }

  /** What of the committed records the log lacks, or has otherwise; null where it has them all. */
  lackedBy(shadow: LogShadow): string | null {
    for (const batch of this.#batches) {
      if (batch.lastOffset < shadow.startOffset) continue;
      const own = shadow.batches[shadow.indexAt(batch.baseOffset)];
      if (own === undefined) return `lacks ${textOfBatch(batch)}; its log ends at ${shadow.endOffset}`;
      if (!sameBatch(own, batch)) return `has ${textOfBatch(own)} where ${textOfBatch(batch)} was committed`;
    }
    return null;
  }

  #differenceAt(batch: ShadowBatch): string | null {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#batches[middle]!.lastOffset < batch.baseOffset) low = middle + 1;
      else high = middle;
    }
    const known = this.#batches[low]!;
    return sameBatch(known, batch) ? null : `has ${textOfBatch(batch)} where ${textOfBatch(known)} was committed`;
  }
}
