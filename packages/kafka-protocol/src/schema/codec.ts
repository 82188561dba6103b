import { ProtocolError } from "../error.ts";
import { Reader } from "../wire/reader.ts";
import { sharedWriter, type Writer } from "../wire/writer.ts";
import { checkFields } from "./check.ts";
import { compileDecoder, type Decoder } from "./compile-decoder.ts";
import { compileEncoder, type Encoder } from "./compile-encoder.ts";
import type { Fields, Infer, InferInput } from "./field.ts";
import { includes, parseVersions, type VersionRange, type Versions } from "./versions.ts";

/** What a message is called, and which versions of it there are. */
export interface CodecOptions<F extends Fields> {
  /** For error messages. */
  readonly name: string;
  readonly versions: Versions;
  /** The versions with compact types and tagged fields (KIP-482). */
  readonly flexible: Versions;
  readonly fields: F;
}

/** Encodes and decodes all versions of one message. Each version is compiled when it is first used. */
export class Codec<F extends Fields> {
  readonly name: string;
  readonly versions: VersionRange;
  readonly flexible: VersionRange;
  readonly fields: F;
  readonly #decoders: Decoder[] = [];
  readonly #encoders: Encoder[] = [];

  constructor(options: CodecOptions<F>) {
    this.name = options.name;
    this.versions = parseVersions(options.versions);
    this.flexible = parseVersions(options.flexible);
    this.fields = options.fields;
    checkFields(options.name, options.fields);
  }

  /**
   * The message that `bytes` holds from `offset` to their end. Fields of type bytes are views of `bytes`: they are valid
   * for as long as whoever owns `bytes` leaves them alone.
   *
   * @throws ProtocolError where that is not exactly one message of this version.
   */
  decode(bytes: Uint8Array, version: number, offset = 0): Infer<F> {
    return this.#decode(bytes, version, offset, (reader) => reader.close());
  }

  /**
   * The message that begins at `offset`, like {@link decode}; what comes behind it is let pass.
   *
   * @throws ProtocolError where no message of this version begins there.
   */
  decodeLeading(bytes: Uint8Array, version: number, offset = 0): Infer<F> {
    return this.#decode(bytes, version, offset, () => {});
  }

  /**
   * The message in one piece, copied.
   *
   * @throws ProtocolError where this version cannot carry the value.
   */
  encode(value: InferInput<F>, version: number): Uint8Array {
    try {
      this.write(sharedWriter, value, version);
      return sharedWriter.takeCopy();
    } finally {
      sharedWriter.discard();
    }
  }

  /** Reads one message and leaves the reader behind it. */
  read(reader: Reader, version: number): Infer<F> {
    const decoder = this.#decoders[version] ?? this.#compileDecoder(version);
    return decoder(reader) as Infer<F>;
  }

  /** Appends the message. Where it throws, part of the message may have been written: discard it. */
  write(writer: Writer, value: InferInput<F>, version: number): void {
    const encoder = this.#encoders[version] ?? this.#compileEncoder(version);
    try {
      encoder(writer, value as never);
    } catch (error) {
      throw this.#inContext(error, version);
    }
  }

  #decode(bytes: Uint8Array, version: number, offset: number, end: (reader: Reader) => void): Infer<F> {
    try {
      const reader = new Reader(bytes, offset);
      const value = this.read(reader, version);
      end(reader);
      return value;
    } catch (error) {
      throw this.#inContext(error, version);
    }
  }

  #compileDecoder(version: number): Decoder {
    this.#requireVersion(version);
    const decoder = compileDecoder(this.fields, { version, flexible: includes(this.flexible, version) });
    this.#decoders[version] = decoder;
    return decoder;
  }

  #compileEncoder(version: number): Encoder {
    this.#requireVersion(version);
    const encoder = compileEncoder(this.fields, { version, flexible: includes(this.flexible, version) });
    this.#encoders[version] = encoder;
    return encoder;
  }

  #requireVersion(version: number): void {
    if (!Number.isInteger(version) || !includes(this.versions, version)) {
      throw new ProtocolError("UNSUPPORTED_VERSION", `${this.name} has no version ${version}`);
    }
  }

  #inContext(error: unknown, version: number): unknown {
    if (!(error instanceof ProtocolError) || error.code === "UNSUPPORTED_VERSION") return error;
    return new ProtocolError(error.code, `${this.name} v${version}: ${error.message}`, { cause: error });
  }
}
