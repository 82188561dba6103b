import { describe, expect, it } from "vitest";
import { ResponseFrames } from "./response-frames.ts";

function frame(...body: number[]): number[] {
  return [0, 0, body.length >> 8, body.length & 0xff, ...body];
}

describe("response frames", () => {
  const long = Array.from({ length: 300 }, (_, at) => at & 0xff);
  const stream = Uint8Array.from([...frame(1, 2, 3, 4), ...frame(5, 6, 7, 8, 9), ...frame(...long)]);

  it.each([1, 2, 3, 4, 5, 7, 9, 100, 1000])("are put together from pieces of %i bytes", (size) => {
    const got: number[][] = [];
    const frames = new ResponseFrames((body) => got.push([...body]));
    for (let at = 0; at < stream.length; at += size) frames.push(stream.slice(at, at + size));
    expect(got).toEqual([[1, 2, 3, 4], [5, 6, 7, 8, 9], long]);
  });

  it("keep what they gave out as it was", () => {
    const got: Uint8Array[] = [];
    const frames = new ResponseFrames((body) => got.push(body));
    for (const byte of stream) frames.push(Uint8Array.of(byte));
    expect(got.map((body) => body.length)).toEqual([4, 5, 300]);
    expect([...got[0]!]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ["negative", [0xff, 0xff, 0xff, 0xff]],
    ["too short for a correlation id", [0, 0, 0, 3]],
    ["absurd", [0x7f, 0, 0, 0]],
  ])("refuse a length that is %s", (_, length) => {
    const frames = new ResponseFrames(() => {});
    expect(() => frames.push(Uint8Array.from(length))).toThrow(RangeError);
  });
});
