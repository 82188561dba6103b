import fc from "fast-check";
import { compressFrameSync } from "lz4-napi";
import { describe, expect, it } from "vitest";
import { decompressLz4 } from "./decompress-lz4.ts";
import { Lz4Error } from "./lz4-error.ts";

const TEXT = `${"chronik ".repeat(40)}a log that replicates itself, ${"ab".repeat(70)}end.`;
const LIMIT = 1_000_000;
const base64 = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
const asText = (bytes: Uint8Array) => Buffer.from(bytes).toString();

// Made by the reference implementation, lz4 1.9.
const LZ4 = base64(
  "BCJNGGRApzgAAACPY2hyb25payAIAP8m/xFhIGxvZyB0aGF0IHJlcGxpY2F0ZXMgaXRzZWxmLCBhYgIAdlBiZW5kLgAAAADzWWmq",
);
const LZ4_CHECKSUMS = base64(
  "BCJNGHRAvTgAAACPY2hyb25payAIAP8m/xFhIGxvZyB0aGF0IHJlcGxpY2F0ZXMgaXRzZWxmLCBhYgIAdlBiZW5kLkcTx0cAAAAA81lpqg==",
);

describe("lz4", () => {
  it.each([
    ["a frame", LZ4],
    ["a frame with block checksums", LZ4_CHECKSUMS],
  ])("undoes %s of the reference implementation", (_, bytes) => {
    expect(asText(decompressLz4(bytes, LIMIT))).toBe(TEXT);
  });

  it("undoes a block that is not compressed, and one that copies from the one before", () => {
    const frame = [
      0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, 3, 0, 0, 0x80, 97, 98, 99, 3, 0, 0, 0, 0x01, 3, 0, 0, 0, 0, 0,
    ];
    expect(asText(decompressLz4(Uint8Array.from(frame), LIMIT))).toBe("abcabcab");
  });

  it("passes over the content's size", () => {
    const frame = [0x04, 0x22, 0x4d, 0x18, 0x48, 0x40, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x80, 97, 0, 0, 0, 0];
    expect(asText(decompressLz4(Uint8Array.from(frame), LIMIT))).toBe("a");
  });

  it.each([
    ["what is no frame", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["a frame of another version", [0x04, 0x22, 0x4d, 0x18, 0x80, 0x40, 0, 0, 0, 0, 0]],
    ["a frame that needs a dictionary", [0x04, 0x22, 0x4d, 0x18, 0x41, 0x40, 0, 0, 0, 0, 0]],
    ["a frame that ends too early", [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, 3, 0, 0, 0x80, 97]],
  ])("refuses %s", (_, bytes) => {
    expect(() => decompressLz4(Uint8Array.from(bytes), LIMIT)).toThrow(Lz4Error);
  });
});

it("stops at the limit", () => {
  expect(decompressLz4(LZ4, TEXT.length)).toHaveLength(TEXT.length);
  expect(() => decompressLz4(LZ4, TEXT.length - 1)).toThrow(/more than 493 bytes/);
});

it("throws nothing but its own error, whatever the bytes, and never exceeds the limit", () => {
  const damage = fc.array(fc.tuple(fc.nat(LZ4.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damage, fc.nat(LZ4.length), (changes, cut) => {
      const bytes = LZ4.slice(0, cut === 0 ? undefined : cut);
      for (const [index, value] of changes) if (index < bytes.length) bytes[index] = value;
      try {
        return decompressLz4(bytes, 1000).length <= 1000;
      } catch (error) {
        return error instanceof Lz4Error;
      }
    }),
    { numRuns: 1000 },
  );
});

it("undoes whatever the reference implementation makes", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "chronik "), maxLength: 3000 });
  fc.assert(
    fc.property(text, (plain) => asText(decompressLz4(compressFrameSync(Buffer.from(plain)), LIMIT)) === plain),
  );
});
