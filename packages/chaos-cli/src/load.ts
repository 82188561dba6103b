import type { AckedProducer } from "./acked-producer.ts";

/** Records of one request: small, so that many requests are acknowledged, and one is always under way. */
const RECORDS_PER_REQUEST = 5;

/** Produces without a pause until told to stop. */
export class Load {
  readonly #producer: AckedProducer;
  readonly #done: Promise<void>;
  #stopping = false;
  #error: unknown;

  constructor(producer: AckedProducer) {
    this.#producer = producer;
    this.#done = this.#run();
    this.#done.catch((error: unknown) => {
      this.#error = error;
    });
  }

  /** How many records have been acknowledged so far. @throws Error where one could not be had acknowledged. */
  countAcked(): number {
    if (this.#error !== undefined) throw this.#error;
    return this.#producer.acked.length;
  }

  /** Resolves when what is under way is acknowledged. @throws Error where a record could not be had acknowledged. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) await this.#producer.send(RECORDS_PER_REQUEST);
  }
}
