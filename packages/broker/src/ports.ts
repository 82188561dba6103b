import type { Decompression } from "@chronik/kafka-protocol";
import type { NodeId, RaftNetwork } from "@chronik/raft-core";
import type { Disk, ReplicationNetwork, TimerHandle } from "@chronik/wal";

/** Two clocks: nothing about consistency depends on the wall clock (it stamps records and ages segments). */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. May have a fraction. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch, whole. */
  nowMs(): number;
}

/** The node's event loop. */
export interface Timers {
  /** Calls back once after `delayMs`; 0 means on a later turn. */
  set(delayMs: number, callback: () => void): TimerHandle;
  /** Calls back once when what this turn does is done, before any timer: where a turn's work is gathered into one write. */
  defer(callback: () => void): void;
}

/** Where every random choice comes from, so that a run can be replayed from its seed. */
export interface Random {
  /** An integer in `[0, bound)`. */
  below(bound: number): number;
  /** A version 4 UUID as 32 lower-case hexadecimal digits, never the zero UUID. */
  uuid(): string;
}

/** The network between nodes. Incoming messages and connection events are handed to the node by its owner. */
export interface PeerNetwork {
  readonly raft: RaftNetwork;
  readonly replication: ReplicationNetwork;
}

/** A connection between two nodes came up or broke. Told by the owner of the {@link PeerNetwork}. */
export interface PeerConnectionEvent {
  readonly node: NodeId;
  readonly channel: "raft" | "replication";
  /** Who dialled: messages flow from the dialer to the acceptor. */
  readonly direction: "outgoing" | "incoming";
  readonly state: "up" | "down";
  /** The process life on the other end; see `connectionIncarnation`. */
  readonly incarnation: number;
}

/** One accepted client connection. */
export interface ClientConnection {
  /** Name of the listener it came in on, e.g. `PLAINTEXT`. */
  readonly listener: string;
  /** The peer's address, e.g. `/127.0.0.1`, as Kafka shows it in group descriptions. */
  readonly clientHost: string;
  /**
   * Queues the chunks, in order, and keeps reference to them until they are written out. False: more is queued than the
   * connection's limit; `ClientSession.drained` follows.
   */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Stops, and resumes, the calls to `ClientSession.data`. */
  pause(): void;
  resume(): void;
  /** Ends the connection; `ClientSession.closed` follows. `reason` is for the log. */
  close(reason: string): void;
}

/** The broker's side of one client connection. */
export interface ClientSession {
  /** Bytes as they came, any fragmentation. The session may keep views into them: the caller must not write to them again. */
  data(bytes: Uint8Array): void;
  drained(): void;
  closed(): void;
}

/** Structured, one line an event. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Everything a node touches outside of itself. */
export interface BrokerPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly disk: Disk;
  readonly network: PeerNetwork;
  /** For the records that a look-up by time has to decode. */
  readonly decompression: Decompression;
  readonly logger: Logger;
}
