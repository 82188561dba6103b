import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DeterminismError, deterministically } from "./determinism-guard.ts";

const CALLS: Record<string, () => unknown> = {
  "Date.now": () => Date.now(),
  "new Date()": () => new Date(),
  "Date()": () => Date(),
  "Math.random": () => Math.random(),
  setTimeout: () => setTimeout(() => {}, 0),
  setInterval: () => setInterval(() => {}, 1000),
  setImmediate: () => setImmediate(() => {}),
  queueMicrotask: () => queueMicrotask(() => {}),
  "performance.now": () => performance.now(),
  "process.hrtime": () => process.hrtime(),
  "process.nextTick": () => process.nextTick(() => {}),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.getRandomValues": () => crypto.getRandomValues(new Uint8Array(1)),
  "fs.readFileSync": () => readFileSync(import.meta.filename),
  "fs.existsSync": () => existsSync("/"),
};

describe("deterministically", () => {
  it.each(Object.keys(CALLS))("refuses %s, and names it", (name) => {
    expect(() => deterministically(CALLS[name]!)).toThrow(new DeterminismError(name));
  });

  it("refuses what was imported by name", () => {
    expect(() => deterministically(() => randomUUID())).toThrow("crypto.randomUUID was called inside the simulation");
  });

  it("returns what the body does, and lets it make dates of given times", () => {
    expect(deterministically(() => new Date(1_700_000_000_000).toISOString())).toBe("2023-11-14T22:13:20.000Z");
  });

  it("opens everything again, also when the body throws", () => {
    const before = [Date, Date.now, Math.random, setTimeout, readFileSync, randomUUID, performance.now];
    expect(() =>
      deterministically(() => {
        throw new Error("broken");
      }),
    ).toThrow("broken");
    expect([Date, Date.now, Math.random, setTimeout, readFileSync, randomUUID, performance.now]).toEqual(before);
    for (const name of ["Date.now", "Math.random", "fs.existsSync", "crypto.randomUUID"]) {
      expect(CALLS[name]!()).toBeDefined();
    }
    expect(Date.now()).toBeGreaterThan(1_700_000_000_000);
  });
});
