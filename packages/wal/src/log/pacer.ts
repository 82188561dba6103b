import type { Defer } from "../ports.ts";
import { Fifo } from "./fifo.ts";

/**
 * Does what many ask for at the same time a few at a time, in order, and lets the event loop turn in between. One of them makes or
 * removes a folder with its files, which takes about 0.2 ms: a topic of 1,000 partitions would stop the loop for 200.
 */
export class Pacer {
  readonly #defer: Defer;
  readonly #perTurn: number;
  readonly #waiting = new Fifo<() => void>();
  #planned = false;

  constructor(defer: Defer, perTurn = 8) {
    this.#defer = defer;
    this.#perTurn = perTurn;
  }

  /** Never runs `work` from inside this call. It must not throw. */
  run(work: () => void): void {
    this.#waiting.push(work);
    this.#plan();
  }

  /** Drops what waits. */
  close(): void {
    while (this.#waiting.shift()) {}
  }

  #plan(): void {
    if (this.#planned || this.#waiting.length === 0) return;
    this.#planned = true;
    this.#defer(() => {
      this.#planned = false;
      for (let count = 0; count < this.#perTurn; count++) this.#waiting.shift()?.();
      this.#plan();
    });
  }
}
