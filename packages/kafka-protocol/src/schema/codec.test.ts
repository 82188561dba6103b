import { describe, expect, expectTypeOf, test } from "vitest";
import { ZERO_UUID } from "../wire/uuid.ts";
import { Writer } from "../wire/writer.ts";
import { Codec } from "./codec.ts";
import {
  array,
  bool,
  bytes,
  type Fields,
  float64,
  type Infer,
  type InferInput,
  int16,
  int32,
  int64,
  records,
  string,
  struct,
  uuid,
} from "./field.ts";

const codec = new Codec({
  name: "Example",
  versions: "0-5",
  flexible: "4+",
  fields: {
    name: string(),
    rack: string({ versions: "1+", nullable: "2+", default: null, ignorable: true }),
    epoch: int32({ versions: "2+", default: -1 }),
    ids: array({ versions: "1+", nullable: "3+", of: int32() }),
    members: array({ of: { id: uuid(), reason: string({ versions: "3+", nullable: true, ignorable: true }) } }),
    metadata: bytes({ versions: "2+" }),
    batches: records({ versions: "5+", nullable: true, default: null }),
    leader: struct({ versions: "4+", tag: 1, of: { id: int32({ default: -1 }), since: int64() } }),
    offline: bool({ versions: "4+", tag: 0 }),
    next: struct({ versions: "3+", nullable: true, default: null, of: { topic: string() } }),
  },
});

type Decoded = Infer<typeof codec.fields>;
type Input = InferInput<typeof codec.fields>;

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });

describe("the types that a declaration gives", () => {
  test("decoded values have every field, null where a version allows it", () => {
    expectTypeOf<Decoded>().toEqualTypeOf<{
      name: string;
      rack: string | null;
      epoch: number;
      ids: number[] | null;
      members: { id: string; reason: string | null }[];
      metadata: Uint8Array;
      batches: Uint8Array | null;
      leader: { id: number; since: number };
      offline: boolean;
      next: { topic: string } | null;
    }>();
  });

  test("values to encode may leave fields out, and take any decoded value", () => {
    expectTypeOf<Decoded>().toExtend<Input>();
    expectTypeOf<{ members: readonly { id: string }[] }>().toExtend<Input>();
    expectTypeOf<{ name: number }>().not.toExtend<Input>();
    expectTypeOf<{ name: null }>().not.toExtend<Input>();
  });
});

