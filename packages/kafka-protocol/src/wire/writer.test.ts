import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });
const joined = (chunks: Uint8Array[]): Uint8Array => Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));

describe("Writer", () => {
  test("what it writes, a reader reads", () => {
    const writer = new Writer();
    fc.assert(
      fc.property(
        fc.record({
          int8: fc.integer({ min: -128, max: 127 }),
          int16: fc.integer({ min: -32768, max: 32767 }),
          uint16: fc.integer({ min: 0, max: 0xffff }),
          int32: fc.integer(),
          uint32: fc.integer({ min: 0, max: 0xffff_ffff }),
          int64: fc.maxSafeInteger(),
          float64: fc.double(),
          bool: fc.boolean(),
          uvarint: fc.integer({ min: 0, max: 0xffff_ffff }),
          varint: fc.integer(),
          varlong: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
          string: fc.string({ unit: "grapheme" }),
          compactNullableString: fc.option(fc.string({ maxLength: 300 })),
          nullableString: fc.option(fc.string()),
          bytes: fc.uint8Array(),
          compactNullableBytes: fc.option(fc.uint8Array()),
          nullableBytes: fc.option(fc.uint8Array()),
        }),
        (value) => {
          const names = Object.keys(value) as (keyof typeof value)[];
          for (const name of names) writer[name](value[name] as never);
          const reader = new Reader(joined(writer.take()));
          for (const name of names) expect(reader[name](), name).toEqual(value[name]);
          reader.close();
        },
      ),
    );
  });

  test("int64 holds its limits", () => {
    const writer = new Writer();
    for (const value of [2 ** 63, -(2 ** 63), -1, -2, 2 ** 53, -(2 ** 53)]) {
      writer.int64(value);
      expect(new Reader(writer.takeCopy()).int64()).toBe(value);
    }
  });

  test("numbers that do not fit their type are refused", () => {
    const writer = new Writer();
    const bad: [keyof Writer, unknown][] = [
      ["int8", 128],
      ["int8", -129],
      ["int16", 32768],
      ["uint16", -1],
      ["uint16", 65536],
      ["int32", 2 ** 31],
      ["int32", 0.5],
      ["int32", undefined],
      ["uint32", -1],
      ["int64", 2 ** 64],
      ["int64", Number.NaN],
      ["int64", 1.5],
      ["varint", 2 ** 31],
      ["varlong", 2 ** 53],
      ["uuid", "not a uuid"],
      ["uuid", "0123456789ABCDEF0123456789abcdef"],
    ];
    for (const [method, value] of bad) {
      expect(() => (writer[method] as (value: unknown) => void)(value), `${method} ${value}`).toThrow(
        code("OUT_OF_RANGE"),
      );
    }
  });

  test("strings too long for their length are refused", () => {
    const writer = new Writer();
    for (const text of ["x".repeat(32_768), "é".repeat(16_384)]) {
      expect(() => writer.string(text)).toThrow(code("INVALID_LENGTH"));
      expect(() => writer.compactString(text)).toThrow(code("INVALID_LENGTH"));
    }
    writer.discard();
    writer.string("é".repeat(16_383));
    expect(writer.takeCopy().length).toBe(2 + 32_766);
  });

  test("large payloads are referenced, small ones copied, and all in order", () => {
    const writer = new Writer();
    const large = new Uint8Array(5000).fill(1);
    const small = new Uint8Array(10).fill(2);
    writer.int32(42);
    writer.records(large);
    writer.records(small);
    writer.int8(7);
    expect(writer.bytesWritten).toBe(4 + 4 + 5000 + 4 + 10 + 1);
    const chunks = writer.take();
    expect(chunks.map((chunk) => chunk.length)).toEqual([8, 5000, 15]);
    expect(chunks[1]).toBe(large);
    small.fill(3);
    expect([...chunks[2]!]).toEqual([0, 0, 0, 10, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 7]);
    expect(writer.bytesWritten).toBe(0);
  });

  test("chunks that were taken stay as they are while the writer goes on", () => {
    const writer = new Writer();
    const taken = Array.from({ length: 3000 }, (_, i) => {
      writer.string(`message number ${i}`);
      return writer.take();
    });
    taken.forEach((chunks, i) => {
      expect(new Reader(joined(chunks)).string()).toBe(`message number ${i}`);
    });
  });

  test("a message that outgrows its slab moves to a larger one", () => {
    const writer = new Writer();
    writer.int32(1);
    writer.take();
    const text = "0123456789".repeat(1000);
    for (let i = 0; i < 50; i++) writer.string(text);
    const chunks = writer.take();
    expect(chunks.length).toBe(1);
    const reader = new Reader(chunks[0]!);
    for (let i = 0; i < 50; i++) expect(reader.string()).toBe(text);
    reader.close();
  });

  test("discarding forgets everything since the last message", () => {
    const writer = new Writer();
    writer.int32(1);
    writer.payload(new Uint8Array(2000));
    writer.int32(2);
    writer.discard();
    expect(writer.bytesWritten).toBe(0);
    writer.int8(5);
    expect(writer.take()).toEqual([Uint8Array.of(5)]);
  });

  test("a copy holds everything, and leaves the writer empty", () => {
    const writer = new Writer();
    writer.int8(1);
    writer.payload(new Uint8Array(2000).fill(9));
    writer.int8(2);
    expect(writer.takeCopy()).toEqual(Uint8Array.of(1, ...new Uint8Array(2000).fill(9), 2));
    expect(writer.bytesWritten).toBe(0);
  });

  test.each([0, 1, 126, 127, 128, 16_382, 16_383, 16_384, 70_000])("a sized region of %d bytes nests", (size) => {
    const writer = new Writer();
    writer.int8(1);
    const outer = writer.openSized();
    writer.int8(2);
    const inner = writer.openSized();
    writer.raw(new Uint8Array(size).fill(3));
    writer.closeSized(inner);
    writer.closeSized(outer);
    writer.int8(4);
    const reader = new Reader(writer.takeCopy());
    expect(reader.int8()).toBe(1);
    const outerSize = reader.uvarint();
    const outerEnd = reader.position + outerSize;
    expect(reader.int8()).toBe(2);
    expect(reader.uvarint()).toBe(size);
    expect(reader.view(size).every((byte) => byte === 3)).toBe(true);
    expect(reader.position).toBe(outerEnd);
    expect(reader.int8()).toBe(4);
    reader.close();
  });
});
