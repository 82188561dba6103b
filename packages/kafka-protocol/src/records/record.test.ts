import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProtocolError } from "../error.ts";
import { readBatchHeader, stampCrc, verifyBatchCrc } from "./batch-header.ts";
import { readBatches } from "./batches.ts";
import type { Compression } from "./compression.ts";
import { decodeEndTxnMarker } from "./control-record.ts";
import { type BatchInput, encodeBatch, type RecordInput } from "./encode-batch.ts";
import { decodeRecords } from "./record.ts";

const gzip: Compression = {
  compress: (_codec, bytes) => gzipSync(bytes),
  decompress: (_codec, bytes, bytesMax) => gunzipSync(bytes, { maxOutputLength: bytesMax }),
};

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const record = (value: string, timestamp = 0): RecordInput => ({ timestamp, key: null, value: text(value) });

const anyRecord: fc.Arbitrary<RecordInput> = fc.record({
  timestamp: fc.integer({ min: -1, max: 2 ** 45 }),
  key: fc.option(fc.uint8Array({ maxLength: 100 })),
  value: fc.option(fc.uint8Array({ maxLength: 300 })),
  headers: fc.array(
    fc.record({ key: fc.string({ unit: "grapheme" }), value: fc.option(fc.uint8Array({ maxLength: 80 })) }),
    { maxLength: 3 },
  ),
});

describe("batches", () => {
  test("any batch survives encoding and decoding, compressed or not", () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 80 }),
        fc.nat({ max: 2 ** 50 }),
        fc.boolean(),
        (records, baseOffset, compressed) => {
          const input: BatchInput = compressed
            ? { records, baseOffset, compression: { codec: "gzip", with: gzip } }
            : { records, baseOffset };
          const batch = encodeBatch(input);
          expect(verifyBatchCrc(batch)).toBe(true);
          expect(decodeRecords(batch, 0, { compression: gzip })).toEqual(
            records.map((given, i) => ({ ...given, headers: given.headers ?? [], offset: baseOffset + i })),
          );
        },
      ),
    );
  });

  test("the header says what is in it", () => {
    const batch = encodeBatch({
      baseOffset: 10,
      partitionLeaderEpoch: 3,
      producerId: 4000,
      producerEpoch: 2,
      baseSequence: 7,
      transactional: true,
      records: [record("a", 500), record("b", 900), record("c", 700)],
    });
    expect(readBatchHeader(batch)).toMatchObject({
      header: {
        baseOffset: 10,
        partitionLeaderEpoch: 3,
        attributes: 0x10,
        lastOffsetDelta: 2,
        baseTimestamp: 500,
        maxTimestamp: 900,
        producerId: 4000,
        producerEpoch: 2,
        baseSequence: 7,
        recordsCount: 3,
        sizeBytes: batch.length,
      },
    });
  });

  test("one that compaction has emptied keeps its range of offsets", () => {
    const batch = encodeBatch({ baseOffset: 10, records: [], lastOffsetDelta: 4, producerId: 1 });
    expect(readBatchHeader(batch)).toMatchObject({
      header: { lastOffsetDelta: 4, recordsCount: 0, baseTimestamp: -1, maxTimestamp: -1, sizeBytes: 61 },
    });
    expect(decodeRecords(batch)).toEqual([]);
  });

  test("records may leave gaps, and the last of them may be gone", () => {
    const records = [{ ...record("a"), offsetDelta: 2 }, record("b"), { ...record("c"), offsetDelta: 7 }];
    const batch = encodeBatch({ baseOffset: 100, records, lastOffsetDelta: 9 });
    expect(decodeRecords(batch).map(({ offset }) => offset)).toEqual([102, 103, 107]);
    expect(readBatchHeader(batch)).toMatchObject({ header: { lastOffsetDelta: 9 } });
    expect(readBatchHeader(encodeBatch({ records }))).toMatchObject({ header: { lastOffsetDelta: 7 } });
  });

  test("the time of the append is every record's", () => {
    const batch = encodeBatch({ records: [record("a", 5), record("b", 9)], logAppendTimeMs: 1234 });
    expect(decodeRecords(batch).map(({ timestamp }) => timestamp)).toEqual([1234, 1234]);
    expect(readBatchHeader(batch)).toMatchObject({ header: { baseTimestamp: 5, maxTimestamp: 1234, attributes: 8 } });
  });

  test("keys and values are views of the batch", () => {
    const batch = encodeBatch({ records: [record("abc")] });
    expect(decodeRecords(batch)[0]!.value!.buffer).toBe(batch.buffer);
  });

  test("what does not fit its field is refused", () => {
    expect(() => encodeBatch({ records: [{ ...record("a"), offsetDelta: 2 ** 31 }] })).toThrow(code("OUT_OF_RANGE"));
    expect(() => encodeBatch({ records: [], producerEpoch: 40_000 })).toThrow(code("OUT_OF_RANGE"));
    expect(() => encodeBatch({ records: [record("a", 0.5)] })).toThrow(code("OUT_OF_RANGE"));
    expect(decodeRecords(encodeBatch({ records: [record("still works")] }))).toHaveLength(1);
  });
});

