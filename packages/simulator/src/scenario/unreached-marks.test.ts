import { expect, test } from "vitest";
import { KNOWN_MARKS } from "../world/known-marks.ts";
import { UNREACHED_MARKS } from "./unreached-marks.ts";

test("marks that are not expected are known ones, and few", () => {
  for (const mark of UNREACHED_MARKS.keys()) expect(KNOWN_MARKS).toContain(mark);
  expect(UNREACHED_MARKS.size).toBeLessThan(KNOWN_MARKS.length / 10);
});
