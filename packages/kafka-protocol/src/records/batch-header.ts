/**
 * The header of a record batch of magic 2 (KIP-98), read and changed in place, without looking at the records.
 *
 * The CRC covers everything from the attributes on; base offset, batch length and partition leader epoch lie before
 * it, so that a broker can stamp them without computing it anew.
 */
import { crc32c } from "@chronik/crc32c";
import { ProtocolError } from "../error.ts";
import { type CompressionCodec, compressionCodecs } from "./compression.ts";

/** Bytes from the start of a batch to its first record. */
export const BATCH_HEADER_BYTES = 61;

/** The batch length on the wire counts what comes after it. */
export const BATCH_LENGTH_END = 12;

/** The only record format that Kafka 4 still writes. */
export const BATCH_MAGIC = 2;

export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_TIMESTAMP = -1;

const OFFSET_LENGTH = 8;
const OFFSET_LEADER_EPOCH = 12;
const OFFSET_MAGIC = 16;
const OFFSET_CRC = 17;
const OFFSET_ATTRIBUTES = 21;
const OFFSET_MAX_TIMESTAMP = 35;

const ATTRIBUTE_CODEC = 0x07;
const ATTRIBUTE_LOG_APPEND_TIME = 0x08;
const ATTRIBUTE_TRANSACTIONAL = 0x10;
const ATTRIBUTE_CONTROL = 0x20;
const ATTRIBUTE_DELETE_HORIZON = 0x40;

const TWO_POW_32 = 0x1_0000_0000;

/** A batch's header, field by field as on the wire, and its size. Nothing in it has been checked but magic and length. */
export interface BatchHeader {
  readonly baseOffset: number;
  /** Bytes after the first twelve. */
  readonly batchLength: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  /** Unsigned. */
  readonly crc: number;
  readonly attributes: number;
  /** The last offset is `baseOffset` + this. */
  readonly lastOffsetDelta: number;
  /** Milliseconds since the Unix epoch; −1 where there is none. With a delete horizon set, it is that. */
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordsCount: number;
  /** Bytes of the whole batch: `batchLength` + 12. */
  readonly sizeBytes: number;
}

/** Why there is no header. */
export type BatchHeaderProblem =
  /** The bytes end before the header does. */
  | "TRUNCATED"
  /** A record format other than magic 2. */
  | "UNSUPPORTED_MAGIC"
  /** The batch claims to be shorter than its own header. */
  | "INVALID_LENGTH";

export type BatchHeaderResult =
  | { readonly ok: true; readonly header: BatchHeader }
  | { readonly ok: false; readonly problem: BatchHeaderProblem };

/** The header of the batch at `position`. The batch may reach beyond the end of `bytes`. Never throws. */
export function readBatchHeader(bytes: Uint8Array, position = 0): BatchHeaderResult {
  const available = bytes.length - position;
  if (available <= OFFSET_MAGIC) return TRUNCATED;
  if (bytes[position + OFFSET_MAGIC] !== BATCH_MAGIC) return UNSUPPORTED_MAGIC;
  if (available < BATCH_HEADER_BYTES) return TRUNCATED;
  const batchLength = int32At(bytes, position + OFFSET_LENGTH);
  const sizeBytes = batchLength + BATCH_LENGTH_END;
  if (sizeBytes < BATCH_HEADER_BYTES) return INVALID_LENGTH;
  return {
    ok: true,
    header: {
      baseOffset: int64At(bytes, position),
      batchLength,
      partitionLeaderEpoch: int32At(bytes, position + OFFSET_LEADER_EPOCH),
      magic: BATCH_MAGIC,
      crc: int32At(bytes, position + OFFSET_CRC) >>> 0,
      attributes: int16At(bytes, position + OFFSET_ATTRIBUTES),
      lastOffsetDelta: int32At(bytes, position + 23),
      baseTimestamp: int64At(bytes, position + 27),
      maxTimestamp: int64At(bytes, position + OFFSET_MAX_TIMESTAMP),
      producerId: int64At(bytes, position + 43),
      producerEpoch: int16At(bytes, position + 51),
      baseSequence: int32At(bytes, position + 53),
      recordsCount: int32At(bytes, position + 57),
      sizeBytes,
    },
  };
}

/** Whether a whole, undamaged batch of magic 2 starts at `position`. Never throws. */
export function verifyBatchCrc(bytes: Uint8Array, position = 0): boolean {
  const result = readBatchHeader(bytes, position);
  if (!result.ok || result.header.sizeBytes > bytes.length - position) return false;
  return result.header.crc === computeCrc(bytes, position, result.header.sizeBytes);
}

