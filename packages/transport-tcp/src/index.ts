export { TransportError, type TransportErrorCode } from "./errors.ts";
export type { Channel } from "./handshake.ts";
export { observePeerNetwork } from "./metrics.ts";
export { DEFAULT_LIMITS, type PeerNetworkLimits, type TcpPeerNetworkOptions } from "./options.ts";
export type { OutgoingState } from "./outgoing-connection.ts";
export type { ChannelStatus, PeerStatus } from "./peer.ts";
export type { PeerAddress } from "./peer-address.ts";
export { TcpPeerNetwork } from "./peer-network.ts";
export type {
  ByteStream,
  ConnectionEvent,
  Listener,
  ListenerHandlers,
  Logger,
  LogRecord,
  PeerNetworkHandlers,
  RefusalEvent,
  Sockets,
  StreamHandlers,
  Timers,
} from "./ports.ts";
export type { RefusalReason } from "./refusal.ts";
