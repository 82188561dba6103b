import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { copyWith } from "./copy.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";

test("a copy has the bug, finds the copies of its siblings, and leaves nothing behind", () => {
  const bug = PLANTED_BUGS.find(({ package: name }) => name === "wal")!;
  const { commandFile, remove } = copyWith(bug);
  const packages = join(dirname(commandFile), "../../..");
  expect(existsSync(commandFile)).toBe(true);
  expect(readFileSync(join(packages, "wal/src", bug.file), "utf8")).toContain(bug.replace);
  const seen = realpathSync(join(packages, "broker/node_modules/@chronik/wal"));
  expect(seen).toBe(realpathSync(join(packages, "wal")));
  remove();
  expect(existsSync(packages)).toBe(false);
});

test("a bug that does not fit is refused", () => {
  const bug = { ...PLANTED_BUGS[0]!, find: "this text is nowhere" };
  expect(() => copyWith(bug)).toThrow("does not fit");
});
