import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { COPY_BYTES_MAX, gather } from "./gather.ts";

function frame(...chunks: Uint8Array[]): Frame {
  return { chunks, byteCount: chunks.reduce((sum, chunk) => sum + chunk.length, 0), representable: true };
}

test("copies small neighbours into one buffer and leaves large chunks alone", () => {
  const large = new Uint8Array(COPY_BYTES_MAX + 1);
  const buffers = gather([
    frame(Uint8Array.of(1), Uint8Array.of(2)),
    frame(Uint8Array.of(3), large),
    frame(Uint8Array.of(4)),
  ]);
  expect(buffers.map((buffer) => (buffer === large ? "large" : [...buffer]))).toEqual([[1, 2, 3], "large", [4]]);
});

test("does not copy a chunk that is alone", () => {
  const chunk = Uint8Array.of(1);
  expect(gather([frame(chunk)])[0]).toBe(chunk);
});

test("leaves out empty chunks", () => {
  expect(gather([frame(new Uint8Array(0)), frame()])).toEqual([]);
});
