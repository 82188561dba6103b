/**
 * Kafka's `<offset>.snapshot` files: which batches of which producers a log holds below that offset, so that a start need
 * not read the whole log to know (KIP-98). Version 1, big-endian: the version in two bytes, a CRC-32C in four of all that
 * follows, the count of entries in four, and the entries, which have one size.
 *
 * Kafka keeps one entry per producer, its last batch. An entry more for each earlier batch of the same producer, oldest
 * first, keeps the format: who reads such a file puts the entries into a map by producer, where the last one stays.
 *
 * By hand and not by a schema: a snapshot may have hundreds of thousands of entries, and is made between two requests.
 */
import { crc32c } from "@chronik/crc32c";
import { ProtocolError } from "../error.ts";

const VERSION = 1;
const CRC_AT = 2;
const CHECKED_FROM = 6;
const HEADER_BYTES = 10;
const ENTRY_BYTES = 46;

const NO_COORDINATOR_EPOCH = -1;
const NO_OFFSET = -1;
const TWO_POW_32 = 0x1_0000_0000;

/** One batch of one producer. */
export interface ProducerSnapshotEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastOffset: number;
  /** From the batch's first offset to its last. */
  readonly offsetDelta: number;
  /** The batch's largest, in milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** −1 where no transaction has ended. */
  readonly coordinatorEpoch: number;
  /** −1 where no transaction is open. */
  readonly currentTxnFirstOffset: number;
}

/** The same to encode. */
export type ProducerSnapshotEntryInput = Omit<ProducerSnapshotEntry, "coordinatorEpoch" | "currentTxnFirstOffset"> &
  Partial<ProducerSnapshotEntry>;

/**
 * @param count How many entries there are.
 * @throws ProtocolError `OUT_OF_RANGE` where an offset, an id or a time is not a safe integer.
 */
export function encodeProducerSnapshot(entries: Iterable<ProducerSnapshotEntryInput>, count: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + count * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt16(0, VERSION);
  view.setInt32(CHECKED_FROM, count);
  let at = HEADER_BYTES;
  for (const entry of entries) {
    setInt64(view, at, entry.producerId);
    view.setInt16(at + 8, entry.producerEpoch);
    view.setInt32(at + 10, entry.lastSequence);
    setInt64(view, at + 14, entry.lastOffset);
    view.setInt32(at + 22, entry.offsetDelta);
    setInt64(view, at + 26, entry.timestamp);
    view.setInt32(at + 34, entry.coordinatorEpoch ?? NO_COORDINATOR_EPOCH);
    setInt64(view, at + 38, entry.currentTxnFirstOffset ?? NO_OFFSET);
    at += ENTRY_BYTES;
  }
  if (at !== bytes.length) throw new ProtocolError("INVALID_LENGTH", `there are not ${count} entries`);
  view.setUint32(CRC_AT, crc32c(bytes.subarray(CHECKED_FROM)));
  return bytes;
}

/**
 * @throws ProtocolError where `bytes` are not exactly one snapshot: UNSUPPORTED_VERSION where it is of another version,
 *   CHECKSUM_MISMATCH where it is not what was written.
 */
export function decodeProducerSnapshot(bytes: Uint8Array): ProducerSnapshotEntry[] {
  if (bytes.length < HEADER_BYTES) throw new ProtocolError("TRUNCATED", "the producer snapshot has no header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt16(0) !== VERSION) {
    throw new ProtocolError("UNSUPPORTED_VERSION", `a producer snapshot of version ${view.getInt16(0)}`);
  }
  if (view.getUint32(CRC_AT) !== crc32c(bytes.subarray(CHECKED_FROM))) {
    throw new ProtocolError("CHECKSUM_MISMATCH", "the checksum of the producer snapshot does not match");
  }
  const count = view.getInt32(CHECKED_FROM);
  if (bytes.length !== HEADER_BYTES + count * ENTRY_BYTES) {
    throw new ProtocolError("INVALID_LENGTH", `${bytes.length} bytes do not hold ${count} entries`);
  }
  return Array.from({ length: count }, (_, entry) => readEntry(view, HEADER_BYTES + entry * ENTRY_BYTES));
}

function readEntry(view: DataView, at: number): ProducerSnapshotEntry {
  return {
    producerId: getInt64(view, at),
    producerEpoch: view.getInt16(at + 8),
    lastSequence: view.getInt32(at + 10),
    lastOffset: getInt64(view, at + 14),
    offsetDelta: view.getInt32(at + 22),
    timestamp: getInt64(view, at + 26),
    coordinatorEpoch: view.getInt32(at + 34),
    currentTxnFirstOffset: getInt64(view, at + 38),
  };
}

function setInt64(view: DataView, at: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw new ProtocolError("OUT_OF_RANGE", `${value} is no safe integer`);
  const high = Math.floor(value / TWO_POW_32);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * TWO_POW_32);
}

function getInt64(view: DataView, at: number): number {
  const value = view.getInt32(at) * TWO_POW_32 + view.getUint32(at + 4);
  if (!Number.isSafeInteger(value)) throw new ProtocolError("OUT_OF_RANGE", `${value} is no safe integer`);
  return value;
}
