import { WalError } from "@chronik/wal";

/** Whether an error of a log's concerns one call only: there is no room for the moment, or what was asked for is not there. */
export function isPassing(error: Error): boolean {
  return error instanceof WalError && (error.retriable || error.code === "offsetOutOfRange");
}

/** Whether the log was closed, or failed with all others of the node, which stops then: there is nothing to tell the metadata. */
export function endsWithNode(error: Error): boolean {
  return error instanceof WalError && (error.code === "closed" || error.code === "journalFailed");
}
