import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUuid, uuidFromBase64, uuidFromBytes, uuidToBase64, writeUuid, ZERO_UUID } from "./uuid.ts";

const anyBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("UUIDs", () => {
  test("bytes become lower-case digits and back", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const uuid = uuidFromBytes(bytes);
        expect(uuid).toBe(Buffer.from(bytes).toString("hex"));
        expect(isUuid(uuid)).toBe(true);
        const written = new Uint8Array(16);
        expect(writeUuid(uuid, written)).toBe(true);
        expect(written).toEqual(bytes);
      }),
    );
  });

  test("Kafka prints them as unpadded URL-safe base64", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = Buffer.from(bytes).toString("base64url");
        expect(uuidToBase64(uuidFromBytes(bytes))).toBe(text);
        expect(uuidFromBase64(text)).toBe(uuidFromBytes(bytes));
      }),
    );
    expect(uuidToBase64(ZERO_UUID)).toBe("AAAAAAAAAAAAAAAAAAAAAA");
  });

  test("what is not one is refused", () => {
    for (const text of [
      "",
      "A".repeat(21),
      "A".repeat(23),
      `${"A".repeat(21)}B`,
      `${"A".repeat(20)}+A`,
      "é".repeat(22),
    ]) {
      expect(uuidFromBase64(text), text).toBeNull();
    }
    for (const text of [
      "",
      "0".repeat(31),
      "0".repeat(33),
      `${"0".repeat(31)}g`,
      "A".repeat(32),
      `${"0".repeat(31)}\n`,
    ]) {
      expect(isUuid(text), text).toBe(false);
      expect(writeUuid(text, new Uint8Array(16)), text).toBe(false);
    }
  });
});
