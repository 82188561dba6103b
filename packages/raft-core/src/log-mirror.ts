import { type Entry, type HardState, NO_NODE, type Snapshot } from "./entry.ts";
import { invariant } from "./error.ts";
import type { Compaction, LogReader, LogWrite } from "./ports.ts";

/**
 * The part of a log that is in memory: everything from the last snapshot on. A {@link RaftLog} adapter keeps one, applies
 * each write to it in `append` and answers all reads from it; what it recovers from disk it replays as writes.
 *
 * Invariants: entries are contiguous from `firstIndex()` on; entries and bytes are shared with whoever wrote them, and
 * never changed.
 */
export class LogMirror implements LogReader {
  #hardState: HardState = { term: 0, vote: NO_NODE, commit: 0 };
  #snapshot: Snapshot | undefined;
  #entries: Entry[] = [];
  /** The index and term before the first entry. */
  #baseIndex = 0;
  #baseTerm = 0;

  /** As {@link LogReader.hardState}. */
  hardState(): HardState {
    return this.#hardState;
  }

  snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  firstIndex(): number {
    return this.#baseIndex + 1;
  }

  lastIndex(): number {
    return this.#baseIndex + this.#entries.length;
  }

  term(index: number): number | undefined {
    if (index === this.#baseIndex) return this.#baseTerm;
    return index < this.#baseIndex ? undefined : this.#entries[index - this.#baseIndex - 1]?.term;
  }

  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    const start = range.from - this.#baseIndex - 1;
    const end = Math.min(range.to - this.#baseIndex - 1, this.#entries.length);
    if (start < 0 || start >= end) return [];
    let bytes = this.#entries[start]!.data.length;
    let stop = start + 1;
    while (stop < end) {
      bytes += this.#entries[stop]!.data.length;
      if (bytes > range.bytesMax) break;
      stop++;
    }
    return this.#entries.slice(start, stop);
  }

  /** Takes effect at once: compaction, then entries, then the hard state. */
  write(write: LogWrite): void {
    if (write.compaction !== undefined) this.#compact(write.compaction);
    const first = write.entries[0];
    if (first !== undefined) {
      invariant(first.index >= this.firstIndex() && first.index <= this.lastIndex() + 1, "entries leave no gap");
      // Setting a length, even the same, costs as much as writing the entry.
      if (first.index <= this.lastIndex()) this.#entries.length = first.index - this.#baseIndex - 1;
      for (const entry of write.entries) {
        invariant(entry.index === this.lastIndex() + 1, "entries are contiguous");
        this.#entries.push(entry);
      }
    }
    if (write.hardState !== undefined) this.#hardState = write.hardState;
  }

  /**
   * Everything that matters as one write to an empty mirror: how a {@link RaftLog} adapter begins a new file. Entries that
   * were kept although the snapshot covers them are left out.
   */
  toWrite(): LogWrite {
    const hardState = this.#hardState;
    if (this.#snapshot === undefined) return { hardState, entries: [...this.#entries] };
    const entries = this.#entries.slice(this.#snapshot.index - this.#baseIndex);
    return { hardState, entries, compaction: { snapshot: this.#snapshot } };
  }

  #compact({ snapshot, keepFrom }: Compaction): void {
    this.#snapshot = snapshot;
    if (keepFrom === undefined) {
      this.#entries = [];
      this.#baseIndex = snapshot.index;
      this.#baseTerm = snapshot.term;
      return;
    }
    invariant(this.term(snapshot.index) === snapshot.term, "a snapshot of the own log agrees with it");
    invariant(keepFrom >= this.firstIndex() && keepFrom <= snapshot.index + 1, "compaction keeps what has no snapshot");
    this.#baseTerm = this.term(keepFrom - 1)!;
    this.#entries.splice(0, keepFrom - 1 - this.#baseIndex);
    this.#baseIndex = keepFrom - 1;
  }
}
