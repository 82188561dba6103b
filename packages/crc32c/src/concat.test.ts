import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32c, crc32cConcat } from "./index.ts";

describe("crc32cConcat", () => {
  test("is the CRC of the parts one after the other", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.double({ min: 0, max: 1, noNaN: true }), (bytes, at) => {
        const cut = Math.floor(bytes.length * at);
        const [first, second] = [bytes.subarray(0, cut), bytes.subarray(cut)];
        expect(crc32cConcat(crc32c(first), crc32c(second), second.length)).toBe(crc32c(bytes));
      }),
    );
  });

  test("around every power of two up to 16 MiB", () => {
    const bytes = Uint8Array.from({ length: 16 * 1024 * 1024 + 1 }, (_, i) => (i * 2654435761) >>> 13);
    for (let size = 1; size < bytes.length; size *= 2) {
      for (const length of [size - 1, size, size + 1]) {
        const second = bytes.subarray(0, length);
        const seed = 0xe3069283;
        expect(crc32cConcat(seed, crc32c(second), length)).toBe(crc32c(second, seed));
      }
    }
  });

  test("sizes that no buffer has, as parts of parts", () => {
    const half = 2 ** 31;
    const [first, second] = [0x12345678, 0x9abcdef0];
    const once = crc32cConcat(first, 0, half);
    expect(crc32cConcat(crc32cConcat(once, 0, half - 1), second, 0)).toBe(crc32cConcat(first, 0, 2 ** 32 - 1) ^ second);
    expect(crc32cConcat(0, second, 2 ** 32 - 1)).toBe(second);
  });
});
