/** What a {@link CoordinatorError} is about. Codes are only ever added. */
export type CoordinatorErrorCode =
  /** The coordinator contradicts itself: a bug. */
  | "INVARIANT_VIOLATED"
  /** A record of `__consumer_offsets` that is none. */
  | "INVALID_RECORD";

/** What the coordinator throws. Nothing that a client sends leads here: that is answered with a Kafka error code. */
export class CoordinatorError extends Error {
  override readonly name = "CoordinatorError";
  readonly code: CoordinatorErrorCode;
  readonly retriable = false;

  constructor(code: CoordinatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Stays on in production: a coordinator that contradicts itself must not go on handing out partitions. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CoordinatorError("INVARIANT_VIOLATED", message);
}
