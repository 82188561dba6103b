/** Something on its way to a host that is off. */
export interface PowerWaiter {
  /** The host is on again, and knows nothing of what was before. `delayMs` passes until TCP, which knows nothing of this, tries again. */
  hostCameBack(delayMs: number): void;
}

/** Whether a host is there. Off, it answers nothing: neither yes nor no. */
export class HostPower {
  readonly name: string;
  #isOn = true;
  #waiters = new Set<PowerWaiter>();

  constructor(name: string) {
    this.name = name;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  switchOff(): void {
    this.#isOn = false;
  }

  /** @param retryDelayMs Draws a delay for each who waits. */
  switchOn(retryDelayMs: () => number): void {
    if (this.#isOn) return;
    this.#isOn = true;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const waiter of waiters) waiter.hostCameBack(retryDelayMs());
  }

  /** Tells the waiter, once, when the host is on again. */
  wait(waiter: PowerWaiter): void {
    this.#waiters.add(waiter);
  }
}
