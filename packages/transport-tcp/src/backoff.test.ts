import { describe, expect, test } from "vitest";
import { Backoff } from "./backoff.ts";

const highest = { below: (bound: number) => bound - 1 };
const lowest = { below: () => 0 };

describe("Backoff", () => {
  test("doubles up to the limit and stays there", () => {
    const backoff = new Backoff({ delayMsMin: 50, delayMsMax: 1000, random: highest });
    expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  test("takes a random half off", () => {
    const backoff = new Backoff({ delayMsMin: 50, delayMsMax: 1000, random: lowest });
    expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([25, 50, 100, 200, 400, 500, 500]);
  });

  test("starts again after a success", () => {
    const backoff = new Backoff({ delayMsMin: 50, delayMsMax: 1000, random: highest });
    for (let i = 0; i < 2000; i++) backoff.next();
    expect(backoff.next()).toBe(1000);
    backoff.reset();
    expect(backoff.next()).toBe(50);
  });
});
