/** A Fetch that waits for more bytes, registered with each partition that it reads. */
export interface FetchWaiter {
  /** There may be more to read, or the partition has a new leader: look again. May remove itself from any partition. */
  wake(): void;
}

/** The fetches that wait for one partition. */
export class FetchWaiters {
  readonly #waiting = new Set<FetchWaiter>();

  get count(): number {
    return this.#waiting.size;
  }

  add(waiter: FetchWaiter): void {
    this.#waiting.add(waiter);
  }

  remove(waiter: FetchWaiter): void {
    this.#waiting.delete(waiter);
  }

  wakeAll(): void {
    if (this.#waiting.size === 0) return;
    for (const waiter of [...this.#waiting]) waiter.wake();
  }
}
