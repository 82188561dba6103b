import type { LogFields, Logger } from "@chronik/broker";

/** How often something that a stranger can cause at will may be logged. */
const LINES_PER_WINDOW_MAX = 10;
const WINDOW_MS = 10_000;

/** Logs at most so many lines in a while, then only how many it left out: no stranger can flood the log. */
export class LogBudget {
  readonly #logger: Logger;
  readonly #nowMs: () => number;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #lines = 0;

  constructor(options: { logger: Logger; nowMs: () => number }) {
    this.#logger = options.logger;
    this.#nowMs = options.nowMs;
  }

  warn(message: string, fields?: LogFields): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#windowStartMs >= WINDOW_MS) {
      const leftOut = this.#lines - LINES_PER_WINDOW_MAX;
      if (leftOut > 0) this.#logger.warn("more of the like were not logged", { leftOut });
      this.#windowStartMs = nowMs;
      this.#lines = 0;
    }
    if (this.#lines++ < LINES_PER_WINDOW_MAX) this.#logger.warn(message, fields);
  }
}
