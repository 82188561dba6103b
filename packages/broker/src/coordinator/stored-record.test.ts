import { groupMetadataValue, offsetCommitKey, offsetCommitValue, ZERO_UUID } from "@chronik/kafka-protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CoordinatorError } from "./coordinator-error.ts";
import { decodeRecord, encodeRecord, type StoredRecord } from "./stored-record.ts";

const TOPIC_ID = "0123456789abcdef0123456789abcdef";

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString("hex");
}

const offset: StoredRecord = {
  kind: "offset",
  groupId: "g",
  topic: "t",
  partition: 3,
  value: {
    offset: 258,
    topicId: TOPIC_ID,
    leaderEpoch: 5,
    metadata: "m",
    commitTimestampMs: 1,
    expireTimestampMs: -1,
  },
};

describe("in Kafka's own format", () => {
  test("an offset", () => {
    const { key, value } = encodeRecord(offset);
    expect(hex(key)).toBe("0001" + "000167" + "000174" + "00000003");
    const fields = "0000000000000102" + "00000005" + "026d" + "0000000000000001";
    expect(hex(value)).toBe(`0004${fields}01` + `0010${TOPIC_ID}`);
  });

  test("an offset with a time of expiry", () => {
    const value = { ...offset.value!, expireTimestampMs: 2, leaderEpoch: -1, topicId: ZERO_UUID };
    const record = encodeRecord({ ...offset, value } as StoredRecord);
    expect(hex(record.value)).toBe("0001" + "0000000000000102" + "00016d" + "0000000000000001" + "0000000000000002");
    expect(decodeRecord(record)).toEqual({ ...offset, value });
  });

  test("an empty group", () => {
    const value = {
      generationId: 7,
      protocolType: "c",
      protocolName: null,
      leaderId: null,
      stateSinceMs: 1,
      members: [],
    };
    const record = encodeRecord({ kind: "group", groupId: "g", value });
    expect(hex(record.key)).toBe("0002" + "000167");
    expect(hex(record.value)).toBe("0003" + "000163" + "00000007" + "ffff" + "ffff" + "0000000000000001" + "00000000");
  });

  test("tombstones", () => {
    expect(encodeRecord({ kind: "group", groupId: "g", value: null }).value).toBeNull();
    expect(encodeRecord({ ...offset, value: null } as StoredRecord).value).toBeNull();
  });
});

describe("what older brokers wrote", () => {
  test.each([0, 1, 2, 3])("offset values of version %i", (version) => {
    const key = offsetCommitKey.encode({ group: "g", topic: "t", partition: 3 });
    const fields = { offset: 258, leaderEpoch: 5, metadata: "m", commitTimestamp: 1, expireTimestamp: 2 };
    const decoded = decodeRecord({ key, value: offsetCommitValue.encode(fields, version) });
    expect(decoded).toMatchObject({
      value: {
        offset: 258,
        topicId: ZERO_UUID,
        leaderEpoch: version === 3 ? 5 : -1,
        expireTimestampMs: version === 1 ? 2 : -1,
      },
    });
  });

  test.each([0, 1, 2, 3])("group values of version %i", (version) => {
    const member = {
      memberId: "a",
      groupInstanceId: "one",
      clientId: "c",
      clientHost: "/h",
      rebalanceTimeout: 20,
      sessionTimeout: 10,
      subscription: Uint8Array.of(1),
      assignment: Uint8Array.of(2),
    };
    const fields = {
      protocolType: "consumer",
      generation: 4,
      protocol: "range",
      leader: "gone",
      currentStateTimestamp: 9,
      members: [member],
    };
    const { key } = encodeRecord({ kind: "group", groupId: "g", value: null });
    const decoded = decodeRecord({ key, value: groupMetadataValue.encode(fields, version) });
    expect(decoded).toMatchObject({
      groupId: "g",
      value: {
        generationId: 4,
        leaderId: null,
        stateSinceMs: version >= 2 ? 9 : -1,
        members: [{ rebalanceTimeoutMs: version >= 1 ? 20 : 10, groupInstanceId: version >= 3 ? "one" : null }],
      },
    });
  });
});

test("a record of an unknown kind is nobody's business", () => {
  expect(decodeRecord({ key: Uint8Array.of(0, 3, 0, 1, 0x67), value: Uint8Array.of(0, 0) })).toBeNull();
  expect(decodeRecord({ key: Uint8Array.of(0), value: null })).toBeNull();
});

test("a damaged record is an error", () => {
  const { key, value } = encodeRecord(offset);
  expect(() => decodeRecord({ key: key.subarray(0, -1), value })).toThrow(CoordinatorError);
  expect(() => decodeRecord({ key, value: value!.subarray(0, -1) })).toThrow(CoordinatorError);
  expect(() => decodeRecord({ key, value: Uint8Array.of(0, 9) })).toThrow(CoordinatorError);
});

test("a group with members but without a protocol is an error", () => {
  const member = { memberId: "a", clientId: "", clientHost: "", sessionTimeout: 1 };
  const value = groupMetadataValue.encode(
    { protocolType: "consumer", protocol: null, leader: null, members: [member] },
    3,
  );
  const { key } = encodeRecord({ kind: "group", groupId: "g", value: null });
  expect(() => decodeRecord({ key, value })).toThrow(/protocol/);
});

test("what is decoded does not hang on to the record's bytes", () => {
  const member = {
    memberId: "a",
    groupInstanceId: null,
    clientId: "",
    clientHost: "",
    rebalanceTimeoutMs: 1,
    sessionTimeoutMs: 1,
    subscription: Uint8Array.of(1, 2),
    assignment: Uint8Array.of(3),
  };
  const value = {
    generationId: 1,
    protocolType: "consumer",
    protocolName: "range",
    leaderId: "a",
    stateSinceMs: 1,
    members: [member],
  };
  const record = encodeRecord({ kind: "group", groupId: "g", value });
  const decoded = decodeRecord(record);
  record.value!.fill(0xff);
  expect(decoded).toEqual({ kind: "group", groupId: "g", value });
});

test("every offset that can be committed comes back as it was", () => {
  const text = fc.string({ maxLength: 50 });
  const record = fc.record({
    kind: fc.constant("offset" as const),
    groupId: text,
    topic: text,
    partition: fc.nat(),
    value: fc.option(
      fc.record({
        offset: fc.maxSafeInteger(),
        topicId: fc.constantFrom(ZERO_UUID, TOPIC_ID),
        leaderEpoch: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
        metadata: text,
        commitTimestampMs: fc.maxSafeNat(),
        expireTimestampMs: fc.constant(-1),
      }),
    ),
  });
  fc.assert(
    fc.property(record, (stored) => {
      expect(decodeRecord(encodeRecord(stored))).toEqual(stored);
    }),
  );
});
