import type { Entry, HardState, Snapshot } from "./entry.ts";
import { invariant } from "./error.ts";
import { checkLog } from "./log-check.ts";
import type { Mutable } from "./mutable.ts";
import type { Compaction, LogReader, LogWrite } from "./ports.ts";
import { WritePipeline } from "./write-pipeline.ts";

/**
 * The log as the state machine of this node sees it: what was handed to storage (read through {@link LogReader}), and
 * behind it the entries that the next write will carry.
 *
 * Invariants: indexes have no gap; terms never fall; pending entries begin where what storage keeps of its own ends;
 * a pending snapshot replaces everything that storage holds.
 */
export class LogView {
  readonly pipeline: WritePipeline;
  readonly #reader: LogReader;
  /** For the next write. Where `#pending[0].index` is in storage, it replaces storage's tail. */
  #pending: Entry[] = [];
  /** For the next write: came from a leader, the log begins anew behind it. */
  #installed: Snapshot | undefined;
  /** For the next write: taken here, the log loses its head. */
  #compaction: Compaction | undefined;
  /** What storage must hold once the last write was handed over. */
  #handedOverLastIndex: number;

  constructor(reader: LogReader) {
    checkLog(reader);
    this.#reader = reader;
    this.#handedOverLastIndex = reader.lastIndex();
    this.pipeline = new WritePipeline(reader.lastIndex());
  }

  get firstIndex(): number {
    return this.#installed === undefined ? this.#reader.firstIndex() : this.#installed.index + 1;
  }

  get lastIndex(): number {
    const last = this.#pending.at(-1);
    if (last !== undefined) return last.index;
    return this.#installed === undefined ? this.#reader.lastIndex() : this.#installed.index;
  }

  get lastTerm(): number {
    return this.term(this.lastIndex)!;
  }

  get snapshot(): Snapshot | undefined {
    return this.#installed ?? this.#compaction?.snapshot ?? this.#reader.snapshot();
  }

  /** The term of an index in `[firstIndex - 1, lastIndex]`, else undefined. */
  term(index: number): number | undefined {
    const first = this.#pending[0];
    if (first !== undefined && index >= first.index) return this.#pending[index - first.index]?.term;
    if (this.#installed !== undefined) return index === this.#installed.index ? this.#installed.term : undefined;
    return this.#reader.term(index);
  }

  /** As {@link LogReader.entries}. */
  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    const { from, bytesMax } = range;
    const to = Math.min(range.to, this.lastIndex + 1);
    if (from >= to) return [];
    invariant(from >= this.firstIndex, "only what is in the log is read");
    const pendingFrom = this.#pending[0]?.index ?? Number.POSITIVE_INFINITY;
    const stored = from < pendingFrom ? this.#reader.entries({ from, to: Math.min(to, pendingFrom), bytesMax }) : [];
    if (stored.length > 0 && from + stored.length < pendingFrom) return stored;
    if (from + stored.length >= to) return stored;
    const start = from + stored.length - pendingFrom;
    const end = to - pendingFrom;
    let bytes = payloadBytes(stored);
    let stop = start;
    while (stop < end) {
      bytes += this.#pending[stop]!.data.length;
      if (bytes > bytesMax && (stored.length > 0 || stop > start)) break;
      stop++;
    }
    const pending = this.#pending.slice(start, stop);
    return stored.length === 0 ? pending : [...stored, ...pending];
  }

  /** Appends, after removing everything from the first entry's index on. */
  append(entries: readonly Entry[]): void {
    const from = entries[0]!.index;
    invariant(from >= this.firstIndex && from <= this.lastIndex + 1, "entries join the log without a gap");
    if (from <= this.lastIndex) this.pipeline.truncatedFrom(from);
    const pendingFrom = this.#pending[0]?.index ?? from;
    if (from <= pendingFrom) this.#pending = [...entries];
    else {
      if (this.#pending.length > from - pendingFrom) this.#pending.length = from - pendingFrom;
      for (const entry of entries) this.#pending.push(entry);
    }
  }

  /** The log begins anew behind a snapshot from the leader. */
  install(snapshot: Snapshot): void {
    this.pipeline.truncatedFrom(1);
    this.#pending = [];
    this.#compaction = undefined;
    this.#installed = snapshot;
  }

  /** The next write stores the snapshot and drops entries below `keepFrom`. */
  compact(compaction: Compaction): void {
    invariant(this.#installed === undefined, "a snapshot that is being installed is newer than any taken here");
    this.#compaction = compaction;
  }

  /** Whether there is anything for the next write. */
  get writeDue(): boolean {
    return this.#pending.length > 0 || this.#installed !== undefined || this.#compaction !== undefined;
  }

  /** The next write, with the hard state where that changed. From here on the caller owes it to storage before it calls anything else. */
  take(hardState: HardState | undefined): LogWrite {
    this.#handedOverLastIndex = this.lastIndex;
    const write: Mutable<LogWrite> = { entries: this.#pending };
    const compaction = this.#installed === undefined ? this.#compaction : { snapshot: this.#installed };
    if (compaction !== undefined) write.compaction = compaction;
    if (hardState !== undefined) write.hardState = hardState;
    this.#pending = [];
    this.#installed = undefined;
    this.#compaction = undefined;
    return write;
  }

  /** Up to where storage was given the log as it is now. */
  get writtenIndex(): number {
    if (this.#installed !== undefined) return 0;
    return this.#pending.length > 0 ? this.#pending[0]!.index - 1 : this.lastIndex;
  }

  /** Where the log ended when the last write was taken. */
  get handedOverLastIndex(): number {
    return this.#handedOverLastIndex;
  }

  /** The contract between `take` and storage. */
  assertHandedOver(): void {
    invariant(
      this.#reader.lastIndex() === this.#handedOverLastIndex,
      "a Ready's write is handed to the log before the node is called again",
    );
  }

  /**
   * The largest index `<= index` whose term here is `<= term`, or unknown: where a log that has `term` at `index` may
   * still agree with this one (section 5.3).
   */
  lastIndexOfTermAtMost(index: number, term: number): { index: number; term: number } {
    for (let at = index; at > 0; at--) {
      const ours = this.term(at);
      if (ours === undefined) return { index: at, term: 0 };
      if (ours <= term) return { index: at, term: ours };
    }
    return { index: 0, term: 0 };
  }
}

export function payloadBytes(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const entry of entries) bytes += entry.data.length;
  return bytes;
}
