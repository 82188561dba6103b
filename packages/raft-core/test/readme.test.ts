import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the example in the README is the one in examples/, and it runs", async () => {
  const block = /```ts\n([\s\S]*?)```/.exec(read("../README.md"))?.[1];
  expect(block).toBe(read("../examples/three-nodes.ts").replace("\nexport { applied };\n", ""));
  const { applied } = await import("../examples/three-nodes.ts");
  expect([...applied.values()].map((seen) => seen[0])).toEqual(["hello", "hello", "hello"]);
});
