/**
 * The words that messages are declared in. A declaration follows Kafka's schema of the message field by field, and both
 * the codec and the TypeScript types are derived from it:
 *
 * ```ts
 * const fields = {
 *   groupId: string(),
 *   groupInstanceId: string({ versions: "3+", nullable: true, default: null }),
 *   members: array({ versions: "3+", of: { memberId: string(), reason: string({ versions: "5+", nullable: true }) } }),
 * };
 * type Decoded = Infer<typeof fields>;
 * ```
 *
 * Field order is wire order. A field without `versions` exists wherever the structure around it does.
 */
import { ALL_VERSIONS, NO_VERSIONS, parseVersions, type VersionRange, type Versions } from "./versions.ts";

declare const types: unique symbol;

/** The largest int64; as a JavaScript number it is 2^63. */
export const INT64_MAX: number = 2 ** 63;

/** One field of a structure. `Value` is what decoding gives, `Input` what encoding takes. */
export interface Field<Value, Input = Value> extends FieldSpec {
  /** Exists in types only. */
  readonly [types]?: { readonly value: Value; readonly input: Input };
}

export type Fields = Readonly<Record<string, Field<unknown, unknown>>>;

/** The type of a decoded structure: every field is there; one that its version lacks has its default. */
export type Infer<F extends Fields> = { -readonly [Name in keyof F]: ValueOf<F[Name]> };

/** The type of a structure to encode: a field that is left out has its default. */
export type InferInput<F extends Fields> = { readonly [Name in keyof F]?: InputOf<F[Name]> | undefined };

export type ValueOf<S> = S extends Field<infer Value, infer _Input> ? Value : never;
export type InputOf<S> = S extends Field<infer _Value, infer Input> ? Input : never;

export type ScalarKind = "bool" | "int8" | "int16" | "uint16" | "int32" | "uint32" | "int64" | "float64" | "uuid";
export type Kind = ScalarKind | "string" | "bytes" | "records" | "array" | "struct";

/** A field as the compilers see it. */
export interface FieldSpec {
  readonly kind: Kind;
  readonly versions: VersionRange;
  /** The versions in which it may be null on the wire. */
  readonly nullable: VersionRange;
  /** Where it is a tagged field (KIP-482), its tag; it is then tagged in every version that has it. */
  readonly tag: number | null;
  /** Whether a value other than the default is silently dropped in a version without the field. */
  readonly ignorable: boolean;
  /** Null, or the value of a scalar or a string. Other kinds default to empty ones, structures to all their defaults. */
  readonly default: null | boolean | number | string;
  /** The element of an array. */
  readonly element: FieldSpec | null;
  /** The content of a structure. */
  readonly fields: Fields | null;
}

/** What can be said of a field of any kind; see {@link FieldSpec}. */
export interface FieldOptions {
  readonly versions?: Versions;
  /** `true` where it is nullable in every version that has it. */
  readonly nullable?: Versions | true;
  readonly ignorable?: true;
  readonly tag?: number;
}

interface Defaulting<Value> extends FieldOptions {
  readonly default?: Value | null;
}

interface NullDefaulting extends FieldOptions {
  readonly default?: null;
}

interface Containing extends NullDefaulting {
  readonly of: Fields;
}

interface Repeating extends NullDefaulting {
  readonly of: Fields | Field<unknown, unknown>;
}

type NullIf<Options> = Options extends { readonly nullable: unknown } ? null : never;
type ElementValue<Of> = Of extends Field<infer Value, infer _Input> ? Value : Of extends Fields ? Infer<Of> : never;
type ElementInput<Of> =
  Of extends Field<infer _Value, infer Input> ? Input : Of extends Fields ? InferInput<Of> : never;

// Named, rather than spelled out where they are used, so that declarations and errors show the fields once.
/** See {@link array}. `Null` is `null` or `never`. */
export interface ArrayField<Of, Null> extends Field<ElementValue<Of>[] | Null, readonly ElementInput<Of>[] | Null> {}
/** See {@link struct}. `Null` is `null` or `never`. */
export interface StructField<Of extends Fields, Null> extends Field<Infer<Of> | Null, InferInput<Of> | Null> {}

/** A scalar that is never null; its default is 0, false or the zero UUID unless another is given. */
function scalar<Value extends boolean | number | string>(kind: ScalarKind, zero: Value) {
  return (options: Omit<Defaulting<Value>, "nullable"> = {}): Field<Value> => specify(kind, options, zero);
}

export const bool = scalar<boolean>("bool", false);
export const int8 = scalar<number>("int8", 0);
export const int16 = scalar<number>("int16", 0);
export const uint16 = scalar<number>("uint16", 0);
export const int32 = scalar<number>("int32", 0);
export const uint32 = scalar<number>("uint32", 0);
/** A JavaScript number, the nearest double to what is on the wire. */
export const int64 = scalar<number>("int64", 0);
export const float64 = scalar<number>("float64", 0);
/** 32 lower-case hexadecimal digits. */
export const uuid = scalar<string>("uuid", "0".repeat(32));

export function string<const O extends Defaulting<string>>(options?: O): Field<string | NullIf<O>> {
  return specify("string", options ?? {}, "");
}

/** Decodes to a view of the frame; encodes by copying. */
export function bytes<const O extends NullDefaulting>(options?: O): Field<Uint8Array | NullIf<O>> {
  return specify("bytes", options ?? {}, "");
}

/** Like {@link bytes}, for record batches: encodes by reference where it is large. */
export function records<const O extends NullDefaulting>(options?: O): Field<Uint8Array | NullIf<O>> {
  return specify("records", options ?? {}, "");
}

/** `of` is one scalar, string or bytes field without options, or the fields of a structure. */
export function array<const O extends Repeating>(options: O): ArrayField<O["of"], NullIf<O>> {
  return { ...specify("array", options, ""), element: isField(options.of) ? options.of : struct({ of: options.of }) };
}

/** A single nested structure. */
export function struct<const O extends Containing>(options: O): StructField<O["of"], NullIf<O>> {
  return { ...specify("struct", options, ""), fields: options.of };
}

function specify(
  kind: Kind,
  options: Defaulting<boolean | number | string>,
  zero: boolean | number | string,
): FieldSpec {
  const versions = options.versions === undefined ? ALL_VERSIONS : parseVersions(options.versions);
  const nullable = options.nullable ?? "none";
  return {
    kind,
    versions,
    nullable: nullable === true ? versions : nullable === "none" ? NO_VERSIONS : parseVersions(nullable),
    tag: options.tag ?? null,
    ignorable: options.ignorable ?? false,
    default: options.default === undefined ? zero : options.default,
    element: null,
    fields: null,
  };
}

function isField(of: Fields | Field<unknown, unknown>): of is Field<unknown, unknown> {
  return typeof of.kind === "string";
}
