/**
 * Simulated time, and what happens in it.
 *
 * Invariants:
 * - Events run in the order of their times; those of one time in the order in which they were asked for. So the order is total,
 *   and the same run asks and runs in the same order.
 * - Time never goes back, and moves only to the time of the next event.
 */

/** What cancels an event that has not run yet; later it does nothing. */
export interface EventHandle {
  cancel(): void;
}

/** Heaps below this size are not worth compacting. */
const COMPACT_LENGTH_MIN = 256;

class SimEvent implements EventHandle {
  readonly timeMs: number;
  readonly order: number;
  /** Null once it has run or was cancelled: the heap drops it when it comes up (lazy deletion). */
  callback: (() => void) | null;
  readonly #queue: EventQueue;

  constructor(queue: EventQueue, timeMs: number, order: number, callback: () => void) {
    this.#queue = queue;
    this.timeMs = timeMs;
    this.order = order;
    this.callback = callback;
  }

  cancel(): void {
    if (this.callback === null) return;
    this.callback = null;
    this.#queue.cancelled();
  }
}

/** A binary heap of events by time. Fractions of a millisecond count. */
export class EventQueue {
  #heap: SimEvent[] = [];
  #order = 0;
  #nowMs = 0;
  #cancelledCount = 0;
  #executed = 0;

  /** Milliseconds since the start of the run. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that have run so far. */
  get executed(): number {
    return this.#executed;
  }

  /** Events that wait, without the cancelled ones. */
  get size(): number {
    return this.#heap.length - this.#cancelledCount;
  }

  /** Calls back at a time, or as the next of this time where it is over. */
  at(timeMs: number, callback: () => void): EventHandle {
    if (Number.isNaN(timeMs)) throw new RangeError("the time of an event must be a number");
    const event = new SimEvent(this, Math.max(timeMs, this.#nowMs), this.#order++, callback);
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return event;
  }

  after(delayMs: number, callback: () => void): EventHandle {
    return this.at(this.#nowMs + delayMs, callback);
  }

  /** Moves to the next event and runs it; false where there is none. What the callback throws comes out here. */
  step(): boolean {
    const event = this.#next();
    if (event === undefined) return false;
    this.#run(event);
    return true;
  }

  /**
   * Steps until the condition holds, which is asked before the first event and after each one and must only look. Gives up when
   * `limitMs` of simulated time have passed, counted from now, or when nothing is left that could happen.
   *
   * @returns Whether it holds.
   */
  runUntil(condition: () => boolean, limitMs: number): boolean {
    const deadlineMs = this.#nowMs + limitMs;
    while (!condition()) {
      const event = this.#next();
      if (event === undefined || event.timeMs > deadlineMs) {
        this.#nowMs = deadlineMs;
        return false;
      }
      this.#run(event);
    }
    return true;
  }

  /** Lets so much simulated time pass. */
  runFor(durationMs: number): void {
    this.runUntil(() => false, durationMs);
  }

  /** @internal */
  cancelled(): void {
    this.#cancelledCount++;
    // Timeouts that are nearly always cancelled, of requests say, would otherwise fill the heap until they fall due.
    if (this.#heap.length >= COMPACT_LENGTH_MIN && this.#cancelledCount * 2 > this.#heap.length) this.#compact();
  }

  #run(event: SimEvent): void {
    const callback = event.callback!;
    this.#pop();
    event.callback = null;
    this.#nowMs = event.timeMs;
    this.#executed++;
    callback();
  }

  /** The first event that is not cancelled, still in the heap. */
  #next(): SimEvent | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.callback !== null) return first;
      this.#pop();
      this.#cancelledCount--;
    }
    return undefined;
  }

  #compact(): void {
    this.#heap = this.#heap.filter((event) => event.callback !== null);
    this.#cancelledCount = 0;
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (this.#heap.length === 0 || last === undefined) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(at: number): void {
    const heap = this.#heap;
    const event = heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, event)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #sink(at: number): void {
    const heap = this.#heap;
    const event = heap[at]!;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(event, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = event;
  }
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  return one.timeMs < other.timeMs || (one.timeMs === other.timeMs && one.order < other.order);
}
