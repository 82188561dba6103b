import { decodeRecords, ProtocolError, readBatches, verifyBatchCrc } from "@chronik/kafka-protocol";
import type { PolledRecord } from "../history/operation.ts";
import { recordText } from "./record-text.ts";

/** One partition's part of a fetch. */
export interface FetchAnswer {
  readonly partitionIndex: number;
  readonly highWatermark: number;
  readonly records: Uint8Array | null;
}

export interface Fetched {
  readonly records: readonly PolledRecord[];
  /** The offset to go on at, and the leader epoch of the last batch. */
  readonly nextOffset: number;
  readonly lastEpoch: number;
}

/** Opens what a fetch brought, and reports what no broker may send. */
export class FetchedRecords {
  readonly #report: (name: string, detail: string) => void;

  /** `report` gets the name of an anomaly, and a text that goes on after the topic's name. */
  constructor(report: (name: string, detail: string) => void) {
    this.#report = report;
  }

  /** The records from an offset on: a batch may begin before it. */
  decode(answer: FetchAnswer, fromOffset: number): Fetched {
    const { partitionIndex, highWatermark, records: bytes } = answer;
    const records: PolledRecord[] = [];
    let nextOffset = fromOffset;
    let lastEpoch = -1;
    try {
      for (const { header, position } of readBatches(bytes ?? new Uint8Array(0))) {
        const end = header.baseOffset + header.lastOffsetDelta + 1;
        const where = `-${partitionIndex}: batch ${header.baseOffset}–${end - 1}, asked for ${fromOffset}`;
        if (!verifyBatchCrc(bytes!, position)) this.#report("corrupt-batch", where);
        if (end <= fromOffset) this.#report("batch-before-position", where);
        if (end > highWatermark) this.#report("read-above-high-watermark", `${where}, high watermark ${highWatermark}`);
        for (const { offset, key, value } of decodeRecords(bytes!, position)) {
          if (offset >= fromOffset) records.push({ offset, key: recordText(key), value: recordText(value) ?? "" });
        }
        nextOffset = Math.max(nextOffset, end);
        lastEpoch = header.partitionLeaderEpoch;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#report("corrupt-batch", `-${partitionIndex} from ${fromOffset}: ${error.message}`);
    }
    return { records, nextOffset, lastEpoch };
  }
}
