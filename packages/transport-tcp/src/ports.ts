/** What this package needs of its surroundings besides sockets, and how it tells its owner things. */
import type { Message } from "@chronik/raft-core";
import type { ReplicationMessage } from "@chronik/wal";
import type { TransportError } from "./errors.ts";
import type { Channel } from "./handshake.ts";
import type { RefusalReason } from "./refusal.ts";

/** One-shot timers, so that a test can drive back-off, pings and timeouts by hand. */
export interface Timers {
  /** Calls back once, after at least `delayMs`, never from inside this call. Returns what cancels it. */
  set(callback: () => void, delayMs: number): () => void;
}

/** One line for the node's log. Written on changes of state, not per message or per retry. */
export interface LogRecord {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export type Logger = (record: LogRecord) => void;

/**
 * A connection of a peer came up or went down. Messages to a peer go out over `outgoing` connections, its messages
 * arrive over `incoming` ones; the two live and die apart from each other.
 */
export interface ConnectionEvent {
  readonly node: number;
  readonly channel: Channel;
  readonly direction: "outgoing" | "incoming";
  readonly state: "up" | "down";
  /** The peer's process life: another number than before says that it has been restarted in between. */
  readonly incarnation: number;
  /** Why it went down; null where it came up. */
  readonly error: TransportError | null;
}

/** A handshake that ended with a no: `outgoing`, a peer refused us; `incoming`, we refused somebody. */
export interface RefusalEvent {
  readonly direction: "outgoing" | "incoming";
  /** The peer; of an incoming connection the node id that it claims, or null where it was not understood. */
  readonly node: number | null;
  /** `host:port` of the other side. */
  readonly address: string;
  readonly reason: RefusalReason;
}

/**
 * What the owner of a network is told. Called from socket events, never from inside a `send`; `setPeers` may call
 * `onConnection` before it returns. What a handler throws is the owner's bug and is not caught here.
 */
export interface PeerNetworkHandlers {
  /** `message.from` is the peer of the handshake and `message.to` this node. The message owns its bytes. */
  onRaftMessage(message: Message): void;
  /**
   * The payload of `batches` belongs to the receiver: nobody writes to it again. It is a view, which may keep up to
   * 64 KiB of neighbouring bytes in memory; copy a small one that is kept for long.
   */
  onReplicationMessage(node: number, message: ReplicationMessage): void;
  /** `replication.send` to this node returned false before, and there is room now. */
  onReplicationWritable(node: number): void;
  onConnection(event: ConnectionEvent): void;
  onRefused?(event: RefusalEvent): void;
}
