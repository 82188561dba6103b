import fc from "fast-check";
import type { Codec, Fields } from "../../src/index.ts";
import type { FieldSpec } from "../../src/schema/field.ts";
import { includes } from "../../src/schema/versions.ts";
import { defaultOf } from "./golden.ts";

/** Any value of a message that its version can carry: what the version lacks has its default. */
export function arbitraryOf(codec: Codec<Fields>, version: number): fc.Arbitrary<Record<string, unknown>> {
  return structure(codec.fields, version);
}

function structure(fields: Fields, version: number): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        includes(field.versions, version) ? fieldValue(field, version) : fc.constant(defaultOf(field)),
      ]),
    ),
  );
}

function fieldValue(field: FieldSpec, version: number): fc.Arbitrary<unknown> {
  const value = presentValue(field, version);
  return includes(field.nullable, version) ? fc.option(value, { freq: 4 }) : value;
}

function presentValue(field: FieldSpec, version: number): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case "bool":
      return fc.boolean();
    case "int8":
      return fc.integer({ min: -128, max: 127 });
    case "int16":
      return fc.integer({ min: -32768, max: 32767 });
    case "uint16":
      return fc.integer({ min: 0, max: 0xffff });
    case "int32":
      return fc.integer();
    case "uint32":
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case "int64":
      return fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-1, -2, 2 ** 63, -(2 ** 63)));
    case "float64":
      return fc.double({ noNaN: true });
    case "uuid":
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex"));
    case "string":
      return fc.oneof(
        { weight: 3, arbitrary: fc.string({ maxLength: 20 }) },
        fc.string({ unit: "grapheme" }),
        longText,
      );
    case "bytes":
      return fc.uint8Array({ maxLength: 40 });
    case "records":
      return fc.oneof(fc.uint8Array({ maxLength: 40 }), largeBytes);
    case "array":
      return fc.array(fieldValue(field.element!, version), { maxLength: 3 });
    case "struct":
      return structure(field.fields!, version);
  }
}

/** Long enough for its length, and that of a tagged field around it, to take two bytes. */
const longText = fc.nat({ max: 300 }).map((length) => "x".repeat(length));

/** Long enough to be sent by reference. */
const largeBytes = fc.integer({ min: 1024, max: 3000 }).map((length) => new Uint8Array(length).fill(length));
