import type { EventLog, TimerHandle, Timers } from "../ports.ts";
import type { OwnedLog } from "./log-owner.ts";

/** The logs that wait for room on the disk, each tried again from time to time. The operator hears of it once, and once when it is over. */
export class BlockedLogs {
  readonly #timers: Timers;
  readonly #retryMs: number;
  readonly #log: EventLog;
  readonly #blocked = new Set<OwnedLog>();
  #retryTimer: TimerHandle | null = null;
  #said = false;

  constructor({ timers, retryMs, log }: { timers: Timers; retryMs: number; log: EventLog }) {
    this.#timers = timers;
    this.#retryMs = retryMs;
    this.#log = log;
  }

  get count(): number {
    return this.#blocked.size;
  }

  add(log: OwnedLog): void {
    if (!this.#said) {
      this.#said = true;
      this.#log(
        "warn",
        "the disk is full: appends are refused, and the last batches cannot be read, until there is room",
      );
    }
    this.#blocked.add(log);
    this.#retryTimer ??= this.#timers.set(this.#retryMs, () => this.#retry());
  }

  forget(log: OwnedLog): void {
    this.#blocked.delete(log);
  }

  /** Nothing is tried again. */
  close(): void {
    this.#retryTimer?.cancel();
  }

  #retry(): void {
    this.#retryTimer = null;
    const blocked = [...this.#blocked];
    this.#blocked.clear();
    for (const waiting of blocked) waiting.retry();
    if (this.#blocked.size > 0) return;
    this.#said = false;
    this.#log("info", "the disk has room again");
  }
}
