import { errorCodes } from "@chronik/kafka-protocol";
import type { CommandResult, MetadataCommand } from "./metadata/command.ts";

/** Ids that are taken from the metadata log at once. */
const BLOCK_SIZE = 1000;
const ALLOCATION_TIMEOUT_MS = 5000;
/** Requests that may wait for a block; beyond that the client is told to come again. */
const WAITING_MAX = 10_000;

type Propose = (
  command: MetadataCommand,
  options: { timeoutMs: number },
  done: (result: CommandResult) => void,
) => void;

/**
 * Hands out producer ids, each once in the life of the cluster (KIP-730).
 *
 * Invariant: an id is handed out only from a block that the metadata log gave to this process life. What is left of a block
 * when the process ends is never used.
 */
export class ProducerIds {
  readonly #propose: Propose;
  readonly #waiting: ((error: number, producerId: number) => void)[] = [];
  #next = 0;
  #end = 0;
  #allocating = false;

  constructor(propose: Propose) {
    this.#propose = propose;
  }

  /** `done(0, id)`, or a Kafka error code and −1. */
  allocate(done: (error: number, producerId: number) => void): void {
    if (this.#waiting.length >= WAITING_MAX) return done(errorCodes.COORDINATOR_LOAD_IN_PROGRESS, -1);
    this.#waiting.push(done);
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#next < this.#end) this.#waiting.shift()!(errorCodes.NONE, this.#next++);
    if (this.#waiting.length === 0 || this.#allocating) return;
    this.#allocating = true;
    this.#propose(
      { kind: "allocateProducerIds", count: BLOCK_SIZE },
      { timeoutMs: ALLOCATION_TIMEOUT_MS },
      (result) => {
        this.#allocating = false;
        if (result.error !== errorCodes.NONE || result.firstProducerId === undefined) return this.#fail();
        this.#next = result.firstProducerId;
        this.#end = this.#next + BLOCK_SIZE;
        this.#serve();
      },
    );
  }

  /** Retriable for every client: the metadata log has no leader just now. */
  #fail(): void {
    for (const done of this.#waiting.splice(0)) done(errorCodes.COORDINATOR_LOAD_IN_PROGRESS, -1);
  }
}
