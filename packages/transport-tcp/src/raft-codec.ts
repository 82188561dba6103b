/**
 * Raft messages on the wire: the header of `proto/raft.proto`, then the data of entries, proposals or a snapshot.
 *
 * A member of the header's oneof has the name of the message's kind, and its fields those of the message, so encoding is
 * the same for almost every kind; decoding checks field by field. A kind that raft-core gains is a member more in the
 * .proto file and a line more in `BODIES`: the compiler asks for both.
 */
import type { Entry, EntryKind, Message } from "@chronik/raft-core";
import { expectNoPayload, naturalOf, piecesOf, positiveOf, violation } from "./checks.ts";
import { beginFrame, FRAME_TYPE, type Frame, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";

type Kind = Message["kind"];
type Header = chronik.peer.v1.RaftMessage.$Properties;
type HeaderBody<K extends Kind> = NonNullable<Header[K]>;
/** What a kind has beyond the envelope that all kinds share. */
type Body<K extends Kind> = Omit<Extract<Message, { kind: K }>, "kind" | "from" | "to" | "term">;

/** The frame shares the message's bytes, which must not change until it is written out. Never throws. */
export function encodeRaftMessage(message: Message): Frame {
  const { from, to, term } = message;
  const header: Header = { from, to, term, [message.kind]: headerBodyOf(message) };
  return finishFrame(FRAME_TYPE.raft, chronik.peer.v1.RaftMessage.encode(header, beginFrame()), payloadOf(message));
}

/**
 * @returns A message that owns its bytes.
 * @throws {@link TransportError} `protocolViolation` for anything that is not a valid message, and nothing else.
 */
export function decodeRaftMessage(headerBytes: Uint8Array, payload: Uint8Array): Message {
  const header = decodeHeader(headerBytes);
  const from = positiveOf(header.from, "from");
  const to = positiveOf(header.to, "to");
  const term = naturalOf(header.term, "term");
  const kind = header.kind;
  if (kind === undefined) throw violation("a raft message of no known kind");
  if (!KINDS_WITH_PAYLOAD.has(kind)) expectNoPayload(payload);
  const decodeBody = BODIES[kind] as (body: object, payload: Uint8Array) => object;
  return { kind, from, to, term, ...decodeBody(header[kind]!, payload) } as Message;
}

const KINDS_WITH_PAYLOAD: ReadonlySet<Kind> = new Set(["appendRequest", "proposeRequest", "installSnapshotRequest"]);

const BODIES: { readonly [K in Kind]: (body: HeaderBody<K>, payload: Uint8Array) => Body<K> } = {
  preVoteRequest: lastLogOf,
  preVoteResponse: grantOf,
  voteRequest: (body) => ({ ...lastLogOf(body), transfer: body.transfer === true }),
  voteResponse: grantOf,
  appendRequest: decodeAppendRequest,
  appendResponse: (body) => ({
    accepted: body.accepted === true,
    matchIndex: naturalOf(body.matchIndex, "match index"),
    hintIndex: naturalOf(body.hintIndex, "hint index"),
    hintTerm: naturalOf(body.hintTerm, "hint term"),
  }),
  heartbeatRequest: (body) => ({
    leaderCommit: naturalOf(body.leaderCommit, "leader commit"),
    round: naturalOf(body.round, "round"),
  }),
  heartbeatResponse: (body) => ({ round: naturalOf(body.round, "round") }),
  proposeRequest: (body, payload) => ({
    data: piecesOf(
      payload,
      (body.dataSizes ?? []).map((size) => naturalOf(size, "data size")),
    ),
  }),
  installSnapshotRequest: (body, payload) => ({
    ...snapshotOf(body),
    configuration: new Uint8Array(body.configuration ?? []),
    totalBytes: naturalOf(body.totalBytes, "total bytes"),
    offset: naturalOf(body.offset, "offset"),
    data: new Uint8Array(payload),
    ...(body.dataOmitted === true ? { dataOmitted: true } : {}),
  }),
  installSnapshotResponse: (body) => ({ ...snapshotOf(body), offset: naturalOf(body.offset, "offset") }),
  timeoutNowRequest: () => ({}),
  readIndexRequest: (body) => ({ readId: naturalOf(body.readId, "read id") }),
  readIndexResponse: (body) => ({
    readId: naturalOf(body.readId, "read id"),
    readIndex: naturalOf(body.readIndex, "read index"),
  }),
};

/** What of the message goes into the oneof's member. Protobuf takes the fields that it knows, and no other. */
function headerBodyOf(message: Message): object {
  if (message.kind === "proposeRequest") return { dataSizes: message.data.map((data) => data.byteLength) };
  if (message.kind !== "appendRequest") return message;
  const { prevLogIndex, prevLogTerm, leaderCommit, entries } = message;
  return { prevLogIndex, prevLogTerm, leaderCommit, entries: entries.map(encodeEntry) };
}

function payloadOf(message: Message): readonly Uint8Array[] {
  if (message.kind === "appendRequest") return message.entries.map((entry) => entry.data);
  if (message.kind === "proposeRequest") return message.data;
  if (message.kind === "installSnapshotRequest") return [message.data];
  return [];
}

function decodeHeader(header: Uint8Array): ReturnType<typeof chronik.peer.v1.RaftMessage.decode> {
  try {
    return chronik.peer.v1.RaftMessage.decode(header);
  } catch (error) {
    throw violation("the header is no protobuf message", error);
  }
}

const ENTRY_KINDS = {
  command: chronik.peer.v1.EntryKind.ENTRY_KIND_COMMAND,
  noop: chronik.peer.v1.EntryKind.ENTRY_KIND_NOOP,
  configuration: chronik.peer.v1.EntryKind.ENTRY_KIND_CONFIGURATION,
  omitted: chronik.peer.v1.EntryKind.ENTRY_KIND_OMITTED,
} as const satisfies Record<EntryKind, number>;

const ENTRY_KIND_OF = new Map<number, EntryKind>(
  Object.entries(ENTRY_KINDS).map(([kind, code]) => [code, kind as EntryKind]),
);

function encodeEntry(entry: Entry): chronik.peer.v1.EntryHeader.$Properties {
  return { index: entry.index, term: entry.term, kind: ENTRY_KINDS[entry.kind], dataSize: entry.data.byteLength };
}

function decodeAppendRequest(body: HeaderBody<"appendRequest">, payload: Uint8Array): Body<"appendRequest"> {
  const headers = body.entries ?? [];
  const data = piecesOf(
    payload,
    headers.map((header) => naturalOf(header.dataSize, "data size")),
  );
  const prevLogIndex = naturalOf(body.prevLogIndex, "previous log index");
  return {
    prevLogIndex,
    prevLogTerm: naturalOf(body.prevLogTerm, "previous log term"),
    leaderCommit: naturalOf(body.leaderCommit, "leader commit"),
    entries: headers.map((header, at) => {
      const index = positiveOf(header.index, "entry index");
      if (index !== prevLogIndex + 1 + at) throw violation(`entry ${index} does not follow the one before it`);
      const kind = ENTRY_KIND_OF.get(header.kind ?? 0);
      if (kind === undefined) throw violation(`an entry of kind ${header.kind}`);
      return { index, term: positiveOf(header.term, "entry term"), kind, data: data[at]! };
    }),
  };
}

function lastLogOf(body: HeaderBody<"voteRequest">): { lastLogIndex: number; lastLogTerm: number } {
  return {
    lastLogIndex: naturalOf(body.lastLogIndex, "last log index"),
    lastLogTerm: naturalOf(body.lastLogTerm, "last log term"),
  };
}

function grantOf(body: HeaderBody<"voteResponse">): { granted: boolean } {
  return { granted: body.granted === true };
}

function snapshotOf(body: HeaderBody<"installSnapshotResponse">): { snapshotIndex: number; snapshotTerm: number } {
  return {
    snapshotIndex: naturalOf(body.snapshotIndex, "snapshot index"),
    snapshotTerm: naturalOf(body.snapshotTerm, "snapshot term"),
  };
}
