import {
  type BatchHeader,
  batchCompression,
  errorCodes,
  isControlBatch,
  isTransactionalBatch,
  NO_TIMESTAMP,
  readBatchHeader,
  stampLogAppendTime,
  verifyBatchCrc,
} from "@chronik/kafka-protocol";
import type { LeaderBatch } from "./replica-state.ts";

export type CheckedBatch =
  | { readonly kind: "accepted"; readonly batch: LeaderBatch; readonly appendTimeMs: number }
  | { readonly kind: "refused"; readonly error: number; readonly message: string | null };

export interface BatchRules {
  /** `max.message.bytes`. */
  readonly bytesMax: number;
  /** Whether the version of the request knows zstd (KIP-110). */
  readonly zstd: boolean;
  /** LogAppendTime: the time to stamp, in milliseconds since the Unix epoch; null to keep the producer's timestamps. */
  readonly appendTimeMs: number | null;
}

/**
 * Whether what a producer sent is exactly one sound record batch, as Produce v3 and later demand. Looks at the header and the
 * checksum only: records stay unparsed. With LogAppendTime the batch is changed in place.
 */
export function checkProducedBatch(records: Uint8Array | null, rules: BatchRules): CheckedBatch {
  const read = records === null ? null : readBatchHeader(records, 0);
  if (records === null || read === null) return refused(errorCodes.CORRUPT_MESSAGE, "no record batch");
  if (!read.ok) {
    if (read.problem !== "UNSUPPORTED_MAGIC") return refused(errorCodes.CORRUPT_MESSAGE, "no whole record batch");
    return refused(errorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT, "record batches must have magic 2");
  }
  const { header } = read;
  const refusal = sizeProblem(records, header, rules) ?? headerProblem(header, rules);
  if (refusal !== null) return refusal;
  if (rules.appendTimeMs !== null) stampLogAppendTime(records, 0, rules.appendTimeMs);
  const { producerId, producerEpoch, baseSequence, recordsCount: recordCount } = header;
  const maxTimestamp = rules.appendTimeMs ?? header.maxTimestamp;
  return {
    kind: "accepted",
    batch: { bytes: records, recordCount, maxTimestamp, producerId, producerEpoch, baseSequence },
    appendTimeMs: rules.appendTimeMs ?? NO_TIMESTAMP,
  };
}

/** Exactly one batch, not too large, undamaged. */
function sizeProblem(records: Uint8Array, header: BatchHeader, rules: BatchRules): CheckedBatch | null {
  const { sizeBytes } = header;
  if (sizeBytes > rules.bytesMax) {
    return refused(
      errorCodes.MESSAGE_TOO_LARGE,
      `a batch of ${sizeBytes} bytes; max.message.bytes is ${rules.bytesMax}`,
    );
  }
  if (sizeBytes < records.byteLength) {
    return refused(errorCodes.INVALID_RECORD, "more than one record batch for a partition");
  }
  if (sizeBytes > records.byteLength || !verifyBatchCrc(records, 0)) {
    return refused(errorCodes.CORRUPT_MESSAGE, "the batch's CRC does not match its contents");
  }
  return null;
}

/** What a sound batch may say, and a client may not. */
function headerProblem(header: BatchHeader, rules: BatchRules): CheckedBatch | null {
  const { attributes, recordsCount, lastOffsetDelta } = header;
  if (isControlBatch(attributes)) return refused(errorCodes.INVALID_RECORD, "clients may not write control batches");
  if (isTransactionalBatch(attributes)) return refused(errorCodes.INVALID_TXN_STATE, "transactions are not supported");
  if (recordsCount < 1 || lastOffsetDelta !== recordsCount - 1) {
    return refused(errorCodes.INVALID_RECORD, "the batch's record count does not match its offsets");
  }
  const codec = batchCompression(attributes);
  if (codec === null) return refused(errorCodes.UNSUPPORTED_COMPRESSION_TYPE, "unknown compression");
  if (codec === "zstd" && !rules.zstd) {
    return refused(errorCodes.UNSUPPORTED_COMPRESSION_TYPE, "zstd needs Produce version 7");
  }
  if (header.producerId >= 0 && (header.producerEpoch < 0 || header.baseSequence < 0)) {
    return refused(errorCodes.INVALID_RECORD, "a producer id without epoch and sequence");
  }
  return null;
}

function refused(error: number, message: string): CheckedBatch & { kind: "refused" } {
  return { kind: "refused", error, message };
}
