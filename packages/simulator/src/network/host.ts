import type { Pipe } from "./pipe.ts";
import type { SimListener } from "./sim-listener.ts";

const EPHEMERAL_PORT_MIN = 32_768;
const PORT_MAX = 65_535;

/** A machine's place in the network: it is there whether a process runs on it or not, and off when its power is. */
export class Host {
  readonly name: string;
  readonly listeners = new Map<number, SimListener>();
  #isOn = true;
  #nextPort = EPHEMERAL_PORT_MIN;
  #waiters = new Set<Pipe>();

  constructor(name: string) {
    this.name = name;
  }

  /** Off, it answers nothing: neither yes nor no. */
  get isOn(): boolean {
    return this.#isOn;
  }

  switchOff(): void {
    this.#isOn = false;
  }

  /** @param retryDelayMs Draws when TCP, which knows nothing of this, tries again. */
  switchOn(retryDelayMs: () => number): void {
    if (this.#isOn) return;
    this.#isOn = true;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const waiter of waiters) waiter.hostCameBack(retryDelayMs());
  }

  /** For bytes that are on their way to a host that is off. */
  wait(pipe: Pipe): void {
    this.#waiters.add(pipe);
  }

  /** One that nobody listens on and that was not used lately. */
  freePort(): number {
    do {
      this.#nextPort = this.#nextPort === PORT_MAX ? EPHEMERAL_PORT_MIN : this.#nextPort + 1;
    } while (this.listeners.has(this.#nextPort));
    return this.#nextPort;
  }
}
