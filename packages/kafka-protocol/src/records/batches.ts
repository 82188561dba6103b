import { ProtocolError } from "../error.ts";
import { type BatchHeader, readBatchHeader } from "./batch-header.ts";

/** A batch and where it is. */
export interface LocatedBatch {
  readonly header: BatchHeader;
  /** Where the batch starts in the bytes that were walked; it takes `header.sizeBytes`. */
  readonly position: number;
}

/**
 * The whole batches in `bytes`, one after the other. A batch that is cut off by the end is left out, as at the end of
 * a fetch it may be.
 *
 * @throws ProtocolError INVALID_BATCH where something other than a batch of magic 2 begins.
 */
export function* readBatches(bytes: Uint8Array, position = 0): Generator<LocatedBatch, void, undefined> {
  while (position < bytes.length) {
    const result = readBatchHeader(bytes, position);
    if (!result.ok) {
      if (result.problem === "TRUNCATED") return;
      throw new ProtocolError("INVALID_BATCH", `no batch at ${position}: ${result.problem}`);
    }
    const { header } = result;
    if (header.sizeBytes > bytes.length - position) return;
    yield { header, position };
    position += header.sizeBytes;
  }
}
