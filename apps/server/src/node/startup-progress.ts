import type { LogFields, Logger } from "@chronik/broker";

/** What a node goes through before it is ready, in this order. */
export const STARTUP_STEPS = [
  "configuration and data folder",
  "recovery of journals and partition logs",
  "raft message loop",
  "peer receiver",
  "waiting for a leader",
  "registration",
  "Kafka listener",
] as const;

/** How far a node is, for its log and for `/readyz`. */
export class StartupProgress {
  readonly #logger: Logger;
  #done = 0;
  #stopping = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get isReady(): boolean {
    return this.#done === STARTUP_STEPS.length && !this.#stopping;
  }

  /** In a few words: "ready", "stopping", or the step that is under way. */
  get words(): string {
    if (this.#stopping) return "stopping";
    const step = STARTUP_STEPS[this.#done];
    return step === undefined ? "ready" : `startup ${this.#done + 1}/${STARTUP_STEPS.length}: ${step}`;
  }

  /** The step under way has been done; logs the one line about it. */
  completed(message: string, fields?: LogFields): void {
    this.#done++;
    this.#logger.info(`startup ${this.#done}/${STARTUP_STEPS.length} ${message}`, fields);
  }

  stopping(): void {
    this.#stopping = true;
  }
}
