import {
  type BatchHeader,
  batchCompression,
  type DecodedRecord,
  decodeRecords,
  hasDeleteHorizon,
  isControlBatch,
  isLogAppendTime,
  isTransactionalBatch,
  NO_PRODUCER_ID,
  readBatchHeader,
} from "@chronik/kafka-protocol";
import type { BatchReport } from "@chronik/wal";
import { nodeDecompression } from "../../adapters/decompression.ts";

/** The header of a batch that the log's framing has accepted. */
export function headerOf({ bytes }: BatchReport): BatchHeader {
  const read = readBatchHeader(bytes);
  if (!read.ok) throw new Error(`a batch without a header: ${read.problem}`);
  return read.header;
}

/** A batch in the words and the order of Kafka's own `kafka-dump-log`, so that what reads the one reads the other. */
export function batchLine({ frame, position, intact }: BatchReport, header: BatchHeader): string {
  const { attributes, baseTimestamp, maxTimestamp, producerId, producerEpoch } = header;
  const horizon = hasDeleteHorizon(attributes) ? `OptionalLong[${baseTimestamp}]` : "OptionalLong.empty";
  return [
    `baseOffset: ${frame.baseOffset} lastOffset: ${frame.lastOffset} count: ${header.recordsCount}`,
    `baseSequence: ${header.baseSequence} lastSequence: ${lastSequence(header)}`,
    `producerId: ${producerId} producerEpoch: ${producerEpoch} partitionLeaderEpoch: ${frame.leaderEpoch}`,
    `isTransactional: ${isTransactionalBatch(attributes)} isControl: ${isControlBatch(attributes)}`,
    `deleteHorizonMs: ${horizon} position: ${position} ${timestampType(header)}: ${maxTimestamp}`,
    `size: ${frame.sizeBytes} magic: ${header.magic} compresscodec: ${batchCompression(attributes) ?? "unknown"}`,
    `crc: ${header.crc} isvalid: ${intact}`,
  ].join(" ");
}

export function batchData({ file, frame, position, intact, vouched }: BatchReport, header: BatchHeader): object {
  const { baseOffset, lastOffset, leaderEpoch, sizeBytes } = frame;
  const { recordsCount, producerId, producerEpoch, baseSequence, attributes, maxTimestamp, crc } = header;
  return {
    kind: "batch",
    file,
    position,
    baseOffset,
    lastOffset,
    recordsCount,
    leaderEpoch,
    producerId,
    producerEpoch,
    baseSequence,
    isTransactional: isTransactionalBatch(attributes),
    isControl: isControlBatch(attributes),
    timestampType: timestampType(header),
    maxTimestamp,
    codec: batchCompression(attributes),
    sizeBytes,
    crc,
    intact,
    checkpointed: vouched,
  };
}

/** The records of an undamaged batch; a text that says why where they cannot be decoded. */
export function recordsOf({ bytes }: BatchReport): readonly DecodedRecord[] | string {
  try {
    return decodeRecords(bytes, 0, { compression: nodeDecompression });
  } catch (error) {
    return `the records cannot be decoded: ${(error as Error).message}`;
  }
}

export function recordLine(record: DecodedRecord, header: BatchHeader): string {
  const { offset, timestamp, key, value, headers } = record;
  const parts = [
    `| offset: ${offset} ${timestampType(header)}: ${timestamp} keySize: ${key?.length ?? -1} valueSize: ${value?.length ?? -1}`,
    `sequence: ${sequenceOf(record, header)} headerKeys: [${headers.map((each) => each.key).join(",")}]`,
  ];
  if (key) parts.push(`key: ${readable(key)}`);
  if (value) parts.push(`payload: ${readable(value)}`);
  return parts.join(" ");
}

export function recordData(record: DecodedRecord, header: BatchHeader): object {
  const { offset, timestamp, key, value, headers } = record;
  return {
    kind: "record",
    offset,
    timestamp,
    sequence: sequenceOf(record, header),
    key: key && readable(key),
    value: value && readable(value),
    headers: headers.map((each) => ({ key: each.key, value: each.value && readable(each.value) })),
  };
}

function timestampType({ attributes }: BatchHeader): string {
  return isLogAppendTime(attributes) ? "LogAppendTime" : "CreateTime";
}

const SEQUENCES = 2 ** 31;

function sequenceOf({ offset }: DecodedRecord, { producerId, baseSequence, baseOffset }: BatchHeader): number {
  return producerId === NO_PRODUCER_ID ? -1 : (baseSequence + offset - baseOffset) % SEQUENCES;
}

function lastSequence({ producerId, baseSequence, lastOffsetDelta }: BatchHeader): number {
  return producerId === NO_PRODUCER_ID ? -1 : (baseSequence + lastOffsetDelta) % SEQUENCES;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** UTF-8 text in quotes, with what a terminal would act on escaped; other bytes in base64. */
function readable(bytes: Uint8Array): string {
  try {
    const text = JSON.stringify(utf8.decode(bytes));
    return text.replace(/[\u007f-\u009f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
  } catch {
    return `base64:${Buffer.from(bytes).toString("base64")}`;
  }
}
