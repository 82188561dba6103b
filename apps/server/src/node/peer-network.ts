import { connectionIncarnation, type Logger } from "@chronik/broker";
import { type LogRecord, TcpPeerNetwork, TransportError } from "@chronik/transport-tcp";
import { listenError } from "../adapters/tcp-servers.ts";
import { isWildcard } from "../config/endpoint.ts";
import type { NodeConfig } from "../config/node-config.ts";
import type { Broker } from "./broker.ts";

/** Beside a batch, a message between nodes has its header. */
const FRAME_MARGIN_BYTES = 1024 * 1024;
const FRAME_BYTES_MIN = 64 * 1024 * 1024;

export interface PeerNetworkOptions {
  readonly config: NodeConfig;
  readonly clusterId: string;
  /** As in `BrokerOptions`. */
  readonly incarnation: string;
  readonly logger: Logger;
  /** Whom messages are for; asked only once the network is listening. */
  readonly broker: () => Broker;
}

/** The network to the other voters. Opens nothing yet. */
export function createPeerNetwork(options: PeerNetworkOptions): TcpPeerNetwork {
  const { config, clusterId, incarnation, logger, broker } = options;
  const { host, port } = config.raftListener;
  const peers = new Map([...config.voters].filter(([nodeId]) => nodeId !== config.nodeId));
  return new TcpPeerNetwork({
    clusterId,
    nodeId: config.nodeId,
    incarnation: connectionIncarnation(incarnation),
    listen: { host: isWildcard(host) ? "0.0.0.0" : host, port },
    peers,
    // A batch came in one request, so it is no larger than the largest request.
    limits: { frameBytesMax: Math.max(FRAME_BYTES_MIN, config.broker.requestBytesMax + FRAME_MARGIN_BYTES) },
    logger: ({ level, message, attributes }: LogRecord) => logger[level](message, attributes),
    handlers: {
      onRaftMessage: (message) => broker().onRaftMessage(message),
      onReplicationMessage: (node, message) => broker().onReplicationMessage(node, message),
      onReplicationWritable: (node) => broker().onReplicationWritable(node),
      onConnection: (event) => broker().onPeerConnection(event),
    },
  });
}

/**
 * Opens the raft listener; returns its port.
 *
 * @throws ServerError (ADDRESS_NOT_USABLE) that says what to do.
 */
export async function listenForPeers(network: TcpPeerNetwork, config: NodeConfig): Promise<number> {
  try {
    return (await network.listen()).port;
  } catch (error) {
    const cause = error instanceof TransportError ? error.cause : error;
    throw listenError(cause, config.raftListener, RAFT_LISTENER);
  }
}

export const RAFT_LISTENER = {
  what: "raft listener",
  setting: "the controller listener in listeners (--raft-port)",
} as const;

/** Why each peer that cannot be reached cannot be, in words that name it and its address. */
export function unreachablePeers(network: TcpPeerNetwork): string[] {
  return network.status().flatMap(({ reachable, error }) => (reachable || error === null ? [] : [error.message]));
}
