import type { EpochStart } from "./types.ts";

/**
 * Where each leader epoch starts in a log (KIP-101). Epochs and offsets only grow from entry to entry; epochs in which
 * nothing was written have no entry.
 */
export class LeaderEpochs {
  #entries: EpochStart[];

  constructor(entries: readonly EpochStart[] = []) {
    this.#entries = [...entries];
  }

  get entries(): readonly EpochStart[] {
    return this.#entries;
  }

  /** −1 where nothing was ever written. */
  get last(): number {
    return this.#entries.at(-1)?.epoch ?? -1;
  }

  /** A batch of `epoch` was appended at `startOffset`. True where that starts the epoch. */
  assign(epoch: number, startOffset: number): boolean {
    if (epoch <= this.last) return false;
    this.#entries.push({ epoch, startOffset });
    return true;
  }

  /** The epoch that an offset was written in; −1 for one before the first epoch. */
  at(offset: number): number {
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const { epoch, startOffset } = this.#entries[at]!;
      if (startOffset <= offset) return epoch;
    }
    return -1;
  }

  /** The largest epoch ≤ `epoch`, and where it ends in a log that ends at `logEndOffset`. */
  endOffsetFor(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } | undefined {
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at]!;
      if (entry.epoch > epoch) continue;
      return { epoch: entry.epoch, endOffset: this.#entries[at + 1]?.startOffset ?? logEndOffset };
    }
    return undefined;
  }

  /** The log was cut at `endOffset`. */
  truncateEnd(endOffset: number): void {
    this.#entries = this.#entries.filter((entry) => entry.startOffset < endOffset);
  }

  /** The log starts at `startOffset` now. The epoch that was current there is kept, even where nothing is left of it. */
  truncateStart(startOffset: number): void {
    const kept = this.#entries.filter((_, at) => {
      const next = this.#entries[at + 1];
      return next === undefined || next.startOffset > startOffset;
    });
    const first = kept[0];
    if (first && first.startOffset < startOffset) kept[0] = { epoch: first.epoch, startOffset };
    this.#entries = kept;
  }

  clear(): void {
    this.#entries = [];
  }
}
