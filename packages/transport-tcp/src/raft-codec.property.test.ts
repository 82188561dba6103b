import type { Entry, EntryKind, Message } from "@chronik/raft-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transmit } from "../test/decode.ts";
import { TransportError } from "./errors.ts";
import { beginFrame, FRAME_TYPE, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";
import { decodeRaftMessage, encodeRaftMessage } from "./raft-codec.ts";

type Kind = Message["kind"];

const natural = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat());
const node = fc.integer({ min: 1, max: 0x7fff_ffff });
const bytes = fc.uint8Array({ maxLength: 60 });
const envelope = { from: node, to: node, term: natural };

const entries = fc.record({
  prevLogIndex: fc.nat(),
  prevLogTerm: natural,
  bodies: fc.array(
    fc.record({
      term: fc.integer({ min: 1 }),
      kind: fc.constantFrom<EntryKind[]>("command", "noop", "configuration", "omitted"),
      data: bytes,
    }),
    { maxLength: 5 },
  ),
});

/** One generator per kind: the compiler asks for a new one here. */
const messages: { [K in Kind]: fc.Arbitrary<Extract<Message, { kind: K }>> } = {
  preVoteRequest: fc.record({
    kind: fc.constant("preVoteRequest" as const),
    ...envelope,
    lastLogIndex: natural,
    lastLogTerm: natural,
  }),
  preVoteResponse: fc.record({ kind: fc.constant("preVoteResponse" as const), ...envelope, granted: fc.boolean() }),
  voteRequest: fc.record({
    kind: fc.constant("voteRequest" as const),
    ...envelope,
    lastLogIndex: natural,
    lastLogTerm: natural,
    transfer: fc.boolean(),
  }),
  voteResponse: fc.record({ kind: fc.constant("voteResponse" as const), ...envelope, granted: fc.boolean() }),
  appendRequest: fc
    .tuple(fc.record({ kind: fc.constant("appendRequest" as const), ...envelope, leaderCommit: natural }), entries)
    .map(([head, { prevLogIndex, prevLogTerm, bodies }]) => ({
      ...head,
      prevLogIndex,
      prevLogTerm,
      entries: bodies.map((body, at): Entry => ({ ...body, index: prevLogIndex + 1 + at })),
    })),
  appendResponse: fc.record({
    kind: fc.constant("appendResponse" as const),
    ...envelope,
    accepted: fc.boolean(),
    matchIndex: natural,
    hintIndex: natural,
    hintTerm: natural,
  }),
  heartbeatRequest: fc.record({
    kind: fc.constant("heartbeatRequest" as const),
    ...envelope,
    leaderCommit: natural,
    round: natural,
  }),
  heartbeatResponse: fc.record({ kind: fc.constant("heartbeatResponse" as const), ...envelope, round: natural }),
  proposeRequest: fc.record({
    kind: fc.constant("proposeRequest" as const),
    ...envelope,
    data: fc.array(bytes, { maxLength: 5 }),
  }),
  installSnapshotRequest: fc
    .record({
      kind: fc.constant("installSnapshotRequest" as const),
      ...envelope,
      snapshotIndex: natural,
      snapshotTerm: natural,
      configuration: bytes,
      totalBytes: natural,
      offset: natural,
      data: bytes,
    })
    .chain((message) => fc.constantFrom(message, { ...message, dataOmitted: true as const })),
  installSnapshotResponse: fc.record({
    kind: fc.constant("installSnapshotResponse" as const),
    ...envelope,
    snapshotIndex: natural,
    snapshotTerm: natural,
    offset: natural,
  }),
  timeoutNowRequest: fc.record({ kind: fc.constant("timeoutNowRequest" as const), ...envelope }),
  readIndexRequest: fc.record({ kind: fc.constant("readIndexRequest" as const), ...envelope, readId: natural }),
  readIndexResponse: fc.record({
    kind: fc.constant("readIndexResponse" as const),
    ...envelope,
    readId: natural,
    readIndex: natural,
  }),
};

const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(messages));

describe("raft codec", () => {
  test.each(Object.entries(messages))("%s goes through the wire unchanged", (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<Message>, (message) => {
        const { type, header, payload } = transmit(encodeRaftMessage(message));
        expect(type).toBe(FRAME_TYPE.raft);
        expect(decodeRaftMessage(header, payload)).toEqual(message);
      }),
      { numRuns: 50 },
    );
  });

  test("what is decoded does not share memory with what arrived", () => {
    const message: Message = { kind: "proposeRequest", from: 1, to: 2, term: 3, data: [Uint8Array.of(1, 2, 3)] };
    const { header, payload } = transmit(encodeRaftMessage(message));
    const decoded = decodeRaftMessage(header, payload);
    payload.fill(9);
    expect(decoded).toEqual(message);
  });

  test("bytes that were changed are decoded or refused, nothing else", () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }), cut: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(anyMessage, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
        const received = transmit(encodeRaftMessage(message));
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
    decodeRaftMessage(header, payload);
  } catch (error) {
    expect(error).toBeInstanceOf(TransportError);
    expect((error as TransportError).code).toBe("protocolViolation");
  }
}

describe("raft decoder refuses", () => {
  type Header = chronik.peer.v1.RaftMessage.$Properties;
  const base = { from: 1, to: 2, term: 3 };
  const entry = { index: 1, term: 1, kind: chronik.peer.v1.EntryKind.ENTRY_KIND_COMMAND, dataSize: 2 };
  const appendOf = (...entries: (typeof entry)[]): Header => ({ ...base, appendRequest: { entries } });
  const cases: [what: string, header: Header, payloadByteCount: number][] = [
    ["no kind", base, 0],
    ["no sender", { to: 2, timeoutNowRequest: {} }, 0],
    ["no addressee", { from: 1, timeoutNowRequest: {} }, 0],
    ["a term beyond 2^53 − 1", { ...base, term: 2 ** 53, timeoutNowRequest: {} }, 0],
    ["an index beyond 2^53 − 1", { ...base, voteRequest: { lastLogIndex: 2 ** 60 } }, 0],
    ["a payload where none belongs", { ...base, timeoutNowRequest: {} }, 1],
    ["a payload that is too short", appendOf(entry), 1],
    ["a payload that is too long", appendOf(entry), 3],
    ["sizes that add up beyond all bounds", { ...base, proposeRequest: { dataSizes: [2 ** 32 - 1, 2 ** 32 - 1] } }, 4],
    ["an entry of no known kind", appendOf({ ...entry, kind: 77 as typeof entry.kind }), 2],
    ["an entry of kind 0", appendOf({ ...entry, kind: 0 as typeof entry.kind }), 2],
    ["an entry of term 0", appendOf({ ...entry, term: 0 }), 2],
    ["entries that do not follow one another", appendOf(entry, { ...entry, index: 3 }), 4],
    ["entries that do not follow the previous one", appendOf({ ...entry, index: 5 }), 2],
  ];

  test.each(cases)("%s", (_, header, payloadByteCount) => {
    const frame = finishFrame(FRAME_TYPE.raft, chronik.peer.v1.RaftMessage.encode(header, beginFrame()), [
      new Uint8Array(payloadByteCount),
    ]);
    const received = transmit(frame);
    expect(() => decodeRaftMessage(received.header, received.payload)).toThrow(
      expect.objectContaining({ name: "TransportError", code: "protocolViolation" }),
    );
  });
});
