import type { SeededRandom } from "@chronik/wal/testing";
import { describe, expect, it } from "vitest";
import { RandomStreams } from "./random-streams.ts";

const draws = (random: SeededRandom) => Array.from({ length: 20 }, () => random.below(1_000_000));

describe("RandomStreams", () => {
  it("give the same numbers for the same seed and name", () => {
    expect(draws(new RandomStreams(7).stream("disk/1"))).toEqual(draws(new RandomStreams(7).stream("disk/1")));
  });

  it("give others for another name or seed", () => {
    const first = draws(new RandomStreams(7).stream("disk/1"));
    expect(draws(new RandomStreams(7).stream("disk/2"))).not.toEqual(first);
    expect(draws(new RandomStreams(8).stream("disk/1"))).not.toEqual(first);
  });

  it("go on where they were left, whatever the others drew", () => {
    const alone = new RandomStreams(7);
    const expected = [...draws(alone.stream("a")), ...draws(alone.stream("a"))];
    const streams = new RandomStreams(7);
    const first = draws(streams.stream("a"));
    draws(streams.stream("b"));
    expect([...first, ...draws(streams.stream("a"))]).toEqual(expected);
  });

  it("begin unlike each other for seeds that follow each other", () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => new RandomStreams(seed).stream("plan").below(10));
    for (let digit = 0; digit < 10; digit++) {
      const count = firsts.filter((first) => first === digit).length;
      expect(count).toBeGreaterThan(60);
      expect(count).toBeLessThan(140);
    }
  });
});
