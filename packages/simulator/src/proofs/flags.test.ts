import { describe, expect, test } from "vitest";
import { FlagError, parseBitflipFlags, parseCrashFlags } from "./flags.ts";

describe("flags of wal:crash", () => {
  test("default to a hundred thousand states from seed 1 on", () => {
    expect(parseCrashFlags([])).toMatchObject({ mode: "states", from: 1, states: 100_000 });
  });

  test("one seed, planted bugs, help", () => {
    expect(parseCrashFlags(["--seed", "17"])).toMatchObject({ mode: "seed", seed: 17 });
    expect(parseCrashFlags(["--planted", "--only", "torn", "--seeds", "5"])).toMatchObject({
      mode: "planted",
      only: "torn",
      seeds: 5,
    });
    expect(parseCrashFlags(["--help"]).mode).toBe("help");
  });

  test.each([
    [["--states", "0"], "--states takes"],
    [["--jobs", "two"], "--jobs takes"],
    [["--seed", "1", "--from", "2"], "--from does not go with --seed"],
    [["--planted", "--states", "5"], "--states does not go with --planted"],
    [["--only", "x"], "--only goes with --planted only"],
    [["--what"], "Unknown option"],
    [["stray"], "Unexpected argument"],
  ])("%j is refused", (args, message) => {
    expect(() => parseCrashFlags(args)).toThrow(FlagError);
    expect(() => parseCrashFlags(args)).toThrow(message);
  });
});

describe("flags of wal:bitflip", () => {
  test("default to everything", () => {
    expect(parseBitflipFlags([])).toMatchObject({ mode: "slice", slice: 1, slices: 1 });
    expect(parseBitflipFlags(["--slice", "3/16"])).toMatchObject({ slice: 3, slices: 16 });
  });

  test.each(["0/4", "5/4", "1", "1/0", "a/b"])("a slice of %s is refused", (slice) => {
    expect(() => parseBitflipFlags(["--slice", slice])).toThrow(FlagError);
  });
});
