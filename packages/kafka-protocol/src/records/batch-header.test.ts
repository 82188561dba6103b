import { crc32c } from "@chronik/crc32c";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  batchAttributes,
  batchCompression,
  hasDeleteHorizon,
  isControlBatch,
  isLogAppendTime,
  isTransactionalBatch,
  readBatchHeader,
  stampBaseOffset,
  stampLogAppendTime,
  stampPartitionLeaderEpoch,
  verifyBatchCrc,
} from "./batch-header.ts";
import { encodeBatch } from "./encode-batch.ts";
import { decodeRecords } from "./record.ts";

const someBatch = (): Uint8Array =>
  encodeBatch({
    baseOffset: 5,
    records: [
      { timestamp: 1000, key: null, value: Uint8Array.of(1) },
      { timestamp: 3000, key: null, value: Uint8Array.of(2) },
    ],
  });

function headerOf(bytes: Uint8Array, position = 0): BatchHeader {
  const result = readBatchHeader(bytes, position);
  if (!result.ok) throw new Error(result.problem);
  return result.header;
}

describe("readBatchHeader", () => {
  test("needs the whole header, and no more", () => {
    const batch = someBatch();
    for (let length = 0; length < BATCH_HEADER_BYTES; length++) {
      expect(readBatchHeader(batch.subarray(0, length))).toEqual({ ok: false, problem: "TRUNCATED" });
    }
    expect(headerOf(batch.subarray(0, BATCH_HEADER_BYTES))).toEqual(headerOf(batch));
    expect(headerOf(batch).sizeBytes).toBe(batch.length);
  });

  test("knows an old record format from its magic, however short it is", () => {
    const batch = someBatch();
    batch[16] = 1;
    expect(readBatchHeader(batch)).toEqual({ ok: false, problem: "UNSUPPORTED_MAGIC" });
    expect(readBatchHeader(batch.subarray(0, 17))).toEqual({ ok: false, problem: "UNSUPPORTED_MAGIC" });
  });

  test("refuses a length that is shorter than the header", () => {
    for (const length of [48, 0, -1, -(2 ** 31)]) {
      const batch = someBatch();
      new DataView(batch.buffer).setInt32(8, length);
      expect(readBatchHeader(batch)).toEqual({ ok: false, problem: "INVALID_LENGTH" });
    }
    const shortest = someBatch();
    new DataView(shortest.buffer).setInt32(8, 49);
    expect(headerOf(shortest).sizeBytes).toBe(BATCH_HEADER_BYTES);
  });

  test("never throws, and neither does the check of the CRC", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 0, max: 120 }), (bytes, position) => {
        bytes[position + 16] = 2;
        expect(typeof readBatchHeader(bytes, position).ok).toBe("boolean");
        expect(verifyBatchCrc(bytes, position)).toBe(false);
      }),
    );
  });
});

describe("verifyBatchCrc", () => {
  test("notices every bit of what the CRC covers, and of the CRC", () => {
    const batch = someBatch();
    expect(verifyBatchCrc(batch)).toBe(true);
    for (let bit = 17 * 8; bit < batch.length * 8; bit++) {
      batch[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifyBatchCrc(batch), `bit ${bit}`).toBe(false);
      batch[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  test("a batch that is cut off is not whole", () => {
    const batch = someBatch();
    expect(verifyBatchCrc(batch.subarray(0, -1))).toBe(false);
  });

  test("looks at one batch among others", () => {
    const batch = someBatch();
    const log = Uint8Array.of(...batch, ...batch, 1, 2, 3);
    log[batch.length - 1]! ^= 1;
    expect(verifyBatchCrc(log, 0)).toBe(false);
    expect(verifyBatchCrc(log, batch.length)).toBe(true);
  });
});

describe("stamping in place", () => {
  test("offset and epoch leave everything else and the CRC alone", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 }), fc.integer({ min: -1 }), (baseOffset, epoch) => {
        const before = Uint8Array.of(9, 9, ...someBatch());
        const after = before.slice();
        stampBaseOffset(after, 2, baseOffset);
        stampPartitionLeaderEpoch(after, 2, epoch);
        expect(headerOf(after, 2)).toEqual({ ...headerOf(before, 2), baseOffset, partitionLeaderEpoch: epoch });
        expect(verifyBatchCrc(after, 2)).toBe(true);
        expect(decodeRecords(after, 2).map((record) => record.offset)).toEqual([baseOffset, baseOffset + 1]);
      }),
    );
  });

  test("the time of the append changes attributes, the last timestamp and the CRC", () => {
    const before = someBatch();
    const after = before.slice();
    stampLogAppendTime(after, 0, 1_700_000_000_000);
    const { crc, ...rest } = headerOf(after);
    const { crc: crcBefore, ...restBefore } = headerOf(before);
    expect(rest).toEqual({ ...restBefore, attributes: 8, maxTimestamp: 1_700_000_000_000 });
    expect(crc).not.toBe(crcBefore);
    expect(crc).toBe(crc32c(after.subarray(21)));
    expect(decodeRecords(after).map((record) => record.timestamp)).toEqual([1_700_000_000_000, 1_700_000_000_000]);
  });

  test("numbers that do not fit are refused", () => {
    const batch = someBatch();
    const refused = expect.objectContaining({ name: "ProtocolError", code: "OUT_OF_RANGE" });
    for (const value of [Number.NaN, 1.5, 2 ** 60]) expect(() => stampBaseOffset(batch, 0, value)).toThrow(refused);
    for (const value of [Number.NaN, 1.5, 2 ** 40]) {
      expect(() => stampPartitionLeaderEpoch(batch, 0, value)).toThrow(refused);
    }
    expect(verifyBatchCrc(batch)).toBe(true);
    expect(headerOf(batch)).toEqual(headerOf(someBatch()));
  });
});

describe("attributes", () => {
  test("each means one thing", () => {
    const none = { codec: "none", logAppendTime: false, transactional: false, control: false } as const;
    expect(batchAttributes(none)).toBe(0);
    expect(batchCompression(batchAttributes({ ...none, codec: "zstd" }))).toBe("zstd");
    expect(isLogAppendTime(batchAttributes({ ...none, logAppendTime: true }))).toBe(true);
    expect(isTransactionalBatch(batchAttributes({ ...none, transactional: true }))).toBe(true);
    expect(isControlBatch(batchAttributes({ ...none, control: true }))).toBe(true);
    expect([0, 8, 16, 32, 64].map(hasDeleteHorizon)).toEqual([false, false, false, false, true]);
  });

  test("codecs have Kafka's numbers, and three of them no meaning", () => {
    const names = [0, 1, 2, 3, 4, 5, 6, 7].map(batchCompression);
    expect(names).toEqual(["none", "gzip", "snappy", "lz4", "zstd", null, null, null]);
  });
});
