import { readFileSync } from "node:fs";
import {
  type AnyApi,
  apis,
  type Codec,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  type Fields,
  groupMetadataValue,
  offsetCommitValue,
  transactionLogValue,
  uuidFromBase64,
} from "../../src/index.ts";
import type { FieldSpec } from "../../src/schema/field.ts";

/** What Kafka's JSON converters make of a value. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A message that Kafka's Java library wrote; see `generated/README.md`. */
export interface GoldenVector {
  readonly message: string;
  readonly version: number;
  readonly json: Json;
  readonly bytes: Uint8Array;
  /** What comes of writing the value in each other version: the CRC-32C of the bytes, or null for an exception. */
  readonly others: Readonly<Record<string, number | null>>;
}

export const goldenVectors: readonly GoldenVector[] = (
  JSON.parse(readFileSync(new URL("../generated/kafka-4.2.0.json", import.meta.url), "utf8")) as [
    string,
    number,
    Json,
    string,
    Record<string, number | null>,
  ][]
).map(([message, version, json, hex, others]) => ({ message, version, json, bytes: fromHex(hex), others }));

/** Every message that has vectors and a codec of its own, by Kafka's name for it. */
export const codecs: ReadonlyMap<string, Codec<Fields>> = new Map<string, Codec<Fields>>([
  ...[...apis.values()].flatMap((api: AnyApi): [string, Codec<Fields>][] => [
    [`${api.name}Request`, api.request],
    [`${api.name}Response`, api.response],
  ]),
  ...[
    consumerProtocolSubscription,
    consumerProtocolAssignment,
    offsetCommitValue,
    groupMetadataValue,
    transactionLogValue,
  ].map(({ codec }): [string, Codec<Fields>] => [codec.name, codec as unknown as Codec<Fields>]),
]);

/** The value that a vector's JSON stands for, as this package represents it, with the defaults of what is left out. */
export function fromKafkaJson(fields: Fields, json: Json): Record<string, unknown> {
  const given = json as { [name: string]: Json };
  const value: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const size = given.recordsSizeInBytes;
    if (field.kind === "records" && typeof size === "number") value[name] = recordsOfSize(size);
    else if (name in given) value[name] = convert(field, given[name]!);
    else value[name] = defaultOf(field);
  }
  return value;
}

export function defaultOf(field: FieldSpec): unknown {
  if (field.default === null) return null;
  if (field.kind === "array") return [];
  if (field.kind === "bytes" || field.kind === "records") return new Uint8Array(0);
  if (field.kind === "struct") return fromKafkaJson(field.fields!, {});
  return field.default;
}

function convert(field: FieldSpec, json: Json): unknown {
  if (json === null) return null;
  switch (field.kind) {
    case "uuid":
      return uuidFromBase64(json as string);
    case "bytes":
      return new Uint8Array(Buffer.from(json as string, "base64"));
    case "array":
      return (json as Json[]).map((element) => convert(field.element!, element));
    case "struct":
      return fromKafkaJson(field.fields!, json);
    default:
      return json;
  }
}

function recordsOfSize(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => 31 * i + 7);
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
