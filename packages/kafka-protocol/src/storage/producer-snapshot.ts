/**
 * Kafka's `<offset>.snapshot` files: which batches of which producers a log holds below that offset, so that a start need
 * not read the whole log to know (KIP-98).
 *
 * Kafka keeps one entry per producer, its last batch. An entry more for each earlier batch of the same producer, oldest
 * first, keeps the format: who reads such a file puts the entries into a map by producer, where the last one stays.
 */
import { crc32c } from "@chronik/crc32c";
import { ProtocolError } from "../error.ts";
import { array, type Infer, int16, int32, int64, uint32 } from "../schema/field.ts";
import { VersionedCodec } from "../schema/versioned.ts";

const VERSION = 1;
/** Behind the version; covers all that comes after it. */
const CRC_AT = 2;
const CHECKED_FROM = CRC_AT + 4;

const entryFields = {
  producerId: int64(),
  producerEpoch: int16(),
  lastSequence: int32(),
  lastOffset: int64(),
  /** From the batch's first offset to its last. */
  offsetDelta: int32(),
  /** The batch's largest, in milliseconds since the Unix epoch. */
  timestamp: int64(),
  coordinatorEpoch: int32({ default: -1 }),
  /** −1 where no transaction is open. */
  currentTxnFirstOffset: int64({ default: -1 }),
};

const codec = new VersionedCodec({
  name: "ProducerSnapshot",
  versions: "1",
  flexible: "none",
  fields: { crc: uint32(), producerEntries: array({ of: entryFields }) },
});

/** One batch of one producer. */
export type ProducerSnapshotEntry = Infer<typeof entryFields>;
/** The same to encode: what has a default may be left out. */
export type ProducerSnapshotEntryInput = Omit<ProducerSnapshotEntry, "coordinatorEpoch" | "currentTxnFirstOffset"> &
  Partial<ProducerSnapshotEntry>;

/** @throws ProtocolError where a number does not fit its field. */
export function encodeProducerSnapshot(entries: readonly ProducerSnapshotEntryInput[]): Uint8Array {
  const bytes = codec.encode({ crc: 0, producerEntries: [...entries] }, VERSION);
  viewOf(bytes).setUint32(CRC_AT, crc32c(bytes.subarray(CHECKED_FROM)));
  return bytes;
}

/**
 * @throws ProtocolError where `bytes` are not exactly one snapshot: UNSUPPORTED_VERSION where it is of another version,
 *   CHECKSUM_MISMATCH where it is not what was written.
 */
export function decodeProducerSnapshot(bytes: Uint8Array): readonly ProducerSnapshotEntry[] {
  if (bytes.length < CHECKED_FROM) throw new ProtocolError("TRUNCATED", "the producer snapshot has no header");
  const view = viewOf(bytes);
  if (view.getInt16(0) === VERSION && view.getUint32(CRC_AT) !== crc32c(bytes.subarray(CHECKED_FROM))) {
    throw new ProtocolError("CHECKSUM_MISMATCH", "the checksum of the producer snapshot does not match");
  }
  return codec.decode(bytes).value.producerEntries;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
