import { type DecodedRecord, type Decompression, decodeRecords, readBatches } from "@chronik/kafka-protocol";
import type { ReplicaState } from "./replica-state.ts";

/** A record found by time. */
export interface TimestampedOffset {
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number;
}

const SCAN_BYTES = 1024 * 1024;

/**
 * Looks records up by their timestamp, below the high watermark. Decodes, and decompresses, the one batch that holds the answer.
 * Throws where the log cannot be read or the batch not be decoded.
 */
export class TimestampLookup {
  readonly #decompression: Decompression;

  constructor(decompression: Decompression) {
    this.#decompression = decompression;
  }

  /** The first record with this timestamp or a later one; undefined where there is none. */
  first(replica: ReplicaState, timestampMs: number, highWatermark: number): TimestampedOffset | undefined {
    const place = replica.log.offsetForTimestamp(timestampMs);
    if (place === undefined || place.baseOffset >= highWatermark) return undefined;
    return this.#inBatch(replica, place.baseOffset, highWatermark, (record) => record.timestamp >= timestampMs);
  }

  /** The first record with the largest timestamp of all; undefined in an empty log. */
  max(replica: ReplicaState, highWatermark: number): TimestampedOffset | undefined {
    let largest = Number.NEGATIVE_INFINITY;
    let baseOffset = -1;
    let offset = replica.logStartOffset;
    while (offset < highWatermark) {
      const before = offset;
      for (const { header } of readBatches(replica.read({ offset, bytesMax: SCAN_BYTES, endOffset: highWatermark }))) {
        if (header.maxTimestamp > largest) {
          largest = header.maxTimestamp;
          baseOffset = header.baseOffset;
        }
        offset = header.baseOffset + header.lastOffsetDelta + 1;
      }
      if (offset === before) break;
    }
    if (baseOffset === -1) return undefined;
    return this.#inBatch(replica, baseOffset, highWatermark, (record) => record.timestamp >= largest);
  }

  #inBatch(
    replica: ReplicaState,
    offset: number,
    endOffset: number,
    matches: (record: DecodedRecord) => boolean,
  ): TimestampedOffset | undefined {
    const bytes = replica.read({ offset, bytesMax: 1, endOffset });
    for (const { header, position } of readBatches(bytes)) {
      const record = decodeRecords(bytes, position, { compression: this.#decompression }).find(matches);
      const { partitionLeaderEpoch: leaderEpoch } = header;
      if (record !== undefined) return { offset: record.offset, timestamp: record.timestamp, leaderEpoch };
    }
    return undefined;
  }
}
