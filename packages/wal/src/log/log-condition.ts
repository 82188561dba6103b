import { DamageError, WalError } from "../errors.ts";
import type { LogFault, LogState } from "./types.ts";

/** Whether a log can be used, and why not. */
export class LogCondition {
  readonly #name: string;
  #state: LogState = "online";
  #fault: WalError | null = null;

  /** @param fault What was found wrong while the log was recovered. */
  constructor({ topic, partition }: { readonly topic: string; readonly partition: number }, fault: WalError | null) {
    this.#name = `${topic}-${partition}`;
    if (fault) this.fail(fault);
  }

  get state(): LogState {
    return this.#state;
  }

  get fault(): WalError | null {
    return this.#fault;
  }

  /** What is damaged, and where; null where nothing is known to be. */
  get damage(): LogFault | null {
    const fault = this.#fault;
    if (!(fault instanceof DamageError)) return null;
    const { file, position, reason } = fault;
    return { place: { file, position }, reason };
  }

  requireOnline(): void {
    if (this.#state === "online") return;
    throw this.#fault ?? this.#closedError();
  }

  requireNotClosed(): void {
    if (this.#state === "closed") throw this.#closedError();
  }

  /** The log starts over, with nothing wrong. */
  reset(): void {
    this.#state = "online";
    this.#fault = null;
  }

  close(): void {
    this.#state = "closed";
  }

  /** Notes an error. False where it changes nothing: it is known already, or something worse is. */
  fail(error: WalError): boolean {
    const known = this.#state === "quarantined" && error instanceof DamageError;
    if (known || this.#state === "offline" || this.#state === "closed") return false;
    this.#fault = error;
    this.#state = error instanceof DamageError ? "quarantined" : "offline";
    return true;
  }

  #closedError(): WalError {
    return new WalError("closed", `the log of ${this.#name} is closed`);
  }
}
