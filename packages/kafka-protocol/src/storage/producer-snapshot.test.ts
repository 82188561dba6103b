import { crc32c } from "@chronik/crc32c";
import { describe, expect, test } from "vitest";
import { decodeProducerSnapshot, encodeProducerSnapshot } from "./producer-snapshot.ts";

const ENTRY = { producerId: 7, producerEpoch: 2, lastSequence: 9, lastOffset: 104, offsetDelta: 4, timestamp: 1000 };
/** Field by field, as in Kafka's `ProducerStateManager`: the checksum covers what comes behind it. */
const FIELDS = [
  "00000001",
  "0000000000000007",
  "0002",
  "00000009",
  "0000000000000068",
  "00000004",
  "00000000000003e8",
  "ffffffff",
  "ffffffffffffffff",
].join("");
const CHECKSUM = crc32c(Buffer.from(FIELDS, "hex")).toString(16).padStart(8, "0");
const BYTES = Buffer.from(`0001${CHECKSUM}${FIELDS}`, "hex");

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });

describe("a producer snapshot", () => {
  test("has Kafka's bytes", () => {
    expect(Buffer.from(encodeProducerSnapshot([ENTRY], 1)).toString("hex")).toBe(BYTES.toString("hex"));
    expect(decodeProducerSnapshot(BYTES)).toEqual([{ ...ENTRY, coordinatorEpoch: -1, currentTxnFirstOffset: -1 }]);
  });

  test("may be empty, and may have several entries of one producer, in order", () => {
    expect(decodeProducerSnapshot(encodeProducerSnapshot([], 0))).toEqual([]);
    const entries = [1, 2, 3].map((lastOffset) => ({ ...ENTRY, lastOffset, coordinatorEpoch: 4 }));
    expect(decodeProducerSnapshot(encodeProducerSnapshot(entries, 3)).map(({ lastOffset }) => lastOffset)).toEqual([
      1, 2, 3,
    ]);
  });

  test("has as many entries as it says, and numbers that are exact", () => {
    expect(() => encodeProducerSnapshot([ENTRY], 2)).toThrow(code("INVALID_LENGTH"));
    expect(() => encodeProducerSnapshot([{ ...ENTRY, lastOffset: 2 ** 53 }], 1)).toThrow(code("OUT_OF_RANGE"));
    const checked = (fields: string) => {
      const body = Buffer.from(fields, "hex");
      const head = Buffer.from([0, 1, 0, 0, 0, 0]);
      head.writeUInt32BE(crc32c(body), 2);
      return Buffer.concat([head, body]);
    };
    expect(() => decodeProducerSnapshot(checked(`00000002${FIELDS.slice(8)}`))).toThrow(code("INVALID_LENGTH"));
    const huge = FIELDS.replace("0000000000000007", "7fffffffffffffff");
    expect(() => decodeProducerSnapshot(checked(huge))).toThrow(code("OUT_OF_RANGE"));
  });

  test("is refused where a single bit differs, or bytes are missing", () => {
    for (let bit = 0; bit < BYTES.length * 8; bit++) {
      const damaged = Uint8Array.from(BYTES);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeProducerSnapshot(damaged)).toThrow(
        code(bit < 16 ? "UNSUPPORTED_VERSION" : "CHECKSUM_MISMATCH"),
      );
    }
    for (let length = 0; length < BYTES.length; length++) {
      expect(() => decodeProducerSnapshot(BYTES.subarray(0, length))).toThrow();
    }
  });
});
