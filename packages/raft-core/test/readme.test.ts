import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the example in the README is the one in examples/, has no more than 60 lines, and runs", async () => {
  const block = /```ts\n([\s\S]*?)```/.exec(read("../README.md"))?.[1];
  expect(block).toBe(read("../examples/counter.ts"));
  expect(block!.split("\n").length).toBeLessThanOrEqual(60);
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("../examples/counter.ts");
  expect(print.mock.calls).toEqual([["the counter is 42"]]);
  print.mockRestore();
});
