import type { ReadIndexRefusal } from "./read-index.ts";

/** What became of a read. `readIndex`: what is applied here covers at least this index. */
export type ReadOutcome =
  | { readonly ok: true; readonly readIndex: number }
  | { readonly ok: false; readonly reason: ReadIndexRefusal | "leadershipLost" | "timeout" };

/** Called once. */
export type ReadCallback = (outcome: ReadOutcome) => void;

interface Confirmed {
  readonly readIndex: number;
  readonly callback: ReadCallback;
}

/**
 * Callbacks of reads, from the question until the state machine has caught up with the answer. Each is called once. How
 * many wait for an answer is limited by the node (`pendingReadsMax`); confirmed ones wait only for entries that are
 * committed already.
 */
export class WaitingReads {
  #lastId = 0;
  readonly #asked = new Map<number, ReadCallback>();
  #confirmed: Confirmed[] = [];

  /** Returns the id to ask under. */
  add(callback: ReadCallback): number {
    this.#asked.set(++this.#lastId, callback);
    return this.#lastId;
  }

  confirm(readId: number, readIndex: number, applied: number): void {
    const callback = this.#take(readId);
    if (callback === undefined) return;
    if (readIndex <= applied) callback({ ok: true, readIndex });
    else this.#confirmed.push({ readIndex, callback });
  }

  refuse(readId: number, reason: ReadIndexRefusal | "leadershipLost" | "timeout"): void {
    this.#take(readId)?.({ ok: false, reason });
  }

  /** The state machine has everything up to `index`. */
  applied(index: number): void {
    const confirmed = this.#confirmed;
    this.#confirmed = confirmed.filter((read) => read.readIndex > index);
    for (const { readIndex, callback } of confirmed) if (readIndex <= index) callback({ ok: true, readIndex });
  }

  refuseAll(reason: ReadIndexRefusal): void {
    const callbacks = [...this.#asked.values(), ...this.#confirmed.map((read) => read.callback)];
    this.#asked.clear();
    this.#confirmed = [];
    for (const callback of callbacks) callback({ ok: false, reason });
  }

  #take(readId: number): ReadCallback | undefined {
    const callback = this.#asked.get(readId);
    this.#asked.delete(readId);
    return callback;
  }
}
