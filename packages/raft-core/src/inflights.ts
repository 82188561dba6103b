import { invariant } from "./error.ts";

/** One append on its way to a follower. */
interface Flight {
  /** The last index in it. */
  readonly lastIndex: number;
  readonly bytes: number;
}

/**
 * The appends sent to one follower and not acknowledged yet: a window, limited in count and bytes. The limit in bytes is
 * soft by one message: what begins below it is sent whole.
 *
 * Invariant: last indexes grow from the oldest flight to the newest.
 */
export class Inflights {
  readonly #countMax: number;
  readonly #bytesMax: number;
  readonly #flights: Flight[] = [];
  #bytes = 0;

  constructor(limits: { countMax: number; bytesMax: number }) {
    this.#countMax = limits.countMax;
    this.#bytesMax = limits.bytesMax;
  }

  get count(): number {
    return this.#flights.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get full(): boolean {
    return this.#flights.length >= this.#countMax || this.#bytes >= this.#bytesMax;
  }

  add(lastIndex: number, bytes: number): void {
    invariant(!this.full, "nothing is sent into a full window");
    const newest = this.#flights.at(-1);
    invariant(newest === undefined || newest.lastIndex < lastIndex, "flights are added in log order");
    this.#flights.push({ lastIndex, bytes });
    this.#bytes += bytes;
  }

  /** An acknowledgement is cumulative: it frees every flight that ends at or below it. */
  acknowledge(matchIndex: number): void {
    let freed = 0;
    for (const flight of this.#flights) {
      if (flight.lastIndex > matchIndex) break;
      this.#bytes -= flight.bytes;
      freed++;
    }
    if (freed > 0) this.#flights.splice(0, freed);
  }

  clear(): void {
    this.#flights.length = 0;
    this.#bytes = 0;
  }
}
