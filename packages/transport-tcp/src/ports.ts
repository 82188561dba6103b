/** What this package needs of its surroundings, and how it tells its owner things. */
import type { Message } from "@chronik/raft-core";
import type { ReplicationMessage } from "@chronik/wal";
import type { TransportError } from "./errors.ts";
import type { Channel } from "./handshake.ts";
import type { PeerAddress } from "./peer-address.ts";
import type { RefusalReason } from "./refusal.ts";

/** The owner's event loop, so that a test can drive back-off, pings and timeouts by hand. */
export interface Timers {
  /** Calls back once, after at least `delayMs`, never from inside this call. Returns what cancels it. */
  set(callback: () => void, delayMs: number): () => void;
  /** Calls back once when what this turn does is done (`setImmediate`): where a turn's messages become one write. */
  defer(callback: () => void): void;
}

/**
 * TCP. What an implementation must hold to is in the suite `socketsCompliance` of `@chronik/transport-tcp/testing`.
 *
 * No call of this port calls a handler back before it returns.
 */
export interface Sockets {
  /** Dials. What is written before `connected` goes out after it. Small writes are not held back (`TCP_NODELAY`). */
  connect(address: PeerAddress): ByteStream;
  /** Connections are accepted from now on, even before `listening` says so. Port 0 lets the system choose. */
  listen(address: PeerAddress, handlers: ListenerHandlers): Listener;
}

export interface ListenerHandlers {
  /** Once; `port` is the one listened on. */
  listening(port: number): void;
  /** A connection came in. Its {@link ByteStream.attach} must be called before this returns. */
  accepted(stream: ByteStream): void;
  /**
   * Instead of `listening`: the address cannot be listened on, and the listener is gone. After it: a connection could not
   * be accepted, and the listener goes on.
   */
  failed(error: Error): void;
}

export interface Listener {
  /** Accepts nobody from now on. `closed` is called once, when the port is free and all accepted streams are closed. */
  close(closed: () => void): void;
}

/** One end of a connection: bytes both ways, in order. */
export interface ByteStream {
  /** The other side's address; `?` and 0 where it is not known, as before `connected`. */
  readonly remoteHost: string;
  readonly remotePort: number;
  /** Says who is told what happens. To be called once, on the turn on which the stream came to be. */
  attach(handlers: StreamHandlers): void;
  /**
   * Writes all buffers, one after the other, with one call of the system where it can; at least one buffer. They must not
   * change until `written`, which is called once, when the system has taken all of them, and never where the stream fails
   * or is destroyed first. After {@link end} or {@link destroy} it does nothing.
   */
  write(buffers: readonly Uint8Array[], written: () => void): void;
  /** Says no more: the other side reads what was written, then `ended`. What it says still arrives here. */
  end(): void;
  /** Ends both directions now, and drops what the system has not taken. Of the handlers only `closed` follows. */
  destroy(): void;
  /** Stops the calls of `data` and `ended`; the other side gets stuck when the system's buffers are full. */
  pause(): void;
  resume(): void;
}

export interface StreamHandlers {
  /** There is a connection. Only of a stream that was dialled. */
  connected(): void;
  /** Bytes as they came, in any fragmentation; at least one. The receiver owns them: nobody writes to them again. */
  data(bytes: Uint8Array): void;
  /** The other side says no more. When this side has ended as well, the stream closes. */
  ended(): void;
  /** There is no connection, or none any more; `code` says why (`ECONNREFUSED`, `ECONNRESET`, …). `closed` follows. */
  failed(error: Error): void;
  /** Always comes, once, and last: nothing is held for this stream any more. */
  closed(): void;
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
