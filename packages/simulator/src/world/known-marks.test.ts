import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KNOWN_MARKS } from "./known-marks.ts";

const PACKAGES = join(import.meta.dirname, "../../..");
const MARK = /^\s*SIMULATION: globalThis\.chronikSometimes\?\.\("([^"]+)"\);$/;

/** The marks in the sources of all packages but this one, by file and line. */
function marksInSource(): { mark: string | undefined; place: string }[] {
  const folders = readdirSync(PACKAGES).filter((name) => name !== "simulator");
  return folders.flatMap((folder) => {
    const source = join(PACKAGES, folder, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    return files.flatMap((file) => {
      const lines = readFileSync(join(source, file), "utf8").split("\n");
      return lines.flatMap((line, index) => {
        if (!line.includes("chronikSometimes")) return [];
        return [{ mark: MARK.exec(line)?.[1], place: `${folder}/src/${file}:${index + 1}` }];
      });
    });
  });
}

describe("the marks in the source", () => {
  it("are all known, each in one place and in the form that builds leave out, and no other is", () => {
    const marks = marksInSource();
    expect(marks.filter(({ mark }) => mark === undefined)).toEqual([]);
    expect(marks.map(({ mark }) => mark).sort()).toEqual([...KNOWN_MARKS].sort());
    expect(new Set(KNOWN_MARKS).size).toBe(KNOWN_MARKS.length);
  });
});
