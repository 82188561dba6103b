import { describe, expect, it } from "vitest";
import { parseProperties } from "./properties.ts";

const parse = (text: string) => parseProperties(text, "f");
const pairs = (text: string) => parse(text).settings.map(({ name, value }) => [name, value]);

describe("parseProperties", () => {
  it.each([
    ["a=1", [["a", "1"]]],
    ["a:1", [["a", "1"]]],
    ["a 1", [["a", "1"]]],
    ["  a \t = 1 ", [["a", "1 "]]],
    ["a", [["a", ""]]],
    ["a=", [["a", ""]]],
    ["a==b", [["a", "=b"]]],
    ["a=b=c:d", [["a", "b=c:d"]]],
    ["listeners=PLAINTEXT://:9092", [["listeners", "PLAINTEXT://:9092"]]],
    [
      "a=1\r\nb=2\rc=3",
      [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
      ],
    ],
    ["", []],
  ])("%j", (text, expected) => expect(pairs(text)).toEqual(expected));

  it("skips comments and blank lines, and a comment does not continue", () => {
    expect(pairs("# a=1 \\\nb=2\n\n   ! c=3\n \t\nd=4")).toEqual([
      ["b", "2"],
      ["d", "4"],
    ]);
  });

  it("joins continued lines without their indentation, even where the next looks like a comment", () => {
    expect(pairs("a=1,\\\n   2,\\\n\t#3\nb=4")).toEqual([
      ["a", "1,2,#3"],
      ["b", "4"],
    ]);
  });

  it("does not continue after an even number of backslashes", () => {
    expect(pairs("a=C:\\\\\nb=2")).toEqual([
      ["a", "C:\\"],
      ["b", "2"],
    ]);
  });

  it("undoes escapes in names and values", () => {
    expect(pairs("a\\=b\\:c\\ d=\\u0041\\t\\n\\r\\f\\x\\\\")).toEqual([["a=b:c d", "A\t\n\r\fx\\"]]);
  });

  it("drops a backslash at the very end", () => expect(pairs("a=b\\")).toEqual([["a", "b"]]));

  it("says where each setting stands, by the line it begins on", () => {
    expect(parse("#\na=1\\\n2\nb=3").settings.map(({ origin }) => origin)).toEqual(["f line 2", "f line 4"]);
  });

  it("reports a broken unicode escape and goes on", () => {
    expect(parse("a=\\u00\nb=2")).toEqual({
      settings: [{ name: "b", value: "2", origin: "f line 2" }],
      problems: ["f line 1: \\u must be followed by four hexadecimal digits"],
    });
  });
});
