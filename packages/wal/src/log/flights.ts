import { assert } from "../errors.ts";
import type { DestructiveEffect, WriteEffect } from "./effects.ts";
import { Fifo } from "./fifo.ts";
import type { Done } from "./types.ts";

/** A frame that the journal has taken and not made durable yet. */
export interface Flight {
  /** Where the durable part of the log ends once it is. */
  endOffset: number;
  /** What may happen to the files then. */
  readonly effect: DestructiveEffect | null;
  /** What is written to the files meanwhile. */
  readonly write: WriteEffect | null;
  readonly done: Done;
}

/** The frames of one log on their way, in the order of the journal. */
export class Flights {
  readonly #flights = new Fifo<Flight>();

  push(flight: Flight): void {
    this.#flights.push(flight);
  }

  /** The first of them has become durable, or never will. */
  land(): Flight {
    const flight = this.#flights.shift();
    assert(flight !== undefined, "a frame becomes durable once");
    return flight;
  }

  /** What is beyond `offset` was removed: that it becomes durable says nothing any more. */
  cutAt(offset: number): void {
    for (const flight of this.#flights) flight.endOffset = Math.min(flight.endOffset, offset);
  }
}
