import type { TimerHandle, Timers } from "../../ports.ts";
import type { TurnEnd } from "../ports.ts";

interface Event {
  readonly atMs: number;
  readonly order: number;
  callback: (() => void) | null;
}

/**
 * Virtual time and turns. An event is a turn: when it returns, what it deferred runs, until nothing is deferred. Events of
 * one instant keep their order.
 */
export class EventLoop implements Timers, TurnEnd {
  nowMs = 0;
  #order = 0;
  readonly #heap: Event[] = [];
  #deferred: (() => void)[] = [];

  set(delayMs: number, callback: () => void): TimerHandle {
    const event: Event = { atMs: this.nowMs + delayMs, order: this.#order++, callback };
    this.#push(event);
    return {
      cancel: () => {
        event.callback = null;
      },
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Runs `work` as a turn of its own. */
  turn(work: () => void): void {
    work();
    this.#endTurn();
  }

  /** False: nothing is left to run. */
  step(): boolean {
    for (;;) {
      const event = this.#pop();
      if (event === undefined) return false;
      if (event.callback === null) continue;
      this.nowMs = event.atMs;
      event.callback();
      this.#endTurn();
      return true;
    }
  }

  /** Runs all that falls due up to the given time. */
  runUntil(atMs: number): void {
    this.#endTurn();
    while ((this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) this.step();
    this.nowMs = Math.max(this.nowMs, atMs);
  }

  /** Runs until nothing is left. Throws where that takes more than `stepsMax` events: something never comes to rest. */
  runToRest(stepsMax: number): void {
    this.#endTurn();
    for (let steps = 0; this.step(); steps++) {
      if (steps > stepsMax) throw new Error(`no rest after ${stepsMax} events, at ${this.nowMs} ms`);
    }
  }

  #endTurn(): void {
    while (this.#deferred.length > 0) {
      const deferred = this.#deferred;
      this.#deferred = [];
      for (const callback of deferred) callback();
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(left: Event, right: Event): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
