import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameError, FrameReader } from "./frame-reader.ts";

function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.byteLength);
  new DataView(frame.buffer).setInt32(0, payload.byteLength);
  frame.set(payload, 4);
  return frame;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("FrameReader", () => {
  it("returns the same frames however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (payloads, cuts) => {
          const stream = concatenate(payloads.map(framed));
          const reader = new FrameReader(1000);
          const seen: Uint8Array[] = [];
          const edges = [
            0,
            ...cuts.map((cut) => Math.min(cut, stream.byteLength)).sort((a, b) => a - b),
            stream.byteLength,
          ];
          for (let i = 1; i < edges.length; i++) {
            reader.push(stream.slice(edges[i - 1], edges[i]), (frame) => seen.push(frame));
          }
          expect(seen.map((frame) => [...frame])).toEqual(payloads.map((payload) => [...payload]));
        },
      ),
    );
  });

  it("refuses a length over the limit, also when it comes byte by byte, before the frame arrives", () => {
    const reader = new FrameReader(100);
    const announce = new Uint8Array([0, 0, 0, 101]);
    expect(() => reader.push(announce, () => {})).toThrow(FrameError);
    const slow = new FrameReader(100);
    for (const byte of announce.subarray(0, 3)) slow.push(Uint8Array.of(byte), () => {});
    expect(() => slow.push(announce.subarray(3), () => {})).toThrow(/101 bytes; socket.request.max.bytes is 100/);
  });

  it("refuses a negative length", () => {
    expect(() => new FrameReader(100).push(new Uint8Array([255, 0, 0, 0, 1]), () => {})).toThrow(FrameError);
  });
});
