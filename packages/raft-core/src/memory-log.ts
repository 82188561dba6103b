import type { Entry, HardState, Snapshot } from "./entry.ts";
import { invariant } from "./error.ts";
import { LogMirror } from "./log-mirror.ts";
import type { LogWrite, RaftLog } from "./ports.ts";

interface Waiting {
  readonly write: LogWrite;
  readonly done: (error: Error | null) => void;
}

/**
 * A {@link RaftLog} without a disk, for tests and examples. What was written can be read at once, and is lost by a
 * {@link crash} unless its write was completed before: by hand with {@link complete}, or by `schedule`.
 */
export class MemoryLog implements RaftLog {
  readonly #visible = new LogMirror();
  readonly #durable = new LogMirror();
  readonly #schedule: ((task: () => void) => void) | undefined;
  #waiting: Waiting[] = [];
  #failure: Error | undefined;

  /** `schedule` is called once per write with what completes it, and must not call that before it returns, e.g. `queueMicrotask`. */
  constructor(options: { schedule?: (task: () => void) => void } = {}) {
    this.#schedule = options.schedule;
  }

  /** As {@link LogReader.hardState}. */
  hardState(): HardState {
    return this.#visible.hardState();
  }

  snapshot(): Snapshot | undefined {
    return this.#visible.snapshot();
  }

  firstIndex(): number {
    return this.#visible.firstIndex();
  }

  lastIndex(): number {
    return this.#visible.lastIndex();
  }

  term(index: number): number | undefined {
    return this.#visible.term(index);
  }

  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    return this.#visible.entries(range);
  }

  append(write: LogWrite, done: (error: Error | null) => void): void {
    this.#visible.write(write);
    this.#waiting.push({ write, done });
    this.#schedule?.(() => this.complete(1));
  }

  /** Writes that are not durable yet. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** What a crash would leave. */
  get durable(): LogMirror {
    return this.#durable;
  }

  /** Makes the oldest writes durable, all by default, and tells their writers. After {@link fail} it tells the error. */
  complete(count: number = this.#waiting.length): void {
    for (const { write, done } of this.#waiting.splice(0, count)) {
      if (this.#failure === undefined) this.#durable.write(write);
      done(this.#failure ?? null);
    }
  }

  /** From now on every write fails. */
  fail(error: Error): void {
    this.#failure = error;
  }

  /**
   * Power is lost, after the oldest `survivors` of the waiting writes have reached the disk unseen. Returns the log as it
   * is found afterwards; this one never answers again.
   */
  crash(survivors = 0): MemoryLog {
    invariant(survivors <= this.#waiting.length, "only what was written survives");
    for (const { write } of this.#waiting.slice(0, survivors)) this.#durable.write(write);
    this.#waiting = [];
    const next = new MemoryLog(this.#schedule === undefined ? {} : { schedule: this.#schedule });
    const found = this.#durable.toWrite();
    next.#visible.write(found);
    next.#durable.write(found);
    return next;
  }
}
