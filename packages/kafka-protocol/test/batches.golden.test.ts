import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  batchCompression,
  type Compression,
  decodeEndTxnMarker,
  decodeRecords,
  encodeBatch,
  encodeEndTxnMarker,
  isControlBatch,
  isLogAppendTime,
  isTransactionalBatch,
  readBatches,
  readBatchHeader,
  stampLogAppendTime,
  verifyBatchCrc,
} from "../src/index.ts";
import { fromHex, toHex } from "./support/golden.ts";

/** A batch that Kafka's Java library wrote, and how the library describes it; see `generated/README.md`. */
interface GoldenBatch {
  readonly name: string;
  readonly header: {
    readonly baseOffset: number;
    readonly partitionLeaderEpoch: number;
    readonly crc: number;
    readonly lastOffset: number;
    readonly baseTimestamp: number;
    readonly maxTimestamp: number;
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly baseSequence: number;
    readonly sizeBytes: number;
    readonly recordsCount: number;
    readonly compression: string;
    readonly logAppendTime: boolean;
    readonly transactional: boolean;
    readonly control: boolean;
  };
  readonly records: readonly {
    readonly offset: number;
    readonly timestamp: number;
    readonly key: string | null;
    readonly value: string | null;
    readonly headers: readonly [key: string, value: string | null][];
  }[];
  readonly hex: string;
}

const goldenBatches: readonly GoldenBatch[] = JSON.parse(
  readFileSync(new URL("./generated/kafka-4.2.0-batches.json", import.meta.url), "utf8"),
);

const gzip: Compression = {
  compress: () => {
    throw new Error("not used here");
  },
  decompress: (_codec, bytes, bytesMax) => gunzipSync(bytes, { maxOutputLength: bytesMax }),
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytesOrNull = (hex: string | null): Uint8Array | null => (hex === null ? null : fromHex(hex));
const hexOrNull = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toHex(bytes));

describe.each(goldenBatches.map((batch) => [batch.name, batch] as const))("%s, as Java writes it", (_name, golden) => {
  const bytes = fromHex(golden.hex);

  test("has the header that Java reads", () => {
    const result = readBatchHeader(bytes);
    if (!result.ok) throw new Error(result.problem);
    const { attributes, lastOffsetDelta, batchLength, magic, ...plain } = result.header;
    const { compression, logAppendTime, transactional, control, lastOffset, ...expected } = golden.header;
    expect(plain).toEqual(expected);
    expect(magic).toBe(2);
    expect(batchLength).toBe(bytes.length - 12);
    expect(plain.baseOffset + lastOffsetDelta).toBe(lastOffset);
    expect(batchCompression(attributes)).toBe(compression);
    expect(isLogAppendTime(attributes)).toBe(logAppendTime);
    expect(isTransactionalBatch(attributes)).toBe(transactional);
    expect(isControlBatch(attributes)).toBe(control);
    expect(verifyBatchCrc(bytes)).toBe(true);
  });

  test("has the records that Java reads", () => {
    const records = decodeRecords(bytes, 0, { compression: gzip }).map(({ key, value, headers, ...rest }) => ({
      ...rest,
      key: hexOrNull(key),
      value: hexOrNull(value),
      headers: headers.map((header) => [header.key, hexOrNull(header.value)]),
    }));
    expect(records).toEqual(golden.records);
  });
});

const plain = goldenBatches.filter(({ header }) => header.compression === "none" && !header.logAppendTime);

test.each(plain.map((batch) => [batch.name, batch] as const))("%s, is encoded to Java's bytes", (_name, golden) => {
  const { header } = golden;
  const encoded = encodeBatch({
    baseOffset: header.baseOffset,
    partitionLeaderEpoch: header.partitionLeaderEpoch,
    producerId: header.producerId,
    producerEpoch: header.producerEpoch,
    baseSequence: header.baseSequence,
    transactional: header.transactional,
    control: header.control,
    records: golden.records.map((record) => ({
      timestamp: record.timestamp,
      key: bytesOrNull(record.key),
      value: bytesOrNull(record.value),
      headers: record.headers.map(([key, value]) => ({ key, value: bytesOrNull(value) })),
      offsetDelta: record.offset - header.baseOffset,
    })),
  });
  expect(toHex(encoded)).toBe(golden.hex);
});

test("a batch stamped with the time of its append is Java's, byte for byte", () => {
  const golden = goldenBatches.find(({ header }) => header.logAppendTime)!;
  const record = (timestamp: number, [key, value]: string) => ({ timestamp, key: encode(key!), value: encode(value!) });
  const { producerId, producerEpoch, baseSequence, partitionLeaderEpoch, maxTimestamp } = golden.header;
  const encoded = encodeBatch({
    records: [record(5, "ab"), record(9, "cd")],
    partitionLeaderEpoch,
    producerId,
    producerEpoch,
    baseSequence,
  });
  stampLogAppendTime(encoded, 0, maxTimestamp);
  expect(toHex(encoded)).toBe(golden.hex);
});

test("the markers that end transactions are Java's, byte for byte", () => {
  const markers = goldenBatches.filter((batch) => batch.header.control);
  expect(markers.map((batch) => batch.name)).toEqual(["a commit marker", "an abort marker"]);
  for (const { header, hex } of markers) {
    const marker = decodeEndTxnMarker(decodeRecords(fromHex(hex))[0]!)!;
    const encoded = encodeEndTxnMarker({ ...header, ...marker, timestamp: header.maxTimestamp });
    expect(toHex(encoded)).toBe(hex);
  }
  expect(markers.map(({ hex }) => decodeEndTxnMarker(decodeRecords(fromHex(hex))[0]!))).toEqual([
    { result: "commit", coordinatorEpoch: 9 },
    { result: "abort", coordinatorEpoch: 0 },
  ]);
});

test("one after the other, they are walked in order", () => {
  const log = Uint8Array.from(goldenBatches.flatMap((batch) => [...fromHex(batch.hex)]));
  expect([...readBatches(log)].map(({ header }) => header.crc)).toEqual(goldenBatches.map(({ header }) => header.crc));
});
