import { crc32c } from "@chronik/crc32c";
import type { EpochStart, LogBatch } from "../src/log/types.ts";

/** What a log should hold, as plainly as it can be said: the oracle of the tests. */
export class ModelLog {
  startOffset: number;
  batches: LogBatch[] = [];
  epochs: EpochStart[] = [];
  #emptyEnd: number;

  constructor(startOffset: number) {
    this.startOffset = startOffset;
    this.#emptyEnd = startOffset;
  }

  get endOffset(): number {
    const last = this.batches.at(-1);
    return last ? last.lastOffset + 1 : this.#emptyEnd;
  }

  append(batches: readonly LogBatch[]): void {
    for (const batch of batches) {
      if (batch.leaderEpoch > (this.epochs.at(-1)?.epoch ?? -1)) {
        this.epochs.push({ epoch: batch.leaderEpoch, startOffset: batch.baseOffset });
      }
      this.batches.push(batch);
    }
  }

  truncateTo(offset: number): void {
    const first = this.batches.find((batch) => batch.lastOffset >= offset);
    if (!first) return;
    const cut = first.baseOffset;
    this.batches = this.batches.filter((batch) => batch.baseOffset < cut);
    this.#emptyEnd = cut;
    this.startOffset = Math.min(this.startOffset, cut);
    this.epochs = this.epochs.filter((entry) => entry.startOffset < cut);
  }

  resetTo(offset: number): void {
    this.batches = [];
    this.epochs = [];
    this.startOffset = offset;
    this.#emptyEnd = offset;
  }

  deleteBefore(offset: number): void {
    if (offset <= this.startOffset) return;
    this.startOffset = offset;
    this.#emptyEnd = Math.max(this.#emptyEnd, this.endOffset);
    this.batches = this.batches.filter((batch) => batch.lastOffset >= offset);
    const current = this.epochs.filter((entry) => entry.startOffset <= offset).at(-1);
    this.epochs = this.epochs.filter((entry) => entry.startOffset > offset);
    if (current) this.epochs.unshift({ epoch: current.epoch, startOffset: offset });
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined {
    const entry = this.epochs.filter((other) => other.epoch <= epoch).at(-1);
    if (!entry) return undefined;
    const next = this.epochs.find((other) => other.epoch > entry.epoch);
    return { epoch: entry.epoch, endOffset: next?.startOffset ?? this.endOffset };
  }

  /** Everything that can be told from outside, in one text. */
  digest(): string {
    return digestOf(this.startOffset, this.endOffset, this.epochs, this.batches);
  }
}

export function digestOf(
  startOffset: number,
  endOffset: number,
  epochs: readonly EpochStart[],
  batches: readonly { readonly bytes: Uint8Array }[],
): string {
  const starts = epochs.map(({ epoch, startOffset: start }) => `${epoch}@${start}`).join(",");
  const contents = batches.map(({ bytes }) => `${bytes[7]}:${bytes.length}:${crc32c(bytes).toString(16)}`).join(",");
  return `[${startOffset},${endOffset}) epochs ${starts} batches ${contents}`;
}
