import { expect, test } from "vitest";
import { OnceGate } from "./once-gate.ts";

test("lets each key pass once", () => {
  const gate = new OnceGate();
  expect([gate.passes("a"), gate.passes("a"), gate.passes("b")]).toEqual([true, false, true]);
});

test("forgets by prefix", () => {
  const gate = new OnceGate();
  for (const key of ["1 a", "1 b", "2 a"]) gate.passes(key);
  gate.forget("1 ");
  expect([gate.passes("1 a"), gate.passes("1 b"), gate.passes("2 a")]).toEqual([true, true, false]);
});

test("remembers a bounded number of keys", () => {
  const gate = new OnceGate();
  for (let i = 0; i <= 256; i++) gate.passes(`key ${i}`);
  expect([gate.passes("key 0"), gate.passes("key 256")]).toEqual([true, false]);
});