describe("codecs", () => {
  const compressed = encodeBatch({ records: [record("a".repeat(500))], compression: { codec: "gzip", with: gzip } });

  test("one that fails is the cause of an error", () => {
    const broken: Compression = {
      compress: () => {
        throw new RangeError("too hard");
      },
      decompress: () => {
        throw new RangeError("too hard");
      },
    };
    const failed = expect.objectContaining({ code: "COMPRESSION_FAILED", cause: new RangeError("too hard") });
    expect(() => decodeRecords(compressed, 0, { compression: broken })).toThrow(failed);
    expect(() => encodeBatch({ records: [], compression: { codec: "lz4", with: broken } })).toThrow(failed);
  });

  test("one that is missing, or that Kafka does not define, is an error", () => {
    expect(() => decodeRecords(compressed)).toThrow(code("COMPRESSION_FAILED"));
    const undefinedCodec = compressed.slice();
    undefinedCodec[22] = 5;
    expect(() => decodeRecords(undefinedCodec, 0, { compression: gzip })).toThrow(code("INVALID_BATCH"));
  });

  test("is told how much it may return", () => {
    const options = { compression: gzip, decompressedBytesMax: 100 };
    expect(() => decodeRecords(compressed, 0, options)).toThrow(code("COMPRESSION_FAILED"));
    expect(decodeRecords(compressed, 0, { ...options, decompressedBytesMax: 600 })).toHaveLength(1);
  });
});

describe("damaged batches", () => {
  const batch = encodeBatch({
    records: [
      { timestamp: 1, key: text("key"), value: text("value"), headers: [{ key: "h", value: text("x") }] },
      { timestamp: 200, key: null, value: null },
    ],
  });

  test("cut off anywhere, one is refused", () => {
    for (let length = 0; length < batch.length; length++) {
      expect(() => decodeRecords(batch.subarray(0, length)), `${length}`).toThrow(ProtocolError);
    }
  });

  test("with bits flipped, one decodes or is refused, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: batch.length * 8 - 1 }), { minLength: 1, maxLength: 4 }), (bits) => {
        const damaged = batch.slice();
        for (const bit of bits) damaged[bit >> 3]! ^= 1 << (bit & 7);
        try {
          decodeRecords(damaged, 0, { compression: gzip });
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test("a count of records that the bytes cannot hold is refused", () => {
    for (const count of [-1, 3, 2 ** 31 - 1]) {
      const damaged = batch.slice();
      new DataView(damaged.buffer).setInt32(57, count);
      stampCrc(damaged, 0, damaged.length);
      expect(() => decodeRecords(damaged), `${count}`).toThrow(ProtocolError);
    }
  });

  test("fewer records than bytes are refused", () => {
    const damaged = batch.slice();
    new DataView(damaged.buffer).setInt32(57, 1);
    expect(() => decodeRecords(damaged)).toThrow(code("TRAILING_BYTES"));
  });

  test.each([
    ["a length below its content", [10, 0, 0, 0, 1, 1, 0, 0]],
    ["a length beyond its content", [14, 0, 0, 0, 1, 1, 0, 0]],
    ["a negative length", [1, 0, 0, 0, 1, 1, 0, 0]],
    ["a key of negative length", [14, 0, 0, 0, 3, 1, 0, 0]],
    ["a negative count of headers", [12, 0, 0, 0, 1, 1, 1]],
    ["more headers than bytes", [12, 0, 0, 0, 1, 1, 0x7e]],
    ["a header without a key", [16, 0, 0, 0, 1, 1, 2, 1, 1]],
  ])("a record with %s is refused", (_name, recordBytes) => {
    const header = encodeBatch({ records: [] });
    const damaged = Uint8Array.of(...header, ...recordBytes);
    const view = new DataView(damaged.buffer);
    view.setInt32(8, damaged.length - 12);
    view.setInt32(57, 1);
    expect(() => decodeRecords(damaged)).toThrow(ProtocolError);
  });
});

describe("readBatches", () => {
  const [a, b] = [encodeBatch({ records: [record("a")] }), encodeBatch({ baseOffset: 1, records: [record("bb")] })];

  test("gives where each batch is, and leaves out one that is cut off", () => {
    const log = Uint8Array.of(...a, ...b);
    const walk = (length: number) => [...readBatches(log.subarray(0, length))].map(({ position }) => position);
    expect(walk(log.length)).toEqual([0, a.length]);
    expect(walk(log.length - 1)).toEqual([0]);
    expect(walk(a.length + 5)).toEqual([0]);
    expect(walk(a.length)).toEqual([0]);
    expect(walk(3)).toEqual([]);
    expect([...readBatches(log, a.length)].map(({ header }) => header.baseOffset)).toEqual([1]);
  });

  test("refuses what is no batch", () => {
    const log = Uint8Array.of(...a, ...new Uint8Array(100));
    const batches = readBatches(log);
    expect(batches.next().value?.position).toBe(0);
    expect(() => batches.next()).toThrow(code("INVALID_BATCH"));
  });
});

describe("control records", () => {
  const control = (key: Uint8Array | null, value: Uint8Array | null) => {
    const batch = encodeBatch({ control: true, records: [{ timestamp: 0, key, value }] });
    return decodeRecords(batch)[0]!;
  };

  test("of other types are not transaction markers", () => {
    expect(decodeEndTxnMarker(control(Uint8Array.of(0, 0, 0, 2), Uint8Array.of(0, 0)))).toBeNull();
  });

  test("that are none are refused", () => {
    expect(() => decodeEndTxnMarker(control(null, null))).toThrow(code("TRUNCATED"));
    expect(() => decodeEndTxnMarker(control(Uint8Array.of(0, 0, 0), null))).toThrow(code("TRUNCATED"));
    expect(() => decodeEndTxnMarker(control(Uint8Array.of(0, 0, 0, 1), null))).toThrow(code("TRUNCATED"));
    expect(() => decodeEndTxnMarker(control(Uint8Array.of(0, 9, 0, 1), null))).toThrow(code("UNSUPPORTED_VERSION"));
  });
});
