import { WalError } from "../errors.ts";
import type { BatchFrame, BatchFraming } from "../ports.ts";
import type { LogBatch } from "./types.ts";

/** Batches that fit the end of a log: their headers, and their bytes one after the other. */
export interface CheckedBatches {
  readonly frames: readonly BatchFrame[];
  readonly buffers: readonly Uint8Array[];
}

/** Where a log ends, and its last leader epoch. */
export interface LogEnd {
  readonly logEndOffset: number;
  readonly lastEpoch: number;
}

/**
 * Checks batches that the leader stamped: each must say in its own header what the leader says of it. A replay after a crash
 * knows nothing but the header.
 *
 * @throws WalError `badBatch`.
 */
export function checkLeaderBatches(framing: BatchFraming, batches: readonly LogBatch[], end: LogEnd): CheckedBatches {
  if (batches.length === 0) throw new WalError("badBatch", "there is nothing to append");
  const frames: BatchFrame[] = [];
  const buffers: Uint8Array[] = [];
  for (const batch of batches) {
    const frame = framing.frame(batch.bytes, 0);
    if (frame?.sizeBytes !== batch.bytes.length) throw new WalError("badBatch", "not exactly one whole batch");
    const stamped =
      frame.baseOffset === batch.baseOffset &&
      frame.lastOffset === batch.lastOffset &&
      frame.leaderEpoch === batch.leaderEpoch &&
      frame.maxTimestamp === batch.maxTimestamp;
    if (!stamped) throw new WalError("badBatch", "the header of the batch does not say what the leader says of it");
    frames.push(frame);
    buffers.push(batch.bytes);
  }
  requireSuccession(frames, end);
  return { frames, buffers };
}

/**
 * Checks batches that came from a leader, checksums included: what rotted there must not spread.
 *
 * @throws WalError `badBatch`.
 */
export function checkFollowerBatches(framing: BatchFraming, payload: Uint8Array, end: LogEnd): CheckedBatches {
  const frames = splitBatches(framing, payload);
  if (frames === null) throw new WalError("badBatch", "the payload does not consist of whole batches");
  requireSuccession(frames, end);
  let position = 0;
  for (const { sizeBytes, baseOffset } of frames) {
    if (!framing.verify(payload.subarray(position, position + sizeBytes))) {
      throw new WalError("badBatch", `the checksum of the batch with offset ${baseOffset} does not match`);
    }
    position += sizeBytes;
  }
  return { frames, buffers: [payload] };
}

/** The headers of batches that lie one after the other; null where these are not one or more whole batches. */
export function splitBatches(framing: BatchFraming, payload: Uint8Array): BatchFrame[] | null {
  const frames: BatchFrame[] = [];
  let position = 0;
  while (position < payload.length) {
    if (position + framing.headerBytes > payload.length) return null;
    const frame = framing.frame(payload, position);
    if (!frame || position + frame.sizeBytes > payload.length) return null;
    frames.push(frame);
    position += frame.sizeBytes;
  }
  return frames.length > 0 ? frames : null;
}

function requireSuccession(frames: readonly BatchFrame[], end: LogEnd): void {
  let offset = end.logEndOffset;
  let epoch = Math.max(0, end.lastEpoch);
  for (const frame of frames) {
    if (frame.baseOffset !== offset || frame.lastOffset < offset) {
      throw new WalError(
        "badBatch",
        `offsets ${frame.baseOffset} to ${frame.lastOffset} do not follow on ${offset - 1}`,
      );
    }
    if (frame.leaderEpoch < epoch) {
      throw new WalError("badBatch", `leader epoch ${frame.leaderEpoch} comes after ${epoch}`);
    }
    offset = frame.lastOffset + 1;
    epoch = frame.leaderEpoch;
  }
}
