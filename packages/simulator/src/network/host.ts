import { HostPower } from "./host-power.ts";
import type { SimListener } from "./sim-listener.ts";

const EPHEMERAL_PORT_MIN = 32_768;
const PORT_MAX = 65_535;

/** A machine's place in the network: it is there whether a process runs on it or not. */
export class Host extends HostPower {
  /** By port. */
  readonly listeners = new Map<number, SimListener>();
  #lastPort = EPHEMERAL_PORT_MIN;

  /** One that nobody listens on and that was not used lately. */
  freePort(): number {
    do {
      this.#lastPort = this.#lastPort === PORT_MAX ? EPHEMERAL_PORT_MIN : this.#lastPort + 1;
    } while (this.listeners.has(this.#lastPort));
    return this.#lastPort;
  }
}
