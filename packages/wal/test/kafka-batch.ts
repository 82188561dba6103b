import { crc32c } from "@chronik/crc32c";
import type { LogBatch } from "../src/log/types.ts";
import type { BatchFraming } from "../src/ports.ts";

const HEADER_BYTES = 61;
const CRC_AT = 17;
const CHECKED_FROM = 21;

/** The header of Kafka's record batch, version 2; the records are opaque here. */
export const framing: BatchFraming = {
  headerBytes: HEADER_BYTES,
  frame(bytes, position) {
    if (position + HEADER_BYTES > bytes.length) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset + position, HEADER_BYTES);
    const baseOffset = Number(view.getBigInt64(0));
    const sizeBytes = 12 + view.getInt32(8);
    const lastOffset = baseOffset + view.getInt32(23);
    if (sizeBytes < HEADER_BYTES || view.getInt8(16) !== 2 || baseOffset < 0 || lastOffset < baseOffset) return null;
    return {
      sizeBytes,
      baseOffset,
      lastOffset,
      leaderEpoch: view.getInt32(12),
      maxTimestamp: Number(view.getBigInt64(35)),
    };
  },
  verify(batch) {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    return view.getUint32(CRC_AT) === crc32c(batch.subarray(CHECKED_FROM));
  },
};

export interface BatchSpec {
  readonly baseOffset: number;
  readonly records?: number;
  readonly leaderEpoch?: number;
  readonly maxTimestamp?: number;
  readonly payloadBytes?: number;
  readonly fill?: number;
}

/** A batch as a leader has stamped it. */
export function makeBatch(spec: BatchSpec): LogBatch {
  const { baseOffset, records = 1, leaderEpoch = 0, maxTimestamp = -1, payloadBytes = 20, fill = 0 } = spec;
  const bytes = new Uint8Array(HEADER_BYTES + payloadBytes).fill(fill, HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt(baseOffset));
  view.setInt32(8, bytes.length - 12);
  view.setInt32(12, leaderEpoch);
  view.setInt8(16, 2);
  view.setInt32(23, records - 1);
  view.setBigInt64(35, BigInt(maxTimestamp));
  view.setInt32(57, records);
  view.setUint32(CRC_AT, crc32c(bytes.subarray(CHECKED_FROM)));
  return { bytes, baseOffset, lastOffset: baseOffset + records - 1, leaderEpoch, maxTimestamp };
}

export function concatenated(batches: readonly { readonly bytes: Uint8Array }[]): Uint8Array {
  const whole = new Uint8Array(batches.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of batches) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
