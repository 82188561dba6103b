import { describe, expect, test } from "vitest";
import { FlagError, parseFlags } from "./flags.ts";

describe("the command line", () => {
  test("asks for many seeds by default", () => {
    expect(parseFlags([])).toMatchObject({ kind: "seeds", work: { from: 1, seeds: 200, twice: false } });
    expect(parseFlags(["--seeds", "7", "--from", "100", "--jobs", "3", "--twice"])).toEqual({
      kind: "seeds",
      work: { from: 100, seeds: 7, minutes: Number.POSITIVE_INFINITY, jobs: 3, twice: true, untilViolation: false },
    });
    expect(parseFlags(["--minutes", "1.5"])).toMatchObject({
      work: { minutes: 1.5, seeds: Number.POSITIVE_INFINITY },
    });
  });

  test("asks for one plan", () => {
    expect(parseFlags(["--seed", "0", "--trace"])).toEqual({
      kind: "one",
      source: { seed: 0 },
      trace: true,
      shrink: false,
    });
    expect(parseFlags(["--plan", "p.json", "--shrink"])).toMatchObject({ source: { file: "p.json" }, shrink: true });
  });

  test("asks for planted bugs", () => {
    expect(parseFlags(["--bugs", "--only", "KIP", "--jobs", "1"])).toEqual({
      kind: "bugs",
      only: "KIP",
      seeds: null,
      jobs: 1,
    });
  });

  test.each([
    [["--seeds", "many"], '--seeds must be a whole number from 1 on, not "many".'],
    [["--seeds", "0"], '--seeds must be a whole number from 1 on, not "0".'],
    [["--minutes", "-1"], "--help lists the flags."],
    [["--minutes", "x"], '--minutes must be a number above 0, not "x".'],
    [["--sedes", "3"], "Unknown option '--sedes'; --help lists the flags."],
    [["--seed", "1", "--seeds", "2"], "--seeds does not go with --seed."],
    [["--seed", "1", "--plan", "p"], "--plan does not go with --seed."],
    [["--shrink"], "--shrink does not go with many seeds; it needs --seed or --plan."],
    [["--bugs", "--seed", "1"], "--seed does not go with planted bugs."],
    [["17"], "--help lists the flags."],
  ])("is refused in one sentence: %j", (args, sentence) => {
    expect(() => parseFlags(args)).toThrow(FlagError);
    expect(() => parseFlags(args)).toThrow(sentence);
  });
});
