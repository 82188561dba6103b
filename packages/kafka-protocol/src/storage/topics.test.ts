import { describe, expect, test } from "vitest";
import { consumerProtocolAssignment, consumerProtocolSubscription } from "../consumer-protocol.ts";
import { groupMetadataKey, groupMetadataValue, offsetCommitKey, offsetCommitValue } from "./offsets-topic.ts";
import { transactionLogKey, transactionLogValue } from "./transactions-topic.ts";

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });

describe("keys", () => {
  test("tell their kind in two bytes", () => {
    const key = offsetCommitKey.encode({ group: "g", topic: "t", partition: 3 });
    expect([...key]).toEqual([0, 1, 0, 1, 0x67, 0, 1, 0x74, 0, 0, 0, 3]);
    expect(offsetCommitKey.accepts(key)).toBe(true);
    expect(groupMetadataKey.accepts(key)).toBe(false);
    expect(offsetCommitKey.decode(key)).toEqual({ group: "g", topic: "t", partition: 3 });
    expect(groupMetadataKey.decode(groupMetadataKey.encode({ group: "g" }))).toEqual({ group: "g" });
    expect(transactionLogKey.decode(transactionLogKey.encode({ transactionalId: "x" }))).toEqual({
      transactionalId: "x",
    });
  });

  test("of kind 0 are what old brokers wrote for the same", () => {
    const key = Uint8Array.of(0, 0, 0, 1, 0x67, 0, 1, 0x74, 0, 0, 0, 3);
    expect(offsetCommitKey.decode(key)).toEqual({ group: "g", topic: "t", partition: 3 });
  });

  test("of another kind, or cut off, are refused", () => {
    const key = groupMetadataKey.encode({ group: "g" });
    expect(() => offsetCommitKey.decode(key)).toThrow(code("UNSUPPORTED_VERSION"));
    for (let length = 0; length < key.length; length++) {
      expect(() => groupMetadataKey.decode(key.subarray(0, length))).toThrow(code("TRUNCATED"));
    }
    expect(groupMetadataKey.accepts(new Uint8Array(1))).toBe(false);
  });
});

describe("values", () => {
  test("tell their version in two bytes", () => {
    const value = offsetCommitValue.encode({ offset: 7, metadata: "m", commitTimestamp: 9, leaderEpoch: 2 }, 3);
    expect([...value.subarray(0, 2)]).toEqual([0, 3]);
    expect(offsetCommitValue.decode(value)).toEqual({
      version: 3,
      value: {
        offset: 7,
        leaderEpoch: 2,
        metadata: "m",
        commitTimestamp: 9,
        expireTimestamp: -1,
        topicId: "0".repeat(32),
      },
    });
  });

  test("of a version newer than any known, or cut off, are refused", () => {
    const value = transactionLogValue.encode({ producerId: 1 }, 1);
    value[1] = 2;
    expect(() => transactionLogValue.decode(value)).toThrow(code("UNSUPPORTED_VERSION"));
    expect(() => transactionLogValue.decode(Uint8Array.of(0xff, 0xff))).toThrow(code("UNSUPPORTED_VERSION"));
    expect(() => transactionLogValue.decode(new Uint8Array(1))).toThrow(code("TRUNCATED"));
  });

  test("of groups keep what their members sent", () => {
    const subscription = consumerProtocolSubscription.encode({ topics: ["t"], rackId: "r" }, 3);
    const assignment = consumerProtocolAssignment.encode(
      { assignedPartitions: [{ topic: "t", partitions: [0, 1] }] },
      3,
    );
    const members = [{ memberId: "m", subscription, assignment }];
    const { value } = groupMetadataValue.decode(groupMetadataValue.encode({ protocolType: "consumer", members }, 4));
    expect(consumerProtocolSubscription.decode(value.members[0]!.subscription).value).toMatchObject({
      topics: ["t"],
      rackId: "r",
    });
    expect(consumerProtocolAssignment.decode(value.members[0]!.assignment).value.assignedPartitions).toEqual([
      { topic: "t", partitions: [0, 1] },
    ]);
  });
});
