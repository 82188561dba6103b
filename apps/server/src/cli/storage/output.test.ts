import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DescriptorOutput } from "./output.ts";

it("writes lines and objects in their order, the last ones when it is flushed", () => {
  const folder = mkdtempSync(join(tmpdir(), "chronik-output-"));
  const fd = openSync(join(folder, "out"), "w");
  const output = new DescriptorOutput(fd);
  const lines = Array.from({ length: 5000 }, (_, number) => `line ${number} with some text, ä`);
  for (const line of lines) output.line(line);
  expect(readFileSync(join(folder, "out")).length).toBeGreaterThan(64 * 1024);
  output.json({ kind: "end" });
  output.flush();
  closeSync(fd);
  expect(readFileSync(join(folder, "out"), "utf8")).toBe([...lines, '{"kind":"end"}', ""].join("\n"));
  rmSync(folder, { recursive: true });
});
