import { errorCodes } from "@chronik/kafka-protocol";

/** A producer (or coordinator) that waits for its batch to be committed. */
export interface AppendWaiter {
  /** Answered when the high watermark reaches this: the offset after its last record. */
  readonly requiredOffset: number;
  /** By the monotonic clock; `Infinity` for one that waits as long as this node leads. */
  readonly deadlineMs: number;
  /** Called once. 0, or the Kafka error code of why the append may not be committed. */
  readonly done: (error: number) => void;
}

/**
 * The acks=all appends of one partition in the order in which they were appended, which is the order of their offsets.
 *
 * Invariant: `requiredOffset` never falls from one waiter to the next but for duplicates that are answered early, so the
 * committed ones are at the front. Callbacks run after the list is consistent: they may append.
 */
export class AppendWaiters {
  #waiting: AppendWaiter[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  add(waiter: AppendWaiter): void {
    this.#waiting.push(waiter);
  }

  /** Answers all that the high watermark covers with success. */
  committed(highWatermark: number): void {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count]!.requiredOffset <= highWatermark) count++;
    if (count === 0) return;
    for (const waiter of this.#waiting.splice(0, count)) waiter.done(errorCodes.NONE);
  }

  /** Answers those whose time is up. */
  expire(nowMs: number, error: number): void {
    this.#failWhere((waiter) => waiter.deadlineMs <= nowMs, error);
  }

  /** Answers those who would not wait for ever: there is no telling when it will be committed. */
  failBounded(error: number): void {
    this.#failWhere((waiter) => waiter.deadlineMs !== Number.POSITIVE_INFINITY, error);
  }

  /** Answers everyone: this node no longer leads, or its log failed. */
  failAll(error: number): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const waiter of all) waiter.done(error);
  }

  #failWhere(fails: (waiter: AppendWaiter) => boolean, error: number): void {
    const failing = this.#waiting.filter(fails);
    if (failing.length === 0) return;
    SIMULATION: globalThis.chronikSometimes?.("a producer waits in vain");
    this.#waiting = this.#waiting.filter((waiter) => !fails(waiter));
    for (const waiter of failing) waiter.done(error);
  }
}