/** Sets the base offset of the batch at `position`: its records' offsets move with it. The CRC stays right. */
export function stampBaseOffset(bytes: Uint8Array, position: number, baseOffset: number): void {
  setInt64At(bytes, position, baseOffset);
}

/** Sets the epoch of the leader that appends the batch at `position`. The CRC stays right. */
export function stampPartitionLeaderEpoch(bytes: Uint8Array, position: number, leaderEpoch: number): void {
  setInt32At(bytes, position + OFFSET_LEADER_EPOCH, leaderEpoch);
}

/**
 * Gives all records of the whole batch at `position` the time of their append, and computes the CRC anew.
 * The caller has read the header and checked that the batch is whole.
 */
export function stampLogAppendTime(bytes: Uint8Array, position: number, timestampMs: number): void {
  const attributes = int16At(bytes, position + OFFSET_ATTRIBUTES) | ATTRIBUTE_LOG_APPEND_TIME;
  bytes[position + OFFSET_ATTRIBUTES] = attributes >> 8;
  bytes[position + OFFSET_ATTRIBUTES + 1] = attributes;
  setInt64At(bytes, position + OFFSET_MAX_TIMESTAMP, timestampMs);
  stampCrc(bytes, position, int32At(bytes, position + OFFSET_LENGTH) + BATCH_LENGTH_END);
}

/** Computes the CRC of the whole batch of `sizeBytes` at `position` and sets it. */
export function stampCrc(bytes: Uint8Array, position: number, sizeBytes: number): void {
  setInt32At(bytes, position + OFFSET_CRC, computeCrc(bytes, position, sizeBytes));
}

/** How the batch is compressed; null where Kafka does not define the number. */
export function batchCompression(attributes: number): CompressionCodec | null {
  return compressionCodecs[attributes & ATTRIBUTE_CODEC] ?? null;
}

/** Whether `maxTimestamp` is the time of the append, and every record's; otherwise records carry their producer's. */
export function isLogAppendTime(attributes: number): boolean {
  return (attributes & ATTRIBUTE_LOG_APPEND_TIME) !== 0;
}

export function isTransactionalBatch(attributes: number): boolean {
  return (attributes & ATTRIBUTE_TRANSACTIONAL) !== 0;
}

/** Whether the batch holds a control record (a transaction marker, say), which consumers do not see. */
export function isControlBatch(attributes: number): boolean {
  return (attributes & ATTRIBUTE_CONTROL) !== 0;
}

/** Whether `baseTimestamp` is the time from which compaction may drop tombstones and markers (KIP-534). */
export function hasDeleteHorizon(attributes: number): boolean {
  return (attributes & ATTRIBUTE_DELETE_HORIZON) !== 0;
}

/** What {@link batchAttributes} puts together. */
export interface BatchAttributes {
  readonly codec: CompressionCodec;
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  readonly control: boolean;
}

export function batchAttributes(of: BatchAttributes): number {
  return (
    compressionCodecs.indexOf(of.codec) |
    (of.logAppendTime ? ATTRIBUTE_LOG_APPEND_TIME : 0) |
    (of.transactional ? ATTRIBUTE_TRANSACTIONAL : 0) |
    (of.control ? ATTRIBUTE_CONTROL : 0)
  );
}

const TRUNCATED: BatchHeaderResult = { ok: false, problem: "TRUNCATED" };
const UNSUPPORTED_MAGIC: BatchHeaderResult = { ok: false, problem: "UNSUPPORTED_MAGIC" };
const INVALID_LENGTH: BatchHeaderResult = { ok: false, problem: "INVALID_LENGTH" };

function computeCrc(bytes: Uint8Array, position: number, sizeBytes: number): number {
  return crc32c(bytes.subarray(position + OFFSET_ATTRIBUTES, position + sizeBytes));
}

// By single bytes rather than through a DataView, which would have to be made for each batch.
function int16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) >> 16) | bytes[at + 1]!;
}

function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function int64At(bytes: Uint8Array, at: number): number {
  return int32At(bytes, at) * TWO_POW_32 + (int32At(bytes, at + 4) >>> 0);
}

function setInt32At(bytes: Uint8Array, at: number, value: number): void {
  if ((value | 0) !== value && value >>> 0 !== value) throw new ProtocolError("OUT_OF_RANGE", `${value} is no int32`);
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function setInt64At(bytes: Uint8Array, at: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw new ProtocolError("OUT_OF_RANGE", `${value} is no safe integer`);
  const high = Math.floor(value / TWO_POW_32);
  setInt32At(bytes, at, high);
  setInt32At(bytes, at + 4, value - high * TWO_POW_32);
}
