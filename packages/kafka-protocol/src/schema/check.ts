import type { FieldSpec, Fields } from "./field.ts";

/** Names become identifiers of generated code, so nothing else may pass. */
const NAME = /^[a-z][A-Za-z0-9]*$/;

/**
 * Checks what the types of a declaration cannot: that names are identifiers, that tags are unique, that what defaults to
 * null may be null, that defaults fit.
 *
 * @throws Error naming the field: declarations are code, so this is a bug and not a failure.
 */
export function checkFields(path: string, fields: Fields): void {
  const tags = new Set<number>();
  for (const [name, field] of Object.entries(fields)) {
    const where = `${path}.${name}`;
    if (!NAME.test(name)) throw new Error(`${where}: not a field name`);
    if (field.tag !== null) {
      if (!Number.isInteger(field.tag) || field.tag < 0) throw new Error(`${where}: not a tag`);
      if (tags.has(field.tag)) throw new Error(`${where}: tag ${field.tag} is taken`);
      tags.add(field.tag);
      // A sized region has to lie in one segment of the writer, where a payload would begin another.
      if (containsRecords(field)) throw new Error(`${where}: records in a tagged field`);
    }
    checkField(where, field);
  }
}

function checkField(where: string, field: FieldSpec): void {
  const isNullable = field.nullable.max >= field.nullable.min;
  if (field.default === null && !isNullable) throw new Error(`${where}: null by default but never nullable`);
  if (field.element !== null) {
    if (field.element.kind === "array") throw new Error(`${where}: array of arrays`);
    checkField(`${where}[]`, field.element);
  }
  if (field.fields !== null) checkFields(where, field.fields);
}

function containsRecords(field: FieldSpec): boolean {
  if (field.kind === "records") return true;
  if (field.element !== null) return containsRecords(field.element);
  return field.fields !== null && Object.values(field.fields).some(containsRecords);
}
