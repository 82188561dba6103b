import type { ReplicationMessage } from "@chronik/wal";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transmit } from "../test/decode.ts";
import { TOPIC_ID } from "../test/node-harness.ts";
import { TransportError } from "./errors.ts";
import { beginFrame, FRAME_TYPE, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";
import { decodeReplicationMessage, encodeReplicationMessage } from "./replication-codec.ts";

type Kind = ReplicationMessage["kind"];
type Reason = Extract<ReplicationMessage, { kind: "refused" }>["reason"];

const natural = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat());
const epoch = fc.integer({ min: -1, max: 0x7fff_ffff });
const envelope = {
  topicId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex")),
  partition: fc.nat({ max: 0x7fff_ffff }),
  leaderEpoch: epoch,
  session: natural,
};
const reasons: Record<Reason, true> = {
  notLeader: true,
  fencedEpoch: true,
  unknownEpoch: true,
  unknownPartition: true,
  logError: true,
  sessionEnded: true,
};

/** One generator per kind: the compiler asks for a new one here. */
const messages: { [K in Kind]: fc.Arbitrary<Extract<ReplicationMessage, { kind: K }>> } = {
  subscribe: fc.record({
    kind: fc.constant("subscribe" as const),
    ...envelope,
    logEndOffset: natural,
    lastEpoch: epoch,
    durableEndOffset: natural,
  }),
  unsubscribe: fc.record({ kind: fc.constant("unsubscribe" as const), ...envelope }),
  diverged: fc.record({
    kind: fc.constant("diverged" as const),
    ...envelope,
    epoch,
    endOffset: natural,
    logStartOffset: natural,
  }),
  refused: fc.record({
    kind: fc.constant("refused" as const),
    ...envelope,
    reason: fc.constantFrom(...(Object.keys(reasons) as Reason[])),
  }),
  batches: fc.record({
    kind: fc.constant("batches" as const),
    ...envelope,
    baseOffset: natural,
    highWatermark: natural,
    logStartOffset: natural,
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes): Uint8Array => Buffer.from(bytes)),
  }),
  acknowledge: fc.record({ kind: fc.constant("acknowledge" as const), ...envelope, durableEndOffset: natural }),
};

const anyMessage: fc.Arbitrary<ReplicationMessage> = fc.oneof(...Object.values(messages));

describe("replication codec", () => {
  test.each(Object.entries(messages))("%s goes through the wire unchanged", (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<ReplicationMessage>, (message) => {
        const { type, header, payload } = transmit(encodeReplicationMessage(message));
        expect(type).toBe(FRAME_TYPE.replication);
        expect(decodeReplicationMessage(header, payload)).toEqual(message);
      }),
      { numRuns: 50 },
    );
  });

  test("record batches are never copied on the way out", () => {
    const payload = new Uint8Array(5000);
    const envelope = { topicId: TOPIC_ID, partition: 0, leaderEpoch: 1, session: 1 };
    const offsets = { baseOffset: 0, highWatermark: 0, logStartOffset: 0 };
    const frame = encodeReplicationMessage({ kind: "batches", ...envelope, ...offsets, payload });
    expect(frame.chunks[1]).toBe(payload);
    expect(frame.byteCount).toBeLessThan(payload.length + 64);
  });

  test("bytes that were changed are decoded or refused, nothing else", () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }), cut: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(anyMessage, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
        const received = transmit(encodeReplicationMessage(message));
        const header = Uint8Array.from(received.header);
        for (const { at, to } of changes) header[at % header.length] = to;
        decodeOrRefuse(header.subarray(0, header.length - changes[0]!.cut), received.payload);
      }),
      { numRuns: 1000 },
    );
  });

  test("garbage is decoded or refused, nothing else", () => {
    fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), decodeOrRefuse), { numRuns: 1000 });
  });
});

function decodeOrRefuse(header: Uint8Array, payload: Uint8Array): void {
  try {
    decodeReplicationMessage(header, payload);
  } catch (error) {
    expect(error).toBeInstanceOf(TransportError);
    expect((error as TransportError).code).toBe("protocolViolation");
  }
}

describe("replication decoder refuses", () => {
  type Header = chronik.peer.v1.ReplicationMessage.$Properties;
  const base = { topicId: new Uint8Array(16), partition: 0, leaderEpoch: 1, session: 1 };
  const cases: [what: string, header: Header, payloadByteCount: number][] = [
    ["no kind", base, 0],
    ["a topic id that is too short", { ...base, topicId: new Uint8Array(15), unsubscribe: {} }, 0],
    ["no topic id", { partition: 0, unsubscribe: {} }, 0],
    ["a partition beyond int32", { ...base, partition: 2 ** 31, unsubscribe: {} }, 0],
    ["a leader epoch below −1", { ...base, leaderEpoch: -2, unsubscribe: {} }, 0],
    ["a session beyond 2^53 − 1", { ...base, session: 2 ** 53, unsubscribe: {} }, 0],
    ["a negative offset", { ...base, acknowledge: { durableEndOffset: -1 } }, 0],
    ["a last epoch below −1", { ...base, subscribe: { lastEpoch: -2 } }, 0],
    ["a refusal for no reason", { ...base, refused: {} }, 0],
    ["a payload where none belongs", { ...base, acknowledge: { durableEndOffset: 1 } }, 1],
  ];

  test.each(cases)("%s", (_, header, payloadByteCount) => {
    const writer = chronik.peer.v1.ReplicationMessage.encode(header, beginFrame());
    const received = transmit(finishFrame(FRAME_TYPE.replication, writer, [new Uint8Array(payloadByteCount)]));
    expect(() => decodeReplicationMessage(received.header, received.payload)).toThrow(
      expect.objectContaining({ name: "TransportError", code: "protocolViolation" }),
    );
  });
});
