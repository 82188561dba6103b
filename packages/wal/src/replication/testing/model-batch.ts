import type { BatchFrame, BatchFraming } from "../../ports.ts";

/** A batch of the model: a header that says what a log must know, then a value and filling. */
export interface ModelBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** Tells one batch from every other that was ever appended anywhere. */
  readonly value: number;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 20;

export function modelBatch(fields: {
  baseOffset: number;
  leaderEpoch: number;
  value: number;
  /** Default 1. */
  recordCount?: number;
  /** Of the whole batch; default and least: the header's size. */
  sizeBytes?: number;
}): ModelBatch {
  const { baseOffset, leaderEpoch, value, recordCount = 1, sizeBytes = HEADER_BYTES } = fields;
  const bytes = new Uint8Array(Math.max(sizeBytes, HEADER_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.byteLength);
  view.setUint32(4, baseOffset);
  view.setUint32(8, baseOffset + recordCount - 1);
  view.setUint32(12, leaderEpoch);
  view.setUint32(16, value);
  return { baseOffset, lastOffset: baseOffset + recordCount - 1, leaderEpoch, value, bytes };
}

export const modelFraming: BatchFraming = {
  headerBytes: HEADER_BYTES,
  frame(bytes: Uint8Array, position: number): BatchFrame | null {
    if (bytes.byteLength - position < HEADER_BYTES) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset + position, HEADER_BYTES);
    return {
      sizeBytes: view.getUint32(0),
      baseOffset: view.getUint32(4),
      lastOffset: view.getUint32(8),
      leaderEpoch: view.getUint32(12),
      maxTimestamp: -1,
    };
  },
  verify: () => true,
};

/** The batches in a payload. Throws where it is not whole batches. */
export function decodeBatches(payload: Uint8Array): ModelBatch[] {
  const batches: ModelBatch[] = [];
  for (let position = 0; position < payload.byteLength; ) {
    const frame = modelFraming.frame(payload, position);
    if (frame === null || frame.sizeBytes > payload.byteLength - position) throw new Error(`no batch at ${position}`);
    const bytes = payload.slice(position, position + frame.sizeBytes);
    const value = new DataView(bytes.buffer).getUint32(16);
    const { baseOffset, lastOffset, leaderEpoch } = frame;
    batches.push({ baseOffset, lastOffset, leaderEpoch, value, bytes });
    position += frame.sizeBytes;
  }
  return batches;
}

export function encodeBatches(batches: readonly ModelBatch[]): Uint8Array {
  const payload = new Uint8Array(batches.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  let position = 0;
  for (const { bytes } of batches) {
    payload.set(bytes, position);
    position += bytes.byteLength;
  }
  return payload;
}
