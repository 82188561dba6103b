import { BATCH_HEADER_BYTES, readBatchHeader, verifyBatchCrc } from "@chronik/kafka-protocol";
import type { BatchFraming } from "@chronik/wal";

/** Tells the logs where Kafka's record batches begin and end. */
export const kafkaBatchFraming: BatchFraming = {
  headerBytes: BATCH_HEADER_BYTES,
  frame(bytes, position) {
    const read = readBatchHeader(bytes, position);
    if (!read.ok) return null;
    const { sizeBytes, baseOffset, lastOffsetDelta, partitionLeaderEpoch: leaderEpoch, maxTimestamp } = read.header;
    if (baseOffset < 0 || lastOffsetDelta < 0) return null;
    return { sizeBytes, baseOffset, lastOffset: baseOffset + lastOffsetDelta, leaderEpoch, maxTimestamp };
  },
  verify: (batch) => verifyBatchCrc(batch, 0),
};
