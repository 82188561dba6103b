import { type Entry, type HardState, LogMirror, type LogWrite, type RaftLog, type Snapshot } from "@chronik/raft-core";

/**
 * A log that costs as little as one can: in memory, and durable as soon as its owner calls {@link complete}, which is never
 * from inside `append`. Reads are answered by the same {@link LogMirror} that a log on a disk uses.
 */
export class InstantLog implements RaftLog {
  readonly #mirror = new LogMirror();
  #waiting: ((error: Error | null) => void)[] = [];

  hardState(): HardState {
    return this.#mirror.hardState();
  }

  snapshot(): Snapshot | undefined {
    return this.#mirror.snapshot();
  }

  firstIndex(): number {
    return this.#mirror.firstIndex();
  }

  lastIndex(): number {
    return this.#mirror.lastIndex();
  }

  term(index: number): number | undefined {
    return this.#mirror.term(index);
  }

  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    return this.#mirror.entries(range);
  }

  append(write: LogWrite, done: (error: Error | null) => void): void {
    this.#mirror.write(write);
    this.#waiting.push(done);
  }

  /** False: nothing waited. */
  complete(): boolean {
    const waiting = this.#waiting;
    if (waiting.length === 0) return false;
    this.#waiting = [];
    for (const done of waiting) done(null);
    return true;
  }
}

/** How often the state machine asked its log something, by method. */
export type ReadCounts = Record<"firstIndex" | "lastIndex" | "term" | "entries", number>;

/** Counts what it is asked, in `counts`, which several logs may share. */
export class CountingLog extends InstantLog {
  readonly #counts: ReadCounts;

  constructor(counts: ReadCounts) {
    super();
    this.#counts = counts;
  }

  override firstIndex(): number {
    this.#counts.firstIndex++;
    return super.firstIndex();
  }

  override lastIndex(): number {
    this.#counts.lastIndex++;
    return super.lastIndex();
  }

  override term(index: number): number | undefined {
    this.#counts.term++;
    return super.term(index);
  }

  override entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    this.#counts.entries++;
    return super.entries(range);
  }
}
