import type { PartitionKey } from "../message.ts";
import { PartitionMap } from "../partition-map.ts";
import type { ModelBatch } from "./model-batch.ts";

/**
 * What the outside world has seen: the batch at every offset that a consumer could have read, and what producers were told
 * is safe. Throws as soon as two observations contradict each other.
 */
export class Ledger {
  readonly #committed = new PartitionMap<Map<number, ModelBatch>>();
  committedCount = 0;

  /** Some node serves `[fromOffset, highWatermark)` of its log from now on. */
  served(
    where: string,
    key: PartitionKey,
    range: { batches: readonly ModelBatch[]; fromOffset: number; highWatermark: number },
  ): void {
    const committed = this.#of(key);
    for (let index = range.batches.length - 1; index >= 0; index -= 1) {
      const batch = range.batches[index]!;
      if (batch.lastOffset >= range.highWatermark) continue;
      if (batch.lastOffset < range.fromOffset) break;
      const known = committed.get(batch.baseOffset);
      if (known === undefined) {
        committed.set(batch.baseOffset, batch);
        this.committedCount += 1;
      } else if (!isSameBatch(known, batch)) {
        throw new Error(`${where}: offset ${batch.baseOffset} was ${describe(known)}, is now ${describe(batch)}`);
      }
    }
  }

  /** A log that must hold all that was ever served from `logStartOffset` on: its node leads, or counts as in sync. */
  holds(where: string, key: PartitionKey, log: { batches: readonly ModelBatch[]; logStartOffset: number }): void {
    const own = new Map(log.batches.map((batch) => [batch.baseOffset, batch]));
    for (const [offset, batch] of this.#of(key)) {
      if (offset < log.logStartOffset) continue;
      const there = own.get(offset);
      if (there === undefined) throw new Error(`${where}: lost offset ${offset}, ${describe(batch)}`);
      if (!isSameBatch(there, batch)) {
        throw new Error(`${where}: offset ${offset} was ${describe(batch)}, is now ${describe(there)}`);
      }
    }
  }

  #of(key: PartitionKey): Map<number, ModelBatch> {
    let committed = this.#committed.get(key);
    if (committed === undefined) {
      committed = new Map();
      this.#committed.set(key, committed);
    }
    return committed;
  }
}

export function isSameBatch(left: ModelBatch, right: ModelBatch): boolean {
  return (
    left.value === right.value &&
    left.baseOffset === right.baseOffset &&
    left.lastOffset === right.lastOffset &&
    left.leaderEpoch === right.leaderEpoch
  );
}

function describe(batch: ModelBatch): string {
  return `value ${batch.value} of epoch ${batch.leaderEpoch}`;
}
