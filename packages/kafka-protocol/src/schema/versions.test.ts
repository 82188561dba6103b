import { expect, test } from "vitest";
import { includes, parseVersions } from "./versions.ts";

test.each([
  ["3+", [3, 4, 1000], [0, 2]],
  ["0-6", [0, 6], [7]],
  ["4", [4], [3, 5]],
  ["none", [], [0, 1]],
] as const)("%s includes %j and not %j", (text, inside, outside) => {
  const range = parseVersions(text);
  for (const version of inside) expect(includes(range, version)).toBe(true);
  for (const version of outside) expect(includes(range, version)).toBe(false);
});

test("what is not a range is refused", () => {
  for (const text of ["", "-1", "1-", "a", "1+2", "1.5", "0x1", " 1"]) {
    expect(() => parseVersions(text as never), text).toThrow("not a version range");
  }
});
