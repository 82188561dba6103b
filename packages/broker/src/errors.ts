/** What went wrong in a broker, outside of any request. Codes are only ever added. */
export type BrokerErrorCode =
  /** A journal can neither write nor sync any more. */
  | "storageFailed"
  /** The metadata log cannot be applied, or Raft has found its own log to contradict itself. */
  | "metadataFailed"
  /** Another process has registered as this node. */
  | "replaced";

/** Ends the node: it acknowledges nothing from here on. */
export class BrokerError extends Error {
  override readonly name = "BrokerError";
  readonly code: BrokerErrorCode;
  readonly retriable = false;

  constructor(code: BrokerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
