import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** A change to the text of one source file. */
export interface Edit {
  /** Below `src/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A change to the source that undoes one protection. */
export interface PlantedBug {
  /** What goes wrong, and where in the field it did. */
  readonly name: string;
  /** Several where one protection alone is backed by another. */
  readonly edits: readonly Edit[];
}

/**
 * The text of a source file with the edits that are for it.
 *
 * @throws {Error} where an edit does not fit exactly once
 */
export function edited(path: string, edits: readonly Edit[]): string {
  let source = readFileSync(path, "utf8");
  for (const { file, find, replace } of edits) {
    if (file !== basename(path)) continue;
    const parts = source.split(find);
    if (parts.length !== 2) throw new Error(`stands ${parts.length - 1} times in ${file}: ${find}`);
    source = parts.join(replace);
  }
  return source;
}
