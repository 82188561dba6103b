/**
 * Compiles a structure at one version into a straight-line JavaScript function that writes it; see `compile-decoder.ts`
 * for why, and for what the source is made of. As in Kafka, a tagged field is written only where it is not its default,
 * and a field that the version lacks must have its default unless it is ignorable.
 */
import { ProtocolError } from "../error.ts";
import type { Writer } from "../wire/writer.ts";
import { EMPTY_BYTES } from "./empty.ts";
import type { FieldSpec, Fields } from "./field.ts";
import { absentFields, bodyFields, type Edition, isNullable, methodName, taggedFields } from "./layout.ts";

export type Encoder = (writer: Writer, value: never) => void;

const NO_ELEMENTS: readonly never[] = [];
const NO_FIELDS = {};

export function compileEncoder(fields: Fields, edition: Edition): Encoder {
  const compiler = new EncoderCompiler(edition);
  const root = compiler.structFunction(fields);
  const source = `"use strict";\n${compiler.functions.join("\n")}\nreturn ${root};`;
  const parameters = ["EMPTY_BYTES", "NO_ELEMENTS", "NO_FIELDS", "failNull", "failAbsent"];
  return new Function(...parameters, source)(EMPTY_BYTES, NO_ELEMENTS, NO_FIELDS, failNull, failAbsent);
}

function failNull(name: string): never {
  throw new ProtocolError("UNEXPECTED_NULL", `${name} is null, which this version does not allow`);
}

function failAbsent(name: string): never {
  throw new ProtocolError("FIELD_NOT_IN_VERSION", `${name} is set, which this version does not have`);
}

class EncoderCompiler {
  readonly functions: string[] = [];
  readonly #edition: Edition;
  #names = 0;

  constructor(edition: Edition) {
    this.#edition = edition;
  }

  /** Adds a function that writes a structure; returns its name. */
  structFunction(fields: Fields): string {
    const name = `struct${this.#names++}`;
    const lines: string[] = [];
    for (const [fieldName, field] of absentFields(fields, this.#edition)) {
      if (field.ignorable) continue;
      const value = `v.${fieldName}`;
      lines.push(`if (${value} !== undefined && !(${this.#isDefault(field, value)})) failAbsent("${fieldName}");`);
    }
    for (const [fieldName, field] of bodyFields(fields, this.#edition)) {
      lines.push(`let ${fieldName}_ = v.${fieldName};`);
      lines.push(`if (${fieldName}_ === undefined) ${fieldName}_ = ${inputDefaultSource(field)};`);
      lines.push(this.#write(field, `${fieldName}_`, fieldName));
    }
    if (this.#edition.flexible) lines.push(...this.#tagLines(fields));
    this.functions.push(`function ${name}(w, v) {\n${lines.join("\n")}\n}`);
    return name;
  }

  #tagLines(fields: Fields): string[] {
    const tagged = taggedFields(fields, this.#edition);
    if (tagged.length === 0) return ["w.uvarint(0);"];
    const present = (name: string) => `${name}_is`;
    return [
      ...tagged.map(([name, field]) => {
        const value = `v.${name}`;
        return `const ${present(name)} = ${value} !== undefined && !(${this.#isDefault(field, value)});`;
      }),
      `w.uvarint(${tagged.map(([name]) => `(${present(name)} ? 1 : 0)`).join(" + ")});`,
      ...tagged.flatMap(([name, field]) => [
        `if (${present(name)}) {`,
        `w.uvarint(${field.tag});`,
        "const mark = w.openSized();",
        this.#write(field, `v.${name}`, name),
        "w.closeSized(mark);",
        "}",
      ]),
    ];
  }

  /** A statement that writes `value`, the expression of a field's value. */
  #write(field: FieldSpec, value: string, name: string): string {
    const nullable = isNullable(field, this.#edition);
    switch (field.kind) {
      case "string":
      case "bytes":
      case "records": {
        const call = `w.${methodName(field.kind, nullable, this.#edition)}(${value});`;
        return nullable ? call : guardNull(value, name) + call;
      }
      case "array": {
        const call = `${this.#arrayFunction(field.element!, nullable, name)}(w, ${value});`;
        return nullable ? call : guardNull(value, name) + call;
      }
      case "struct": {
        const call = `${this.structFunction(field.fields!)}(w, ${value});`;
        return nullable
          ? `if (${value} === null) w.int8(-1); else { w.int8(1); ${call} }`
          : guardNull(value, name) + call;
      }
      default:
        return `w.${field.kind}(${value});`;
    }
  }

  #arrayFunction(element: FieldSpec, nullable: boolean, name: string): string {
    const functionName = `array${this.#names++}`;
    const { flexible } = this.#edition;
    const writeNull = nullable ? `if (v === null) { w.${flexible ? "uvarint(0)" : "int32(-1)"}; return; }` : "";
    this.functions.push(
      `function ${functionName}(w, v) {
${writeNull}
const count = v.length;
w.${flexible ? "uvarint(count + 1)" : "int32(count)"};
for (let i = 0; i < count; i++) { const e = v[i]; ${this.#write(element, "e", name)} }
}`,
    );
    return functionName;
  }

  /** An expression that tells whether `value`, which is not undefined, is the field's default. */
  #isDefault(field: FieldSpec, value: string): string {
    if (field.default === null) return `${value} === null`;
    switch (field.kind) {
      case "bytes":
      case "records":
      case "array":
        return `${value} !== null && ${value}.length === 0`;
      case "struct":
        return `${value} !== null && ${this.#isDefaultFunction(field.fields!)}(${value})`;
      default:
        return `${value} === ${JSON.stringify(field.default)}`;
    }
  }

  #isDefaultFunction(fields: Fields): string {
    const name = `isDefault${this.#names++}`;
    const tests = Object.entries(fields).map(([fieldName, field]) => {
      const value = `v.${fieldName}`;
      return `(${value} === undefined || (${this.#isDefault(field, value)}))`;
    });
    this.functions.push(`function ${name}(v) { return ${["true", ...tests].join(" && ")}; }`);
    return name;
  }
}

function guardNull(value: string, name: string): string {
  return `if (${value} === null) failNull("${name}"); `;
}

/** An expression for a field that the value to encode leaves out. */
function inputDefaultSource(field: FieldSpec): string {
  if (field.default === null) return "null";
  switch (field.kind) {
    case "bytes":
    case "records":
      return "EMPTY_BYTES";
    case "array":
      return "NO_ELEMENTS";
    case "struct":
      return "NO_FIELDS";
    default:
      return JSON.stringify(field.default);
  }
}
