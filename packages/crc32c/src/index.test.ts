import { crc32c as crc32cNative } from "@node-rs/crc32";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32c } from "./index.ts";
import { crc32cSlicing } from "./slicing.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** RFC 3720, appendix B.4. The RFC prints the four CRC bytes in transmission order; these are the integers. */
const ISCSI_READ_COMMAND = Uint8Array.of(
  ...[0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0],
  ...[0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0],
);
const vectors: [name: string, bytes: Uint8Array, crc: number][] = [
  ["nothing", new Uint8Array(0), 0],
  ["the check string 123456789", ascii("123456789"), 0xe3069283],
  ["32 bytes of zeroes", new Uint8Array(32), 0x8a9136aa],
  ["32 bytes of ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["32 incrementing bytes", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["32 decrementing bytes", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ["an iSCSI SCSI Read (10) command PDU", ISCSI_READ_COMMAND, 0xd9963a56],
];

describe("crc32c", () => {
  test.each(vectors)("RFC 3720: %s", (_name, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
    expect(crc32cSlicing(bytes, 0)).toBe(crc);
    expect(crc32cNative(bytes)).toBe(crc);
  });

  test("the native and the JavaScript implementation agree on any input and seed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.nat({ max: 0xffffffff }), (bytes, seed) => {
        const expected = crc32cNative(bytes, seed);
        expect(crc32cSlicing(bytes, seed)).toBe(expected);
        expect(crc32c(bytes, seed)).toBe(expected);
      }),
    );
  });

  test("they agree at every length around the switch from one to the other", () => {
    const bytes = Uint8Array.from({ length: 220 }, (_, i) => i * 31);
    for (let length = 180; length <= bytes.length; length++) {
      const part = bytes.subarray(0, length);
      expect(crc32c(part, 7)).toBe(crc32cSlicing(part, 7));
      expect(crc32c(part, 7)).toBe(crc32cNative(part, 7));
    }
  });

  test("a seed continues where the part before ended", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.double({ min: 0, max: 1, noNaN: true }), (bytes, at) => {
        const cut = Math.floor(bytes.length * at);
        expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
      }),
    );
  });

  test("reads a view in the middle of a larger buffer, and only that", () => {
    const whole = new Uint8Array(1000).fill(0xaa);
    whole.fill(0, 300, 332);
    expect(crc32c(whole.subarray(300, 332))).toBe(0x8a9136aa);
    expect(crc32c(whole.subarray(100, 400))).toBe(crc32cSlicing(whole.slice(100, 400), 0));
  });
});
