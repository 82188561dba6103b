import { expect, test } from "vitest";
import { groupPartition, javaStringHashCode } from "./group-partition.ts";

// Computed by Java's String.hashCode.
test.each([
  ["", 0],
  ["a", 97],
  ["abc", 96354],
  ["my-consumer-group", 1513705513],
  ["connect-cluster", 1440343063],
  ["grüße-ß-€-😀", -595531704],
  ["polygenelubricants", -(2 ** 31)],
])("%s hashes as in Java", (text, hash) => {
  expect(javaStringHashCode(text)).toBe(hash);
});

test("a negative hash counts by its absolute value, the most negative one as 0", () => {
  expect(groupPartition("grüße-ß-€-😀", 50)).toBe(4);
  expect(groupPartition("polygenelubricants", 50)).toBe(0);
  expect(groupPartition("my-consumer-group", 50)).toBe(13);
});
