import {
  encodeBatch,
  errorCodes,
  type RecordInput,
  readBatchHeader,
  stampCrc,
  verifyBatchCrc,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { checkProducedBatch } from "./produced-batch.ts";

const text = new TextEncoder();
const record: RecordInput = { timestamp: 1000, key: null, value: text.encode("value") };
const rules = { bytesMax: 1000, zstd: true, appendTimeMs: null };

function refusal(bytes: Uint8Array | null, given: Partial<typeof rules> = {}): number {
  const checked = checkProducedBatch(bytes, { ...rules, ...given });
  return checked.kind === "refused" ? checked.error : errorCodes.NONE;
}

/** A sound batch with some of its header bytes overwritten, and its checksum made right again. */
function tampered(changes: Record<number, number>): Uint8Array {
  const bytes = encodeBatch({ records: [record, record] });
  for (const [at, byte] of Object.entries(changes)) bytes[Number(at)] = byte;
  stampCrc(bytes, 0, bytes.length);
  return bytes;
}

describe("checkProducedBatch", () => {
  it("accepts a sound batch and tells what the log needs of it", () => {
    const bytes = encodeBatch({ records: [record, record], producerId: 9, producerEpoch: 1, baseSequence: 4 });
    expect(checkProducedBatch(bytes, rules)).toEqual({
      kind: "accepted",
      appendTimeMs: -1,
      batch: { bytes, recordCount: 2, maxTimestamp: 1000, producerId: 9, producerEpoch: 1, baseSequence: 4 },
    });
  });

  it("refuses what is no batch, damaged, cut short, or followed by more", () => {
    const bytes = encodeBatch({ records: [record] });
    const damaged = bytes.slice();
    damaged[damaged.length - 1]! ^= 1;
    const twice = new Uint8Array(bytes.length * 2);
    twice.set(bytes);
    twice.set(bytes, bytes.length);
    expect(refusal(null)).toBe(errorCodes.CORRUPT_MESSAGE);
    expect(refusal(new Uint8Array(0))).toBe(errorCodes.CORRUPT_MESSAGE);
    expect(refusal(damaged)).toBe(errorCodes.CORRUPT_MESSAGE);
    expect(refusal(bytes.subarray(0, bytes.length - 1))).toBe(errorCodes.CORRUPT_MESSAGE);
    expect(refusal(twice)).toBe(errorCodes.INVALID_RECORD);
    expect(refusal(tampered({ 16: 1 }))).toBe(errorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT);
  });

  it("refuses a batch over max.message.bytes", () => {
    const bytes = encodeBatch({ records: [record] });
    expect(refusal(bytes, { bytesMax: bytes.length - 1 })).toBe(errorCodes.MESSAGE_TOO_LARGE);
    expect(refusal(bytes, { bytesMax: bytes.length })).toBe(errorCodes.NONE);
  });

  it("refuses what clients may not write", () => {
    expect(refusal(encodeBatch({ records: [record], control: true }))).toBe(errorCodes.INVALID_RECORD);
    expect(refusal(encodeBatch({ records: [record], transactional: true }))).toBe(errorCodes.INVALID_TXN_STATE);
    expect(refusal(tampered({ 26: 5 }))).toBe(errorCodes.INVALID_RECORD);
    expect(refusal(tampered({ 22: 7 }))).toBe(errorCodes.UNSUPPORTED_COMPRESSION_TYPE);
    expect(refusal(encodeBatch({ records: [record], producerId: 5 }))).toBe(errorCodes.INVALID_RECORD);
  });

  it("refuses zstd from requests too old to know it", () => {
    const zstd = tampered({ 22: 4 });
    expect(refusal(zstd, { zstd: false })).toBe(errorCodes.UNSUPPORTED_COMPRESSION_TYPE);
    expect(refusal(zstd)).toBe(errorCodes.NONE);
  });

  it("stamps the time of the append, and the checksum with it", () => {
    const bytes = encodeBatch({ records: [record] });
    const checked = checkProducedBatch(bytes, { ...rules, appendTimeMs: 5000 });
    expect(checked).toMatchObject({ kind: "accepted", appendTimeMs: 5000, batch: { maxTimestamp: 5000 } });
    expect(verifyBatchCrc(bytes)).toBe(true);
    expect(readBatchHeader(bytes)).toMatchObject({ header: { maxTimestamp: 5000 } });
  });
});
