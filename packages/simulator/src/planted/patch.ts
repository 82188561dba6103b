import type { PlantedBug } from "./planted-bug.ts";

/**
 * The source with the bug in it.
 *
 * @throws {Error} where the text to replace does not stand in the source exactly once
 */
export function plant(bug: PlantedBug, source: string): string {
  let planted = source;
  for (const { find, replace } of [bug, ...(bug.also ?? [])]) {
    const times = planted.split(find).length - 1;
    if (times !== 1) {
      throw new Error(`"${bug.name}" does not fit ${bug.package}/src/${bug.file}: its text is there ${times} times`);
    }
    planted = planted.replace(find, () => replace);
  }
  return planted;
}
