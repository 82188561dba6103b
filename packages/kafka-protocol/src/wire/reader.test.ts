import { describe, expect, test } from "vitest";
import { ELEMENTS_MAX, Reader, STRING_BYTES_MAX } from "./reader.ts";

const reader = (...bytes: number[]): Reader => new Reader(Uint8Array.from(bytes));
const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });

describe("Reader", () => {
  test("integers are big-endian and signed unless they say otherwise", () => {
    expect(reader(0xff).int8()).toBe(-1);
    expect(reader(0xff, 0xfe).int16()).toBe(-2);
    expect(reader(0xff, 0xfe).uint16()).toBe(0xfffe);
    expect(reader(0x80, 0, 0, 0).int32()).toBe(-(2 ** 31));
    expect(reader(0x80, 0, 0, 0).uint32()).toBe(2 ** 31);
    expect(reader(0x3f, 0xf8, 0, 0, 0, 0, 0, 0).float64()).toBe(1.5);
  });

  test.each([
    [[0, 0, 0, 0, 0, 0, 0, 1], 1],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -1],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], -2],
    [[0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Number.MAX_SAFE_INTEGER],
    [[0xff, 0xe0, 0, 0, 0, 0, 0, 1], -Number.MAX_SAFE_INTEGER],
    [[0x80, 0, 0, 0, 0, 0, 0, 0], -(2 ** 63)],
    [[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 2 ** 63],
  ])("int64 %j is %d", (bytes, value) => {
    expect(reader(...bytes).int64()).toBe(value);
  });

  test.each([
    [[0x00], 0],
    [[0x7f], 127],
    [[0x80, 0x01], 128],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 32 - 1],
    [[0x80, 0x00], 0],
  ])("uvarint %j is %d", (bytes, value) => {
    expect(reader(...bytes).uvarint()).toBe(value);
  });

  test.each([
    [[0x00], 0],
    [[0x01], -1],
    [[0x02], 1],
    [[0xfe, 0xff, 0xff, 0xff, 0x0f], 2 ** 31 - 1],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], -(2 ** 31)],
  ])("varint %j is %d", (bytes, value) => {
    expect(reader(...bytes).varint()).toBe(value);
  });

  test.each([
    [[0x01], -1],
    [[0x80, 0x80, 0x80, 0x80, 0x10], 2 ** 31],
    [[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], Number.MAX_SAFE_INTEGER],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], -(2 ** 53)],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], -(2 ** 63)],
  ])("varlong %j is %d", (bytes, value) => {
    expect(reader(...bytes).varlong()).toBe(value);
  });

  test("varints that are too long or too large are refused", () => {
    expect(() => reader(0xff, 0xff, 0xff, 0xff, 0x1f).uvarint()).toThrow(code("INVALID_VARINT"));
    expect(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).uvarint()).toThrow(code("INVALID_VARINT"));
    const tenBytes = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];
    expect(() => reader(...tenBytes, 0x02).varlong()).toThrow(code("INVALID_VARINT"));
    expect(() => reader(...tenBytes, 0x80, 0x00).varlong()).toThrow(code("INVALID_VARINT"));
    expect(() => reader(0x80).uvarint()).toThrow(code("TRUNCATED"));
    expect(() => reader(0x80).varlong()).toThrow(code("TRUNCATED"));
  });

  test("strings and bytes, present and null", () => {
    expect(reader(0, 2, 0x68, 0x69).string()).toBe("hi");
    expect(reader(3, 0x68, 0x69).compactString()).toBe("hi");
    expect(reader(0xff, 0xff).nullableString()).toBeNull();
    expect(reader(0).compactNullableString()).toBeNull();
    expect(reader(0, 0, 0, 1, 9).bytes()).toEqual(Uint8Array.of(9));
    expect(reader(2, 9).compactBytes()).toEqual(Uint8Array.of(9));
    expect(reader(0xff, 0xff, 0xff, 0xff).nullableBytes()).toBeNull();
    expect(reader(0).compactNullableBytes()).toBeNull();
  });

  test("null is refused where it is not allowed", () => {
    expect(() => reader(0xff, 0xff).string()).toThrow(code("UNEXPECTED_NULL"));
    expect(() => reader(0).compactString()).toThrow(code("UNEXPECTED_NULL"));
    expect(() => reader(0xff, 0xff, 0xff, 0xff).bytes()).toThrow(code("UNEXPECTED_NULL"));
    expect(() => reader(0).compactBytes()).toThrow(code("UNEXPECTED_NULL"));
    expect(() => reader(0xff, 0xff, 0xff, 0xff).arrayCount(1)).toThrow(code("UNEXPECTED_NULL"));
    expect(() => reader(0).compactArrayCount(1)).toThrow(code("UNEXPECTED_NULL"));
  });

  test("lengths and counts that cannot be are refused", () => {
    expect(() => reader(0xff, 0xfe).nullableString()).toThrow(code("INVALID_LENGTH"));
    expect(() => reader(0xff, 0xff, 0xff, 0xfe).nullableBytes()).toThrow(code("INVALID_LENGTH"));
    expect(() => reader(0x80, 0, 0, 0).nullableArrayCount(1)).toThrow(code("INVALID_LENGTH"));
    expect(() => reader(0, 3, 1, 2).string()).toThrow(code("TRUNCATED"));
    expect(() => reader(0x7f, 0xff, 0xff, 0xff).bytes()).toThrow(code("TRUNCATED"));
    expect(() => reader(0xff, 0xff, 0xff, 0xff, 0x0f).compactBytes()).toThrow(code("TRUNCATED"));
    expect(() => reader(0x7f, 0xff, 0xff, 0xff).arrayCount(1)).toThrow(code("TRUNCATED"));
    expect(() => reader(0, 0, 0, 2, 1, 2, 3).arrayCount(2)).toThrow(code("TRUNCATED"));
    const long = new Uint8Array(3 + STRING_BYTES_MAX + 1);
    long.set([0x81, 0x80, 0x02]);
    expect(() => new Reader(long).compactString()).toThrow(code("INVALID_LENGTH"));
  });

  test("a message may not have more elements than a reader is willing to hold", () => {
    const bytes = new Uint8Array(8 + ELEMENTS_MAX + 1);
    new DataView(bytes.buffer).setInt32(0, ELEMENTS_MAX);
    new DataView(bytes.buffer).setInt32(4, 1);
    const within = new Reader(bytes);
    expect(within.arrayCount(1)).toBe(ELEMENTS_MAX);
    expect(() => within.arrayCount(1)).toThrow(code("LIMIT_EXCEEDED"));
  });

  test("unknown tags are skipped, whatever they hold", () => {
    const tags = reader(2, 0, 3, 1, 2, 3, 0xc8, 0x01, 0, 99);
    tags.skipTags();
    expect(tags.int8()).toBe(99);
    expect(() => reader(1, 0, 4, 1, 2, 3).skipTags()).toThrow(code("TRUNCATED"));
    expect(() => reader(100, 0, 0).skipTags()).toThrow(code("TRUNCATED"));
  });

  test("bytes are views of the frame", () => {
    const frame = Uint8Array.of(0, 0, 0, 2, 7, 8);
    const view = new Reader(frame).bytes();
    frame[4] = 70;
    expect(view).toEqual(Uint8Array.of(70, 8));
  });

  test("bytes are plain even where the frame is a Buffer", () => {
    const view = new Reader(Buffer.from([9, 0, 0, 0, 1, 7]).subarray(1)).bytes();
    expect(view).toEqual(Uint8Array.of(7));
    expect(view.constructor).toBe(Uint8Array);
  });

  test("reads a frame that lies in the middle of a larger buffer, and no further", () => {
    const slab = Uint8Array.of(9, 9, 0, 1, 0x61, 9, 9, 9, 9, 9, 9, 9);
    const within = new Reader(slab.subarray(2, 5));
    expect(within.string()).toBe("a");
    expect(within.remaining).toBe(0);
    expect(() => within.int32()).toThrow(code("TRUNCATED"));
    expect(() => within.int8()).toThrow(code("TRUNCATED"));
  });

  test("closing finds what is left over", () => {
    const two = reader(1, 2);
    two.int8();
    expect(() => two.close()).toThrow(code("TRAILING_BYTES"));
    two.int8();
    two.close();
  });
});
