import { crc32c } from "@chronik/crc32c";
import { describe, expect, test } from "vitest";
import { groupMetadataKey, offsetCommitKey, ProtocolError, transactionLogKey } from "../src/index.ts";
import { codecs, fromKafkaJson, type GoldenVector, goldenVectors, toHex } from "./support/golden.ts";

/** Keys that Kafka writes with a two-byte kind before them, which the vectors do not contain. */
const keyCodecs = new Map<string, { codec: { encode(value: never): Uint8Array; decode(bytes: Uint8Array): unknown } }>([
  ["OffsetCommitKey", { codec: offsetCommitKey }],
  ["LegacyOffsetCommitKey", { codec: offsetCommitKey }],
  ["GroupMetadataKey", { codec: groupMetadataKey }],
  ["TransactionLogKey", { codec: transactionLogKey }],
]);

const byMessage = group(goldenVectors);

function group(vectors: readonly GoldenVector[]): Map<string, GoldenVector[]> {
  const groups = new Map<string, GoldenVector[]>();
  for (const vector of vectors) groups.set(vector.message, [...(groups.get(vector.message) ?? []), vector]);
  return groups;
}

describe("what Kafka's Java library writes", () => {
  const messages = [...byMessage.keys()].filter((message) => !keyCodecs.has(message));

  test.each(messages)("%s decodes to the same value and encodes to the same bytes", (message) => {
    const codec = codecs.get(message)!;
    for (const { version, json, bytes } of byMessage.get(message)!) {
      const expected = fromKafkaJson(codec.fields, json);
      const decoded = codec.decode(bytes, version);
      expect(decoded, `v${version}`).toEqual(expected);
      expect(toHex(codec.encode(decoded, version)), `v${version}`).toBe(toHex(bytes));
    }
  });

  test.each(messages)("%s encodes to the same bytes from the fields that its version has alone", (message) => {
    const codec = codecs.get(message)!;
    for (const { version, json, bytes } of byMessage.get(message)!) {
      const decoded = codec.decode(bytes, version);
      const given = Object.keys(json as object).map((name) => (name === "recordsSizeInBytes" ? "records" : name));
      const value = Object.fromEntries(Object.entries(decoded).filter(([name]) => given.includes(name)));
      expect(toHex(codec.encode(value, version)), `v${version}`).toBe(toHex(bytes));
    }
  });

  test.each(messages)("%s is refused or written without the same fields in versions that lack some", (message) => {
    const codec = codecs.get(message)!;
    for (const { version, bytes, others } of byMessage.get(message)!) {
      const decoded = codec.decode(bytes, version);
      for (const [other, checksum] of Object.entries(others)) {
        const encode = () => codec.encode(decoded, Number(other));
        if (checksum === null) expect(encode, `v${version} as v${other}`).toThrow(ProtocolError);
        else expect(crc32c(encode()), `v${version} as v${other}`).toBe(checksum);
      }
    }
  });

  test("there is one for every version of every message", () => {
    for (const [name, codec] of codecs) {
      const versions = new Set(byMessage.get(name)?.map((vector) => vector.version));
      const expected = Array.from(
        { length: codec.versions.max - codec.versions.min + 1 },
        (_, i) => codec.versions.min + i,
      );
      expect(
        [...versions].sort((a, b) => a - b),
        name,
      ).toEqual(expected);
    }
  });

  test.each([...keyCodecs.keys()])("%s is found behind its kind", (message) => {
    const { codec } = keyCodecs.get(message)!;
    const kind = message === "GroupMetadataKey" ? 2 : message === "OffsetCommitKey" ? 1 : 0;
    for (const { json, bytes } of byMessage.get(message)!) {
      const key = Uint8Array.of(0, kind, ...bytes);
      expect(codec.decode(key)).toEqual(json);
      if (message !== "LegacyOffsetCommitKey") expect(codec.encode(json as never)).toEqual(key);
    }
  });
});
