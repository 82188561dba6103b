import type { Random } from "@chronik/raft-core";
import { INT32_MAX } from "./checks.ts";
import { TransportError } from "./errors.ts";
import { PREAMBLE_BYTES } from "./frame.ts";
import { CLUSTER_ID_LENGTH_MAX, HANDSHAKE_BYTES_MAX, type Identity } from "./handshake.ts";
import { nodeSockets } from "./node-sockets.ts";
import type { PeerAddress } from "./peer-address.ts";
import type { Logger, PeerNetworkHandlers, Sockets, Timers } from "./ports.ts";
import { SocketSet } from "./socket-set.ts";

/** Every bound and every delay of the network. All are inclusive. */
export interface PeerNetworkLimits {
  /**
   * The largest frame sent or accepted, in bytes: one message with its payload. Must be above the largest record batch
   * that the broker takes, by 64 KiB to be safe. Default 64 MiB.
   */
  readonly frameBytesMax: number;
  /** Most bytes given to a socket with one write; at least one frame whatever its size. Default 4 MiB. */
  readonly writeBytesMax: number;
  /** Raft messages kept per peer while it is down or slow; beyond, the oldest are dropped. Default 4096. */
  readonly raftQueueMessagesMax: number;
  /** Their bytes, frames included; the newest message is kept whatever its size. Default 32 MiB. */
  readonly raftQueueBytesMax: number;
  /** Replication messages that wait per peer; at this number `send` returns false. Default 16384. */
  readonly replicationQueueMessagesMax: number;
  /**
   * Their bytes, including what the socket has not yet passed to the kernel; at this number `send` returns false, so one
   * message may go beyond. `onReplicationWritable` follows at half of it. Default 32 MiB.
   */
  readonly replicationQueueBytesMax: number;
  /** From dialling to the peer's answer, and for a stranger to say who it is. Default 2000. */
  readonly handshakeTimeoutMs: number;
  /** Connections that have not said who they are; beyond, the oldest is closed. Default 128. */
  readonly handshakesMax: number;
  /** How often a connection with nothing to say says that it lives. Default 500. */
  readonly pingIntervalMs: number;
  /**
   * A connection that brought nothing for so long is closed, up to one interval late. Rounded up to whole intervals, at
   * least two. Default 2000.
   */
  readonly pingTimeoutMs: number;
  /** Wait before the first attempt to dial again; doubles with every failure, and half of it is random. Default 50. */
  readonly redialMsMin: number;
  /** Where the doubling ends. Default 1000. */
  readonly redialMsMax: number;
  /** How long `close` waits for what is queued to reach the peers. Default 500. */
  readonly closeTimeoutMs: number;
}

export const DEFAULT_LIMITS: PeerNetworkLimits = {
  frameBytesMax: 64 << 20,
  writeBytesMax: 4 << 20,
  raftQueueMessagesMax: 4096,
  raftQueueBytesMax: 32 << 20,
  replicationQueueMessagesMax: 16_384,
  replicationQueueBytesMax: 32 << 20,
  handshakeTimeoutMs: 2000,
  handshakesMax: 128,
  pingIntervalMs: 500,
  pingTimeoutMs: 2000,
  redialMsMin: 50,
  redialMsMax: 1000,
  closeTimeoutMs: 500,
};

export interface TcpPeerNetworkOptions {
  /** Peers with another one are refused. 1 to 256 characters. */
  readonly clusterId: string;
  /** This node, in `[1, 2^31)`. */
  readonly nodeId: number;
  /**
   * A number in `[0, 2^53)` that differs between any two process lives of this node, such as one drawn at random at
   * start. Compared for equality only, so no clock has to go forward for it.
   */
  readonly incarnation: number;
  /** Port 0 lets the system choose; `listen()` returns which. */
  readonly listen: PeerAddress;
  /** The other nodes. An entry for this node itself is ignored. Changed by `setPeers`. */
  readonly peers: ReadonlyMap<number, PeerAddress>;
  readonly handlers: PeerNetworkHandlers;
  readonly limits?: Partial<PeerNetworkLimits>;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Default: the system's timers. */
  readonly timers?: Timers;
  /** Default: TCP by `node:net`. */
  readonly sockets?: Sockets;
  /** For the jitter of redialling. Default: `Math.random`. */
  readonly random?: Random;
}

/** What every part of the network shares. */
export interface Context {
  readonly identity: Identity;
  readonly limits: PeerNetworkLimits;
  readonly silentTicksMax: number;
  readonly handlers: PeerNetworkHandlers;
  readonly log: Logger;
  readonly timers: Timers;
  readonly random: Random;
  readonly tcp: Sockets;
  /** All streams of this node. */
  readonly sockets: SocketSet;
}

/** @throws {@link TransportError} `invalidOptions`. */
export function contextOf(options: TcpPeerNetworkOptions): Context {
  const { clusterId, nodeId, incarnation } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  check(clusterId.length > 0 && clusterId.length <= CLUSTER_ID_LENGTH_MAX, "clusterId must have 1 to 256 characters");
  check(isNodeId(nodeId), "nodeId must be an integer in [1, 2^31)");
  check(Number.isSafeInteger(incarnation) && incarnation >= 0, "incarnation must be an integer in [0, 2^53)");
  for (const [name, value] of Object.entries(limits)) {
    check(Number.isSafeInteger(value) && value > 0, `${name} must be a positive integer`);
  }
  check(limits.frameBytesMax >= HANDSHAKE_BYTES_MAX, `frameBytesMax must be at least ${HANDSHAKE_BYTES_MAX}`);
  check(limits.frameBytesMax <= 0xffff_ffff - PREAMBLE_BYTES, "frameBytesMax must be below 2^32 − 8");
  check(limits.redialMsMin <= limits.redialMsMax, "redialMsMin must not be above redialMsMax");
  return {
    identity: { clusterId, nodeId, incarnation },
    limits,
    silentTicksMax: Math.max(2, Math.ceil(limits.pingTimeoutMs / limits.pingIntervalMs)),
    handlers: options.handlers,
    log: options.logger ?? (() => {}),
    timers: options.timers ?? systemTimers,
    random: options.random ?? systemRandom,
    tcp: options.sockets ?? nodeSockets,
    sockets: new SocketSet(),
  };
}

/** @throws {@link TransportError} `invalidOptions`. */
export function checkPeers(peers: ReadonlyMap<number, PeerAddress>): void {
  for (const [node, { host, port }] of peers) {
    check(isNodeId(node), `peer ${node} must be an integer in [1, 2^31)`);
    check(host.length > 0, `peer ${node} has no host`);
    check(Number.isInteger(port) && port > 0 && port < 65_536, `peer ${node} has no valid port: ${port}`);
  }
}

function isNodeId(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= INT32_MAX;
}

function check(condition: boolean, message: string): void {
  if (!condition) throw new TransportError("invalidOptions", message);
}

const systemTimers: Timers = {
  set(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  defer: (callback) => setImmediate(callback),
};

const systemRandom: Random = {
  below: (bound) => Math.floor(Math.random() * bound),
};
