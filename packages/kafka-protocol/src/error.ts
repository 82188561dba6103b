/** What a {@link ProtocolError} is about. Codes are only ever added. */
export type ProtocolErrorCode =
  /** The bytes end before the message does. */
  | "TRUNCATED"
  /** The message ends before the bytes do. */
  | "TRAILING_BYTES"
  /** A length, a count or a size that is negative, too large, or disagrees with what it covers. */
  | "INVALID_LENGTH"
  /** A variable-length integer that goes on for too long or does not fit its type. */
  | "INVALID_VARINT"
  /** More elements in one message than a reader is willing to hold. */
  | "LIMIT_EXCEEDED"
  /** Null where this version of the message does not allow it. */
  | "UNEXPECTED_NULL"
  /** A number (or UUID) to encode that its wire type cannot hold. */
  | "OUT_OF_RANGE"
  /** A field to encode that this version of the message does not have, and that may not be dropped. */
  | "FIELD_NOT_IN_VERSION"
  /** A version that the message is not defined for. */
  | "UNSUPPORTED_VERSION"
  /** A record batch whose contents contradict its header. */
  | "INVALID_BATCH"
  /** A record batch compressed in a way that cannot be undone. */
  | "COMPRESSION_FAILED"
  /** Bytes that are not what was written: their checksum does not match. */
  | "CHECKSUM_MISMATCH";

/**
 * The one error this package throws. Whatever bytes a decoder is given, it returns a value or throws this; an encoder
 * throws it for a value that the version cannot carry. It is never worth retrying with the same input.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;
  readonly retriable = false;

  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
