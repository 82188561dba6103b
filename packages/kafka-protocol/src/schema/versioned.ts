import { ProtocolError } from "../error.ts";
import { Codec, type CodecOptions } from "./codec.ts";
import type { Fields, Infer, InferInput } from "./field.ts";

const PREFIX_BYTES = 2;

/** A decoded structure and the version that it was written in. */
export interface Versioned<Value> {
  readonly version: number;
  readonly value: Value;
}

/**
 * A structure that says its own version, in two bytes before it: what is kept in the values of internal topics, and what
 * group members send each other.
 */
export class VersionedCodec<F extends Fields> {
  readonly codec: Codec<F>;

  constructor(options: CodecOptions<F>) {
    this.codec = new Codec(options);
  }

  /** @throws ProtocolError where this version cannot carry the value. */
  encode(value: InferInput<F>, version: number): Uint8Array {
    return prefixed(version, this.codec.encode(value, version));
  }

  /**
   * Fields of type bytes are views of `bytes`.
   *
   * @throws ProtocolError where `bytes` are not exactly one such structure, UNSUPPORTED_VERSION where it is newer.
   */
  decode(bytes: Uint8Array): Versioned<Infer<F>> {
    const version = readPrefix(bytes);
    return { version, value: this.codec.decode(bytes, version, PREFIX_BYTES) };
  }
}

/** The two bytes that precede a structure, as a signed integer. */
export function readPrefix(bytes: Uint8Array): number {
  if (bytes.length < PREFIX_BYTES) {
    throw new ProtocolError("TRUNCATED", `${bytes.length} bytes, too few for a version`);
  }
  return ((bytes[0]! << 24) >> 16) | bytes[1]!;
}

/** `bytes` with two bytes before them. */
export function prefixed(prefix: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(PREFIX_BYTES + bytes.length);
  whole[0] = prefix >> 8;
  whole[1] = prefix;
  whole.set(bytes, PREFIX_BYTES);
  return whole;
}
