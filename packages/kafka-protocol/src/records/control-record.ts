/** Control batches: one record each, whose key tells what it means. Consumers pass over them; they do take an offset. */
import { int16, int32 } from "../schema/field.ts";
import { VersionedCodec } from "../schema/versioned.ts";
import { encodeBatch } from "./encode-batch.ts";
import type { DecodedRecord } from "./record.ts";

const ABORT = 0;
const COMMIT = 1;

const controlKey = new VersionedCodec({
  name: "ControlRecordKey",
  versions: "0",
  flexible: "none",
  fields: { type: int16() },
});

const endTxnMarkerValue = new VersionedCodec({
  name: "EndTxnMarker",
  versions: "0",
  flexible: "none",
  fields: { coordinatorEpoch: int32() },
});

/** How a transaction ended. */
export type TransactionResult = "abort" | "commit";

/** The end of one transaction in one partition. */
export interface EndTxnMarker {
  readonly result: TransactionResult;
  readonly coordinatorEpoch: number;
}

/** A marker and where it is to stand. */
export interface EndTxnMarkerBatch extends EndTxnMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** Default 0. */
  readonly baseOffset?: number;
  /** Default −1. */
  readonly partitionLeaderEpoch?: number;
}

/** The control batch that ends a transaction. */
export function encodeEndTxnMarker(marker: EndTxnMarkerBatch): Uint8Array {
  const key = controlKey.encode({ type: marker.result === "commit" ? COMMIT : ABORT }, 0);
  const value = endTxnMarkerValue.encode({ coordinatorEpoch: marker.coordinatorEpoch }, 0);
  return encodeBatch({
    baseOffset: marker.baseOffset ?? 0,
    partitionLeaderEpoch: marker.partitionLeaderEpoch ?? -1,
    producerId: marker.producerId,
    producerEpoch: marker.producerEpoch,
    transactional: true,
    control: true,
    records: [{ timestamp: marker.timestamp, key, value }],
  });
}

/**
 * The marker in the record of a control batch; null where it is a control record of another type.
 *
 * @throws ProtocolError where it is no control record at all.
 */
export function decodeEndTxnMarker(record: DecodedRecord): EndTxnMarker | null {
  const { type } = controlKey.decode(record.key ?? NOTHING).value;
  if (type !== ABORT && type !== COMMIT) return null;
  const { coordinatorEpoch } = endTxnMarkerValue.decode(record.value ?? NOTHING).value;
  return { result: type === COMMIT ? "commit" : "abort", coordinatorEpoch };
}

const NOTHING = new Uint8Array(0);
