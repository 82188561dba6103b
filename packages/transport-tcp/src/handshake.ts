/**
 * The handshake: who the dialer is, what it wants, and whom it believes it talks to; then a yes, or a no with a reason.
 * It guards against mistakes (an address that belongs to another cluster, a node id used twice), not against malice:
 * whoever can reach the port and knows the cluster id can claim to be a peer.
 */
import { naturalOf, violation } from "./checks.ts";
import { TransportError } from "./errors.ts";
import { beginFrame, FRAME_TYPE, type Frame, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";
import type { RefusalReason } from "./refusal.ts";

/** What a connection carries; each channel of a pair of nodes has connections of its own. */
export type Channel = "raft" | "replication";

export const CHANNELS: readonly Channel[] = ["raft", "replication"];

/** Who a node says it is. */
export interface Identity {
  readonly clusterId: string;
  readonly nodeId: number;
  readonly incarnation: number;
}

export interface Hello extends Identity {
  readonly channel: Channel;
  /** The node that the dialer believes it talks to. */
  readonly acceptorNodeId: number;
}

/** "CHRN" in ASCII. */
const MAGIC = 0x4348524e;
const PROTOCOL_VERSION = 1;
/** The largest frame of a handshake: what a stranger can make this node hold. */
export const HANDSHAKE_BYTES_MAX = 1024;
export const CLUSTER_ID_LENGTH_MAX = 256;

export function encodeHello(hello: Hello): Frame {
  const { clusterId, nodeId, incarnation, acceptorNodeId } = hello;
  const fields = { magic: MAGIC, version: PROTOCOL_VERSION, clusterId, nodeId, incarnation, acceptorNodeId };
  const writer = chronik.peer.v1.Hello.encode({ ...fields, channel: CHANNEL_CODES[hello.channel] }, beginFrame());
  return finishFrame(FRAME_TYPE.hello, writer);
}

/** @throws {@link TransportError} `protocolViolation`, or `refused` where only the version is not ours. */
export function decodeHello(header: Uint8Array): Hello {
  const fields = decode(() => chronik.peer.v1.Hello.decode(header));
  checkProtocol(fields);
  const channel = CHANNELS.find((name) => CHANNEL_CODES[name] === fields.channel);
  if (channel === undefined) throw violation(`a hello for channel ${fields.channel}`);
  return { ...identityOf(fields), channel, acceptorNodeId: naturalOf(fields.acceptorNodeId, "acceptor node id") };
}

export function encodeWelcome(identity: Identity): Frame {
  const fields = { magic: MAGIC, version: PROTOCOL_VERSION, ...identity };
  return finishFrame(FRAME_TYPE.welcome, chronik.peer.v1.Welcome.encode(fields, beginFrame()));
}

/** @throws {@link TransportError} `protocolViolation`, or `refused` where only the version is not ours. */
export function decodeWelcome(header: Uint8Array): Identity {
  const fields = decode(() => chronik.peer.v1.Welcome.decode(header));
  checkProtocol(fields);
  return identityOf(fields);
}

export function encodeRefusal(reason: RefusalReason): Frame {
  const fields = { reason: REASON_CODES[reason], version: PROTOCOL_VERSION };
  return finishFrame(FRAME_TYPE.refusal, chronik.peer.v1.Refusal.encode(fields, beginFrame()));
}

/** @throws {@link TransportError} `protocolViolation`. */
export function decodeRefusal(header: Uint8Array): RefusalReason {
  const { reason } = decode(() => chronik.peer.v1.Refusal.decode(header));
  const name = (Object.keys(REASON_CODES) as RefusalReason[]).find((key) => REASON_CODES[key] === reason);
  if (name === undefined) throw violation(`refused for reason ${reason}`);
  return name;
}

const CHANNEL_CODES = {
  raft: chronik.peer.v1.Channel.CHANNEL_RAFT,
  replication: chronik.peer.v1.Channel.CHANNEL_REPLICATION,
} as const satisfies Record<Channel, number>;

const REASON_CODES = {
  unsupportedVersion: chronik.peer.v1.RefusalReason.REFUSAL_REASON_UNSUPPORTED_VERSION,
  wrongCluster: chronik.peer.v1.RefusalReason.REFUSAL_REASON_WRONG_CLUSTER,
  wrongNode: chronik.peer.v1.RefusalReason.REFUSAL_REASON_WRONG_NODE,
  unknownNode: chronik.peer.v1.RefusalReason.REFUSAL_REASON_UNKNOWN_NODE,
  superseded: chronik.peer.v1.RefusalReason.REFUSAL_REASON_SUPERSEDED,
} as const satisfies Record<RefusalReason, number>;

function decode<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw violation("the handshake is no protobuf message", error);
  }
}

function checkProtocol(fields: { magic?: number | null; version?: number | null }): void {
  if (fields.magic !== MAGIC) throw violation("the other side does not speak this protocol");
  if (fields.version === PROTOCOL_VERSION) return;
  const message = `version ${fields.version} of the peer protocol; this node speaks ${PROTOCOL_VERSION}`;
  throw new TransportError("refused", message, { refusal: "unsupportedVersion" });
}

function identityOf(fields: {
  clusterId?: string | null;
  nodeId?: number | null;
  incarnation?: number | null;
}): Identity {
  const clusterId = fields.clusterId ?? "";
  if (clusterId === "" || clusterId.length > CLUSTER_ID_LENGTH_MAX) throw violation("a cluster id that cannot be one");
  const incarnation = naturalOf(fields.incarnation, "incarnation");
  return { clusterId, nodeId: naturalOf(fields.nodeId, "node id"), incarnation };
}
