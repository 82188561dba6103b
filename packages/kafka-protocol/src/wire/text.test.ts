import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, encodeText, writeAscii } from "./text.ts";

test("any text survives, wherever it lies", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.nat({ max: 9 }), (text, before) => {
      const bytes = encodeText(text);
      const frame = new Uint8Array(before + bytes.length + 3).fill(0x7a);
      frame.set(bytes, before);
      expect(decodeText(frame, before, before + bytes.length)).toBe(text);
    }),
  );
});

test("decodes as the platform does, malformed sequences included", () => {
  const platform = new TextDecoder("utf-8", { ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(decodeText(bytes, 0, bytes.length)).toBe(platform.decode(bytes));
    }),
  );
});

test("a byte order mark is a character like any other", () => {
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 0, 4)).toBe("\u{feff}a");
});

test("ASCII is written in place; anything else is refused", () => {
  const target = new Uint8Array(5);
  expect(writeAscii("abc", target, 1)).toBe(true);
  expect([...target]).toEqual([0, 0x61, 0x62, 0x63, 0]);
  expect(writeAscii("aé", target, 0)).toBe(false);
});
