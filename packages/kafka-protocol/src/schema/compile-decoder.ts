/**
 * Compiles a structure at one version into a straight-line JavaScript function that reads it.
 *
 * Why generated source: an interpreter (closures over fields) dispatches on every field and builds objects by computed
 * keys; the generated code is a run of monomorphic calls that end in one object literal, which the JIT inlines. The source
 * contains nothing but this file's text, the declared field names (checked to be identifiers) and declared defaults.
 */
import type { Reader } from "../wire/reader.ts";
import { EMPTY_BYTES } from "./empty.ts";
import type { FieldSpec, Fields } from "./field.ts";
import { bodyFields, bytesMin, type Edition, isNullable, methodName, taggedFields } from "./layout.ts";

export type Decoder = (reader: Reader) => unknown;

export function compileDecoder(fields: Fields, edition: Edition): Decoder {
  const compiler = new DecoderCompiler(edition);
  const root = compiler.structFunction(fields);
  return new Function("EMPTY_BYTES", `"use strict";\n${compiler.functions.join("\n")}\nreturn ${root};`)(EMPTY_BYTES);
}

class DecoderCompiler {
  readonly functions: string[] = [];
  readonly #edition: Edition;
  #names = 0;

  constructor(edition: Edition) {
    this.#edition = edition;
  }

  /** Adds a function that reads a structure; returns its name. */
  structFunction(fields: Fields): string {
    const name = `struct${this.#names++}`;
    const body = new Map(bodyFields(fields, this.#edition));
    const lines = Object.entries(fields).map(([fieldName, field]) => {
      return `let ${fieldName}_ = ${body.has(fieldName) ? this.#read(field) : defaultSource(field)};`;
    });
    if (this.#edition.flexible) lines.push(...this.#tagLines(fields));
    const literal = Object.keys(fields).map((fieldName) => `${fieldName}: ${fieldName}_`);
    this.functions.push(`function ${name}(r) {\n${lines.join("\n")}\nreturn { ${literal.join(", ")} };\n}`);
    return name;
  }

  #tagLines(fields: Fields): string[] {
    const tagged = taggedFields(fields, this.#edition);
    if (tagged.length === 0) return ["r.skipTags();"];
    return [
      "for (let left = r.tagsCount(); left > 0; left--) {",
      "const tag = r.uvarint();",
      "const end = r.taggedEnd();",
      "switch (tag) {",
      ...tagged.map(([name, field]) => `case ${field.tag}: ${name}_ = ${this.#read(field)}; break;`),
      "default: r.position = end;",
      "}",
      "r.closeTagged(end);",
      "}",
    ];
  }

  /** An expression that reads a field. */
  #read(field: FieldSpec): string {
    const nullable = isNullable(field, this.#edition);
    switch (field.kind) {
      case "string":
        return `r.${methodName("string", nullable, this.#edition)}()`;
      case "bytes":
      case "records":
        return `r.${methodName("bytes", nullable, this.#edition)}()`;
      case "array":
        return `${this.#arrayFunction(field.element!, nullable)}(r)`;
      case "struct": {
        const read = `${this.structFunction(field.fields!)}(r)`;
        return nullable ? `(r.int8() < 0 ? null : ${read})` : read;
      }
      default:
        return `r.${field.kind}()`;
    }
  }

  #arrayFunction(element: FieldSpec, nullable: boolean): string {
    const name = `array${this.#names++}`;
    const count = methodName("arrayCount", nullable, this.#edition);
    // An element without bytes would make any count plausible.
    const elementBytesMin = Math.max(1, bytesMin(element, this.#edition));
    this.functions.push(
      `function ${name}(r) {
const count = r.${count}(${elementBytesMin});
${nullable ? "if (count < 0) return null;" : ""}
const elements = [];
for (let i = 0; i < count; i++) elements.push(${this.#read(element)});
return elements;
}`,
    );
    return name;
  }
}

/** An expression for the value of a field that the version does not have. */
function defaultSource(field: FieldSpec): string {
  if (field.default === null) return "null";
  switch (field.kind) {
    case "bytes":
    case "records":
      return "EMPTY_BYTES";
    case "array":
      return "[]";
    case "struct": {
      const fields = Object.entries(field.fields!);
      return `{ ${fields.map(([name, inner]) => `${name}: ${defaultSource(inner)}`).join(", ")} }`;
    }
    default:
      return JSON.stringify(field.default);
  }
}
