import { ProtocolError } from "../error.ts";
import { Codec } from "./codec.ts";
import type { Fields, Infer, InferInput } from "./field.ts";
import { prefixed, readPrefix } from "./versioned.ts";

/**
 * The key of a record in an internal topic: two bytes that tell what kind of record it is, and its fields. Keys have
 * one version only, for a key that changed would no longer replace its predecessor.
 */
export class KeyCodec<F extends Fields> {
  /** The kinds that have these fields; the last one is written. */
  readonly kinds: readonly number[];
  readonly #codec: Codec<F>;

  constructor(options: { readonly name: string; readonly kinds: readonly [number, ...number[]]; readonly fields: F }) {
    this.kinds = options.kinds;
    this.#codec = new Codec({ name: options.name, versions: "0", flexible: "none", fields: options.fields });
  }

  /** @throws ProtocolError where a value does not fit its field. */
  encode(value: InferInput<F>): Uint8Array {
    return prefixed(this.kinds.at(-1)!, this.#codec.encode(value, 0));
  }

  /** Whether the key is of one of these kinds. */
  accepts(bytes: Uint8Array): boolean {
    return bytes.length >= 2 && this.kinds.includes(readPrefix(bytes));
  }

  /** @throws ProtocolError where `bytes` are not exactly one key of these kinds. */
  decode(bytes: Uint8Array): Infer<F> {
    const kind = readPrefix(bytes);
    if (!this.kinds.includes(kind)) {
      throw new ProtocolError("UNSUPPORTED_VERSION", `${this.#codec.name} has no kind ${kind}`);
    }
    return this.#codec.decode(bytes, 0, 2);
  }
}
