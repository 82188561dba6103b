import { ProtocolError } from "../error.ts";
import { encodeText } from "../wire/text.ts";
import { sharedWriter, type Writer } from "../wire/writer.ts";
import {
  BATCH_HEADER_BYTES,
  BATCH_LENGTH_END,
  BATCH_MAGIC,
  batchAttributes,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  stampCrc,
} from "./batch-header.ts";
import type { Compression, CompressionCodec } from "./compression.ts";
import type { RecordHeader } from "./record.ts";

/** A record to encode. */
export interface RecordInput {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
  /** Its offset is the batch's base offset + this. Default: one more than the record before; 0 for the first. */
  readonly offsetDelta?: number;
}

/** A batch to encode. */
export interface BatchInput {
  readonly records: readonly RecordInput[];
  /** Default 0. */
  readonly baseOffset?: number;
  /** Default −1. */
  readonly partitionLeaderEpoch?: number;
  /** Default −1: not idempotent. */
  readonly producerId?: number;
  /** Default −1. */
  readonly producerEpoch?: number;
  /** Default −1. */
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  /** Given where all records are to have the time of their append, in milliseconds since the Unix epoch. */
  readonly logAppendTimeMs?: number;
  /** Default: the last record's. What a batch keeps when compaction has taken its last records. */
  readonly lastOffsetDelta?: number;
  readonly compression?: { readonly codec: Exclude<CompressionCodec, "none">; readonly with: Compression };
}

/**
 * A batch of magic 2. The result is the caller's own.
 *
 * @throws ProtocolError where a number does not fit its field, or the codec fails.
 */
export function encodeBatch(batch: BatchInput): Uint8Array {
  const { records } = batch;
  const baseTimestamp = records[0]?.timestamp ?? NO_TIMESTAMP;
  try {
    const payload = encodePayload(batch, baseTimestamp);
    const maxTimestamp = batch.logAppendTimeMs ?? records.reduce((max, r) => Math.max(max, r.timestamp), NO_TIMESTAMP);
    writeHeader(sharedWriter, batch, { baseTimestamp, maxTimestamp, payloadBytes: payload.length });
    sharedWriter.raw(payload);
    const encoded = sharedWriter.takeCopy();
    stampCrc(encoded, 0, encoded.length);
    return encoded;
  } finally {
    sharedWriter.discard();
  }
}

interface Derived {
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly payloadBytes: number;
}

function writeHeader(writer: Writer, batch: BatchInput, derived: Derived): void {
  const { records } = batch;
  writer.int64(batch.baseOffset ?? 0);
  writer.int32(BATCH_HEADER_BYTES - BATCH_LENGTH_END + derived.payloadBytes);
  writer.int32(batch.partitionLeaderEpoch ?? -1);
  writer.int8(BATCH_MAGIC);
  writer.uint32(0); // The CRC, once the rest is there.
  writer.int16(
    batchAttributes({
      codec: batch.compression?.codec ?? "none",
      logAppendTime: batch.logAppendTimeMs !== undefined,
      transactional: batch.transactional ?? false,
      control: batch.control ?? false,
    }),
  );
  writer.int32(batch.lastOffsetDelta ?? lastDelta(records));
  writer.int64(derived.baseTimestamp);
  writer.int64(derived.maxTimestamp);
  writer.int64(batch.producerId ?? NO_PRODUCER_ID);
  writer.int16(batch.producerEpoch ?? NO_PRODUCER_EPOCH);
  writer.int32(batch.baseSequence ?? NO_SEQUENCE);
  writer.int32(records.length);
}

function lastDelta(records: readonly RecordInput[]): number {
  let delta = -1;
  for (const record of records) delta = record.offsetDelta ?? delta + 1;
  return Math.max(delta, 0);
}

function encodePayload(batch: BatchInput, baseTimestamp: number): Uint8Array {
  let offsetDelta = -1;
  for (const record of batch.records) {
    offsetDelta = record.offsetDelta ?? offsetDelta + 1;
    writeRecord(sharedWriter, record, record.timestamp - baseTimestamp, offsetDelta);
  }
  const payload = sharedWriter.takeCopy();
  if (batch.compression === undefined) return payload;
  const { codec, with: compression } = batch.compression;
  try {
    return compression.compress(codec, payload);
  } catch (error) {
    throw new ProtocolError("COMPRESSION_FAILED", `${codec} failed`, { cause: error });
  }
}

function writeRecord(writer: Writer, record: RecordInput, timestampDelta: number, offsetDelta: number): void {
  const headers = record.headers?.map((header) => ({ key: encodeText(header.key), value: header.value })) ?? [];
  let length = 1 + varlongBytes(timestampDelta) + varlongBytes(offsetDelta) + varlongBytes(headers.length);
  length += nullableBytesSize(record.key) + nullableBytesSize(record.value);
  for (const header of headers) length += nullableBytesSize(header.key) + nullableBytesSize(header.value);

  writer.varint(length);
  writer.int8(0);
  writer.varlong(timestampDelta);
  writer.varint(offsetDelta);
  writeNullableBytes(writer, record.key);
  writeNullableBytes(writer, record.value);
  writer.varint(headers.length);
  for (const header of headers) {
    writeNullableBytes(writer, header.key);
    writeNullableBytes(writer, header.value);
  }
}

function writeNullableBytes(writer: Writer, bytes: Uint8Array | null): void {
  writer.varint(bytes === null ? -1 : bytes.length);
  if (bytes !== null) writer.raw(bytes);
}

function nullableBytesSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varlongBytes(bytes.length) + bytes.length;
}

/** The bytes that the zigzag code of `value` takes. */
function varlongBytes(value: number): number {
  let coded = value < 0 ? -2 * value - 1 : 2 * value;
  let bytes = 1;
  for (; coded >= 0x80; coded = Math.floor(coded / 0x80)) bytes++;
  return bytes;
}
