import { errorCodes, errorInfo } from "@chronik/kafka-protocol";

/**
 * The errors after which it is certain that this attempt has written nothing. Any other leaves it open: a leader that is deposed
 * while a batch waits for its followers answers NOT_LEADER_OR_FOLLOWER although it has the batch, which may be committed yet.
 */
const REFUSALS: ReadonlySet<number> = new Set([
  errorCodes.CORRUPT_MESSAGE,
  errorCodes.MESSAGE_TOO_LARGE,
  errorCodes.INVALID_TOPIC_EXCEPTION,
  errorCodes.RECORD_LIST_TOO_LARGE,
  errorCodes.NOT_ENOUGH_REPLICAS,
  errorCodes.INVALID_REQUIRED_ACKS,
  errorCodes.INVALID_TIMESTAMP,
  errorCodes.UNSUPPORTED_VERSION,
  errorCodes.INVALID_REQUEST,
  errorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
  errorCodes.INVALID_PRODUCER_EPOCH,
  errorCodes.UNKNOWN_PRODUCER_ID,
  errorCodes.INVALID_TXN_STATE,
  errorCodes.UNSUPPORTED_COMPRESSION_TYPE,
  errorCodes.INVALID_RECORD,
]);

/** Whether an attempt that was answered so has certainly written nothing. */
export function isRefusal(error: number): boolean {
  return REFUSALS.has(error);
}

/** Whether a producer tries again after it. */
export function isRetriable(error: number): boolean {
  return errorInfo(error)?.retriable === true;
}

/** The name of an error code, for the history. */
export function errorName(error: number): string {
  return errorInfo(error)?.name ?? `error ${error}`;
}
