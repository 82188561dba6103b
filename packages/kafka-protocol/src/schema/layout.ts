/** Questions about a structure at one version, which both compilers ask. */
import type { FieldSpec, Fields } from "./field.ts";
import { includes } from "./versions.ts";

/** A version of a message, and whether it uses compact types and tagged fields (KIP-482). */
export interface Edition {
  readonly version: number;
  readonly flexible: boolean;
}

/** The fields in the body of a structure, in wire order. */
export function bodyFields(fields: Fields, edition: Edition): [name: string, field: FieldSpec][] {
  return Object.entries(fields).filter(([, field]) => field.tag === null && includes(field.versions, edition.version));
}

/** The tagged fields of a structure, by ascending tag. */
export function taggedFields(fields: Fields, edition: Edition): [name: string, field: FieldSpec & { tag: number }][] {
  if (!edition.flexible) return [];
  return Object.entries(fields)
    .filter((entry): entry is [string, FieldSpec & { tag: number }] => {
      return entry[1].tag !== null && includes(entry[1].versions, edition.version);
    })
    .sort(([, a], [, b]) => a.tag - b.tag);
}

/** The fields of a structure that a version does not carry. */
export function absentFields(fields: Fields, edition: Edition): [name: string, field: FieldSpec][] {
  return Object.entries(fields).filter(([, field]) => {
    return !includes(field.versions, edition.version) || (field.tag !== null && !edition.flexible);
  });
}

export function isNullable(field: FieldSpec, edition: Edition): boolean {
  return includes(field.nullable, edition.version);
}

/** The fewest bytes that a field takes on the wire. */
export function bytesMin(field: FieldSpec, edition: Edition): number {
  switch (field.kind) {
    case "bool":
    case "int8":
      return 1;
    case "int16":
    case "uint16":
      return 2;
    case "int32":
    case "uint32":
      return 4;
    case "int64":
    case "float64":
      return 8;
    case "uuid":
      return 16;
    case "string":
      return edition.flexible ? 1 : 2;
    case "bytes":
    case "records":
    case "array":
      return edition.flexible ? 1 : 4;
    case "struct":
      return isNullable(field, edition) ? 1 : structBytesMin(field.fields!, edition);
  }
}

function structBytesMin(fields: Fields, edition: Edition): number {
  const body = bodyFields(fields, edition).reduce((sum, [, field]) => sum + bytesMin(field, edition), 0);
  return edition.flexible ? body + 1 : body;
}

/** The Reader and Writer methods for a string, bytes, records or array count: `compactNullableString`, and so on. */
export function methodName(noun: string, nullable: boolean, edition: Edition): string {
  const words = [edition.flexible ? "compact" : "", nullable ? "nullable" : "", noun].filter((word) => word !== "");
  return words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join("");
}
