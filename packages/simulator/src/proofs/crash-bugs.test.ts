import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plant } from "../planted/patch.ts";
import { CRASH_BUGS } from "./crash-bugs.ts";

test.each(CRASH_BUGS)("it can be planted that $name", (bug) => {
  const source = readFileSync(new URL(`../../../${bug.package}/src/${bug.file}`, import.meta.url), "utf8");
  expect(plant(bug, source)).not.toBe(source);
});

test("planted bugs have names of their own", () => {
  expect(new Set(CRASH_BUGS.map(({ name }) => name)).size).toBe(CRASH_BUGS.length);
});
