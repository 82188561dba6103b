import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PLANTED_BUGS } from "../fuzz/planted-bugs.ts";

test.each(PLANTED_BUGS)("still fits the source: $name", ({ file, find, replace }) => {
  const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  expect(source.split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