describe("Codec", () => {
  test("a field that the version lacks is decoded as its default", () => {
    const decoded = codec.decode(codec.encode({ name: "n" }, 0), 0);
    expect(decoded).toEqual({
      name: "n",
      rack: null,
      epoch: -1,
      ids: [],
      members: [],
      metadata: new Uint8Array(0),
      batches: null,
      leader: { id: -1, since: 0 },
      offline: false,
      next: null,
    });
  });

  test("defaults of arrays and structures are made anew for each value", () => {
    const encoded = codec.encode({}, 0);
    const [first, second] = [codec.decode(encoded, 0), codec.decode(encoded, 0)];
    first.ids?.push(1);
    first.leader.id = 7;
    expect(second.ids).toEqual([]);
    expect(second.leader.id).toBe(-1);
  });

  test("a field that is left out, or undefined, is encoded as its default", () => {
    for (let version = 1; version <= 5; version++) {
      const explicit = { name: "", rack: version === 1 ? "" : null, epoch: -1, ids: [], members: [], offline: false };
      const encoded = codec.encode(version === 1 ? { rack: "" } : { name: undefined, rack: undefined }, version);
      expect(encoded).toEqual(codec.encode(explicit, version));
    }
  });

  test("a field that the version lacks may be set where it is ignorable, and only there", () => {
    expect(codec.encode({ rack: "r" }, 0)).toEqual(codec.encode({}, 0));
    expect(codec.encode({ members: [{ reason: "why" }] }, 2)).toEqual(codec.encode({ members: [{}] }, 2));
    const refused: [Input, number][] = [
      [{ epoch: 0 }, 1],
      [{ ids: [1] }, 0],
      [{ ids: null }, 0],
      [{ metadata: new Uint8Array(1) }, 1],
      [{ batches: new Uint8Array(0) }, 4],
      [{ leader: { since: 1 } }, 3],
      [{ offline: true }, 3],
      [{ next: {} }, 2],
    ];
    for (const [value, version] of refused) {
      expect(() => codec.encode(value, version), JSON.stringify(value)).toThrow(code("FIELD_NOT_IN_VERSION"));
    }
  });

  test("a field that the version lacks may be set to its default", () => {
    const defaults: Input = {
      rack: null,
      epoch: -1,
      ids: [],
      metadata: new Uint8Array(0),
      batches: null,
      leader: { id: -1, since: 0 },
      offline: false,
      next: null,
    };
    expect(codec.encode(defaults, 0)).toEqual(codec.encode({}, 0));
  });

  test("null is refused in a version that does not allow it", () => {
    expect(() => codec.encode({ rack: null }, 1)).toThrow(code("UNEXPECTED_NULL"));
    expect(() => codec.encode({ rack: "r", ids: null }, 2)).toThrow(code("UNEXPECTED_NULL"));
    expect(codec.decode(codec.encode({ ids: null }, 3), 3).ids).toBeNull();
  });

  test("values of JavaScript callers that are null against their type are refused as well", () => {
    for (const name of ["name", "members", "metadata", "leader"]) {
      const value = { [name]: null } as Input;
      expect(() => codec.encode(value, 5), name).toThrow(code("UNEXPECTED_NULL"));
    }
    expect(() => codec.encode({ members: [null as never] }, 5)).toThrow(code("UNEXPECTED_NULL"));
    expect(() => codec.encode({ epoch: null as never }, 5)).toThrow(code("OUT_OF_RANGE"));
  });

  test("tagged fields are written in the order of their tags, and only where they are not the default", () => {
    const plain = codec.encode({}, 4);
    expect(plain.at(-1)).toBe(0);
    const tagged = codec.encode({ leader: { id: 3 }, offline: true }, 4);
    expect([...tagged.subarray(plain.length - 1)]).toEqual([
      ...[2, 0, 1, 1],
      ...[1, 13, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    expect(codec.decode(tagged, 4)).toMatchObject({ leader: { id: 3, since: 0 }, offline: true });
  });

  test("unknown tagged fields are skipped, and known ones may come in any order", () => {
    const plain = codec.encode({ name: "n" }, 4);
    const withTags = Uint8Array.of(...plain.subarray(0, -1), 3, 77, 2, 9, 9, 0, 1, 1, 0x80, 0x01, 0);
    expect(codec.decode(withTags, 4)).toMatchObject({ name: "n", offline: true, leader: { id: -1 } });
  });

  test("a tagged field whose size and value disagree is refused", () => {
    const plain = codec.encode({}, 4);
    const withTag = Uint8Array.of(...plain.subarray(0, -1), 1, 0, 2, 1, 1);
    expect(() => codec.decode(withTag, 4)).toThrow(code("INVALID_LENGTH"));
  });

  test("versions that there are not are refused, and others still work", () => {
    for (const version of [-1, 6, 1.5, Number.NaN]) {
      expect(() => codec.encode({}, version)).toThrow(code("UNSUPPORTED_VERSION"));
      expect(() => codec.decode(new Uint8Array(9), version)).toThrow(code("UNSUPPORTED_VERSION"));
    }
    expect(codec.decode(codec.encode({ name: "n" }, 5), 5).name).toBe("n");
  });

  test("errors tell which message they come from", () => {
    expect(() => codec.decode(new Uint8Array(1), 2)).toThrow("Example v2: 2 bytes wanted at 0, 1 left");
    expect(() => codec.encode({ epoch: 0 }, 1)).toThrow("Example v1: epoch is set, which this version does not have");
  });

  test("decoded bytes are views of the frame", () => {
    const encoded = codec.encode({ metadata: Uint8Array.of(1, 2, 3) }, 2);
    const { metadata } = codec.decode(encoded, 2);
    expect(metadata.buffer).toBe(encoded.buffer);
  });

  test("large records go by reference, and an encoding that fails leaves nothing behind", () => {
    const writer = new Writer();
    const batches = new Uint8Array(4096);
    codec.write(writer, { batches }, 5);
    expect(writer.take()).toContain(batches);
    expect(() => codec.encode({ batches, ids: [2 ** 40] }, 5)).toThrow(code("OUT_OF_RANGE"));
    expect(codec.decode(codec.encode({ batches }, 5), 5).batches).toEqual(batches);
  });

  test("every kind of scalar has a default", () => {
    const fields = {
      a: bool(),
      b: int16(),
      c: float64(),
      d: uuid(),
      e: int64({ default: -2 }),
      f: bool({ default: true }),
    };
    const scalars = new Codec({ name: "Scalars", versions: "0", flexible: "none", fields });
    expect(scalars.decode(scalars.encode({}, 0), 0)).toEqual({ a: false, b: 0, c: 0, d: ZERO_UUID, e: -2, f: true });
  });

  test("an array whose elements take no bytes cannot claim more of them than there are bytes", () => {
    const fields = { things: array({ of: { later: int32({ versions: "1+" }) } }) };
    const empty = new Codec({ name: "Empty", versions: "0-1", flexible: "none", fields });
    expect(() => empty.decode(Uint8Array.of(0x7f, 0xff, 0xff, 0xff), 0)).toThrow(code("TRUNCATED"));
  });
});

describe("declarations that make no sense", () => {
  const declare = (fields: Fields) => () => new Codec({ name: "Bad", versions: "0", flexible: "0+", fields });

  test("are refused", () => {
    expect(declare({ "not-a-name": int32() })).toThrow("Bad.not-a-name: not a field name");
    expect(declare({ a: struct({ of: { "b;": int32() } }) })).toThrow("Bad.a.b;: not a field name");
    expect(declare({ a: int32({ tag: 0 }), b: int32({ tag: 0 }) })).toThrow("Bad.b: tag 0 is taken");
    expect(declare({ a: int32({ tag: -1 }) })).toThrow("Bad.a: not a tag");
    expect(declare({ a: string({ default: null }) })).toThrow("Bad.a: null by default but never nullable");
    expect(declare({ a: array({ of: array({ of: int32() }) }) })).toThrow("Bad.a: array of arrays");
    expect(declare({ a: records({ tag: 0 }) })).toThrow("Bad.a: records in a tagged field");
    expect(declare({ a: array({ tag: 0, of: { b: records() } }) })).toThrow("Bad.a: records in a tagged field");
  });
});
