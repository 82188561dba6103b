import { WalError } from "../errors.ts";

/** What a log threw, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new WalError("partitionOffline", "the log threw what is no Error", thrown);
}

/** Whether the log refused for the moment only: no room, or too much under way. */
export function isRetriable(thrown: unknown): boolean {
  return (thrown as { retriable?: unknown } | null)?.retriable === true;
}

/** Whether the log refused what it was given, and is itself as sound as before. */
export function isBadBatch(thrown: unknown): boolean {
  return thrown instanceof WalError && thrown.code === "badBatch";
}
