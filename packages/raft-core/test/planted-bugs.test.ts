import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { edited } from "../fuzz/planted-bug.ts";
import { PLANTED_BUGS } from "../fuzz/planted-bugs.ts";

test.each(PLANTED_BUGS)("still fits the source: $name", ({ edits }) => {
  for (const { file } of edits) {
    const path = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
    expect(edited(path, edits)).not.toBe(edited(path, []));
  }
});

test("every bug has a name of its own", () => {
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
});
