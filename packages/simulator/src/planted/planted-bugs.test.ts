import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plant } from "./patch.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";

const sourceOf = ({ package: name, file }: { package: string; file: string }) =>
  readFileSync(new URL(`../../../${name}/src/${file}`, import.meta.url), "utf8");

describe("planted bugs", () => {
  test.each(PLANTED_BUGS)("$name", (bug) => {
    const source = sourceOf(bug);
    expect(plant(bug, source)).not.toBe(source);
  });

  test("have names of their own", () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(20);
  });

  test("do not fit where their text is missing, or stands twice", () => {
    const bug = PLANTED_BUGS[0]!;
    expect(() => plant(bug, "")).toThrow("its text is there 0 times");
    expect(() => plant(bug, bug.find + bug.find)).toThrow("its text is there 2 times");
  });
});
