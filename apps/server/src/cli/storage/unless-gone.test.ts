import { expect, it } from "vitest";
import { RecordedOutput } from "../../../test/storage-folder.ts";
import { unlessGone } from "./unless-gone.ts";

const failing = (code: string) => () => {
  throw Object.assign(new Error(`${code}: /data/file`), { code });
};

it("passes on what a dump returns", () => {
  expect(unlessGone(() => 7, {}, new RecordedOutput())).toBe(7);
});

it("notes that a file is gone, and ends the dump there", () => {
  const output = new RecordedOutput();
  expect(unlessGone(failing("ENOENT"), {}, output)).toBeNull();
  expect(output.lines).toEqual([expect.stringMatching(/^note: the node has renamed or removed a file .*ENOENT/)]);
  expect(unlessGone(failing("ENOENT"), { json: true }, output)).toBeNull();
  expect(JSON.parse(output.lines[1]!)).toMatchObject({ kind: "note" });
});

it("passes on any other error", () => {
  expect(() => unlessGone(failing("EIO"), {}, new RecordedOutput())).toThrow("EIO");
});
