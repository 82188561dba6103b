import { ProtocolError } from "../error.ts";
import { Reader } from "../wire/reader.ts";
import { decodeText } from "../wire/text.ts";
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  batchCompression,
  isLogAppendTime,
  readBatchHeader,
} from "./batch-header.ts";
import type { Decompression } from "./compression.ts";

/** A key and a value that go with a record. */
export interface RecordHeader {
  readonly key: string;
  /** A view; see {@link decodeRecords}. */
  readonly value: Uint8Array | null;
}

/** One record of a batch. */
export interface DecodedRecord {
  readonly offset: number;
  /** Milliseconds since the Unix epoch; the batch's where that has the time of the append. */
  readonly timestamp: number;
  /** Views; see {@link decodeRecords}. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** What decoding records needs besides the batch. */
export interface DecodeRecordsOptions {
  /** Needed for compressed batches only. */
  readonly compression?: Decompression;
  /** How much a batch's records may take when they are decompressed. Default 256 MiB. */
  readonly decompressedBytesMax?: number;
}

const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

/** Length, attributes, timestamp and offset delta, key and value length, count of headers: one byte each. */
const RECORD_BYTES_MIN = 7;

/** The length of a key, and that of a value. */
const RECORD_HEADER_BYTES_MIN = 2;

/**
 * The records of the whole batch at `position`. Keys and values are views of `bytes`, or of what the codec returned:
 * valid for as long as that is left alone. Does not check the CRC.
 *
 * @throws ProtocolError where the batch is cut short or not of magic 2, its codec is unknown or fails, or its records do
 *   not add up to what its header says.
 */
export function decodeRecords(bytes: Uint8Array, position = 0, options: DecodeRecordsOptions = {}): DecodedRecord[] {
  const result = readBatchHeader(bytes, position);
  if (!result.ok) throw new ProtocolError("INVALID_BATCH", `no batch at ${position}: ${result.problem}`);
  const { header } = result;
  const end = position + header.sizeBytes;
  if (end > bytes.length) {
    throw new ProtocolError("TRUNCATED", `batch of ${header.sizeBytes} bytes at ${position} of ${bytes.length}`);
  }
  const payload = decompress(header, bytes.subarray(position + BATCH_HEADER_BYTES, end), options);
  const reader = new Reader(payload);
  const count = header.recordsCount;
  if (count < 0 || count * RECORD_BYTES_MIN > payload.length) {
    throw new ProtocolError("INVALID_BATCH", `${count} records in ${payload.length} bytes`);
  }
  const decoded: DecodedRecord[] = [];
  for (let i = 0; i < count; i++) decoded.push(readRecord(reader, header));
  reader.close();
  return decoded;
}

function decompress(header: BatchHeader, payload: Uint8Array, options: DecodeRecordsOptions): Uint8Array {
  const codec = batchCompression(header.attributes);
  if (codec === "none") return payload;
  if (codec === null) throw new ProtocolError("INVALID_BATCH", `unknown codec in attributes ${header.attributes}`);
  if (options.compression === undefined) throw new ProtocolError("COMPRESSION_FAILED", `no codec for ${codec} here`);
  try {
    return options.compression.decompress(codec, payload, options.decompressedBytesMax ?? DECOMPRESSED_BYTES_MAX);
  } catch (error) {
    throw new ProtocolError("COMPRESSION_FAILED", `${codec} failed`, { cause: error });
  }
}

function readRecord(reader: Reader, header: BatchHeader): DecodedRecord {
  const length = reader.varint();
  if (length < 0 || length > reader.remaining) {
    throw new ProtocolError("INVALID_LENGTH", `record of ${length} bytes, ${reader.remaining} left`);
  }
  const end = reader.position + length;
  reader.int8(); // The record's attributes: none are defined.
  const timestampDelta = reader.varlong();
  const offsetDelta = reader.varint();
  const key = readNullableBytes(reader);
  const value = readNullableBytes(reader);
  const headers = readHeaders(reader);
  if (reader.position !== end) {
    throw new ProtocolError("INVALID_LENGTH", `record ends at ${reader.position}, its length says ${end}`);
  }
  return {
    offset: header.baseOffset + offsetDelta,
    timestamp: isLogAppendTime(header.attributes) ? header.maxTimestamp : header.baseTimestamp + timestampDelta,
    key,
    value,
    headers,
  };
}

const NO_HEADERS: readonly RecordHeader[] = [];

function readHeaders(reader: Reader): readonly RecordHeader[] {
  const count = reader.varint();
  if (count === 0) return NO_HEADERS;
  if (count < 0 || count * RECORD_HEADER_BYTES_MIN > reader.remaining) {
    throw new ProtocolError("INVALID_LENGTH", `${count} record headers, ${reader.remaining} bytes left`);
  }
  const headers: RecordHeader[] = [];
  for (let i = 0; i < count; i++) {
    const key = readNullableBytes(reader);
    if (key === null) throw new ProtocolError("UNEXPECTED_NULL", "record header without a key");
    headers.push({ key: decodeText(key, 0, key.length), value: readNullableBytes(reader) });
  }
  return headers;
}

function readNullableBytes(reader: Reader): Uint8Array | null {
  const length = reader.varint();
  if (length === -1) return null;
  return reader.view(length);
}
