/**
 * Replication messages on the wire: the header of `proto/replication.proto`, then, in `batches`, the record batches.
 *
 * A member of the header's oneof has the name of the message's kind, and its fields those of the message; decoding
 * checks field by field.
 */
import type { ReplicationMessage } from "@chronik/wal";
import { epochOf, expectNoPayload, naturalOf, partitionOf, violation } from "./checks.ts";
import { beginFrame, FRAME_TYPE, type Frame, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";

type Kind = ReplicationMessage["kind"];
type Header = chronik.peer.v1.ReplicationMessage.$Properties;
type HeaderBody<K extends Kind> = NonNullable<Header[K]>;
type Envelope = Pick<ReplicationMessage, "topicId" | "partition" | "leaderEpoch" | "session">;
/** What a kind has beyond the envelope that all kinds share. */
type Body<K extends Kind> = Omit<Extract<ReplicationMessage, { kind: K }>, "kind" | keyof Envelope>;

const TOPIC_ID_BYTES = 16;

/** The frame shares the payload of `batches`, which must not change until it is written out. Never throws. */
export function encodeReplicationMessage(message: ReplicationMessage): Frame {
  const { kind, partition, leaderEpoch, session } = message;
  const body = kind === "refused" ? { reason: REASONS[message.reason] } : message;
  const topicId = Buffer.from(message.topicId, "hex");
  const header: Header = { topicId, partition, leaderEpoch, session, [kind]: body };
  const writer = chronik.peer.v1.ReplicationMessage.encode(header, beginFrame());
  return finishFrame(FRAME_TYPE.replication, writer, kind === "batches" ? [message.payload] : []);
}

/**
 * @returns A message whose payload is a view of `payload`.
 * @throws {@link TransportError} `protocolViolation` for anything that is not a valid message, and nothing else.
 */
export function decodeReplicationMessage(headerBytes: Uint8Array, payload: Uint8Array): ReplicationMessage {
  const header = decodeHeader(headerBytes);
  const envelope: Envelope = {
    topicId: topicIdOf(header.topicId),
    partition: partitionOf(header.partition, "partition"),
    leaderEpoch: epochOf(header.leaderEpoch, "leader epoch"),
    session: naturalOf(header.session, "session"),
  };
  const kind = header.kind;
  if (kind === undefined) throw violation("a replication message of no known kind");
  if (kind !== "batches") expectNoPayload(payload);
  const decodeBody = BODIES[kind] as (body: object, payload: Uint8Array) => object;
  return { kind, ...envelope, ...decodeBody(header[kind]!, payload) } as ReplicationMessage;
}

const BODIES: { readonly [K in Kind]: (body: HeaderBody<K>, payload: Uint8Array) => Body<K> } = {
  subscribe: (body) => ({
    logEndOffset: naturalOf(body.logEndOffset, "log end offset"),
    lastEpoch: epochOf(body.lastEpoch, "last epoch"),
    durableEndOffset: naturalOf(body.durableEndOffset, "durable end offset"),
  }),
  unsubscribe: () => ({}),
  diverged: (body) => ({
    epoch: epochOf(body.epoch, "epoch"),
    endOffset: naturalOf(body.endOffset, "end offset"),
    logStartOffset: naturalOf(body.logStartOffset, "log start offset"),
  }),
  refused: (body) => ({ reason: reasonOf(body.reason) }),
  batches: (body, payload) => ({
    baseOffset: naturalOf(body.baseOffset, "base offset"),
    highWatermark: naturalOf(body.highWatermark, "high watermark"),
    logStartOffset: naturalOf(body.logStartOffset, "log start offset"),
    payload,
  }),
  acknowledge: (body) => ({ durableEndOffset: naturalOf(body.durableEndOffset, "durable end offset") }),
};

type Reason = Extract<ReplicationMessage, { kind: "refused" }>["reason"];

const REASONS = {
  notLeader: chronik.peer.v1.RefusedReason.REFUSED_REASON_NOT_LEADER,
  fencedEpoch: chronik.peer.v1.RefusedReason.REFUSED_REASON_FENCED_EPOCH,
  unknownEpoch: chronik.peer.v1.RefusedReason.REFUSED_REASON_UNKNOWN_EPOCH,
  unknownPartition: chronik.peer.v1.RefusedReason.REFUSED_REASON_UNKNOWN_PARTITION,
  logError: chronik.peer.v1.RefusedReason.REFUSED_REASON_LOG_ERROR,
  sessionEnded: chronik.peer.v1.RefusedReason.REFUSED_REASON_SESSION_ENDED,
} as const satisfies Record<Reason, number>;

const REASON_OF = new Map<number, Reason>(Object.entries(REASONS).map(([reason, code]) => [code, reason as Reason]));

function reasonOf(code: number | null | undefined): Reason {
  const reason = REASON_OF.get(code ?? 0);
  if (reason === undefined) throw violation(`refused for reason ${code}`);
  return reason;
}

function topicIdOf(bytes: Uint8Array | null | undefined): string {
  if (bytes?.byteLength !== TOPIC_ID_BYTES) throw violation(`a topic id of ${bytes?.byteLength} bytes`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, TOPIC_ID_BYTES).toString("hex");
}

function decodeHeader(header: Uint8Array): ReturnType<typeof chronik.peer.v1.ReplicationMessage.decode> {
  try {
    return chronik.peer.v1.ReplicationMessage.decode(header);
  } catch (error) {
    throw violation("the header is no protobuf message", error);
  }
}
