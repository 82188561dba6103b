import type { TransportError } from "./errors.ts";
import { addressOf } from "./frame-socket.ts";
import { CHANNELS, type Channel } from "./handshake.ts";
import type { Context } from "./options.ts";
import { OutgoingConnection, type OutgoingState } from "./outgoing-connection.ts";
import type { PeerAddress } from "./peer-address.ts";
import { RaftOutbox } from "./raft-outbox.ts";
import { ReplicationOutbox } from "./replication-outbox.ts";

/** One channel of one peer, for admin pages and metrics. Counters only grow while the peer keeps its address. */
export interface ChannelStatus {
  readonly outgoing: OutgoingState;
  readonly incoming: "up" | "down";
  /** Why the outgoing connection is not up; null while it is, and before the first attempt has failed. */
  readonly error: TransportError | null;
  /** Outgoing connections made so far. */
  readonly connections: number;
  readonly queuedMessages: number;
  /** Queued, and handed to the socket but not yet taken by the kernel. */
  readonly queuedBytes: number;
  readonly messagesSent: number;
  readonly bytesSent: number;
  readonly messagesDropped: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
}

/** One peer, for admin pages and metrics. */
export interface PeerStatus {
  readonly node: number;
  readonly host: string;
  readonly port: number;
  /** This node can send to the peer on every channel. */
  readonly reachable: boolean;
  /** Why not, in words that name the peer and its address: "cannot reach node 2 at 10.0.0.2:9192 (ECONNREFUSED)". */
  readonly error: TransportError | null;
  readonly channels: Readonly<Record<Channel, ChannelStatus>>;
}

export interface PeerHandlers {
  onUp(peer: Peer, channel: Channel, incarnation: number): void;
  onDown(peer: Peer, channel: Channel, incarnation: number, error: TransportError): void;
  onRefused(peer: Peer, error: TransportError): void;
  onReplicationWritable(node: number): void;
}

/** What this node has of one peer: an outgoing connection and an outbox per channel, and the counters of what came in. */
export class Peer {
  readonly node: number;
  readonly address: PeerAddress;
  readonly raft: RaftOutbox;
  readonly replication: ReplicationOutbox;
  readonly received: Record<Channel, { messages: number; bytes: number }> = {
    raft: { messages: 0, bytes: 0 },
    replication: { messages: 0, bytes: 0 },
  };

  constructor(context: Context, options: { node: number; address: PeerAddress; handlers: PeerHandlers }) {
    const { node, address, handlers } = options;
    this.node = node;
    this.address = address;
    const connect = (channel: Channel, reactions: { onUp(): void; onDown(): void; onWritten(): void }) =>
      new OutgoingConnection(context, {
        node,
        address,
        channel,
        handlers: {
          onUp: (incarnation) => {
            handlers.onUp(this, channel, incarnation);
            reactions.onUp();
          },
          onDown: (incarnation, error) => {
            reactions.onDown();
            handlers.onDown(this, channel, incarnation, error);
          },
          onWritten: reactions.onWritten,
          onRefused: (error) => handlers.onRefused(this, error),
        },
      });
    const nothing = (): void => {};
    const raft = connect("raft", { onUp: nothing, onDown: nothing, onWritten: nothing });
    this.raft = new RaftOutbox(context, raft);
    const replication = connect("replication", {
      onUp: () => this.replication.progressed(),
      onDown: () => replication.queue.clear(),
      onWritten: () => this.replication.progressed(),
    });
    this.replication = new ReplicationOutbox(context, replication, () => handlers.onReplicationWritable(node));
  }

  get where(): string {
    return addressOf(this.address.host, this.address.port);
  }

  start(): void {
    for (const channel of CHANNELS) this[channel].connection.start();
  }

  /** The peer has just connected to us, in this process life. */
  livesAs(incarnation: number): void {
    for (const channel of CHANNELS) this[channel].connection.peerLivesAs(incarnation);
  }

  tick(): void {
    for (const channel of CHANNELS) this[channel].connection.tick();
  }

  finish(error: TransportError): void {
    for (const channel of CHANNELS) this[channel].connection.finish(error);
  }

  stop(error: TransportError): void {
    for (const channel of CHANNELS) this[channel].connection.stop(error);
  }

  status(isIncomingUp: (channel: Channel) => boolean): PeerStatus {
    const { node, address } = this;
    const channels = {
      raft: this.#channelStatus("raft", isIncomingUp("raft")),
      replication: this.#channelStatus("replication", isIncomingUp("replication")),
    };
    const down = CHANNELS.map((channel) => channels[channel]).filter(({ outgoing }) => outgoing !== "up");
    const error = down.find((channel) => channel.error !== null)?.error ?? null;
    return { node, host: address.host, port: address.port, reachable: down.length === 0, error, channels };
  }

  #channelStatus(channel: Channel, isIncomingUp: boolean): ChannelStatus {
    const { connection, messagesDropped } = this[channel];
    return {
      outgoing: connection.state,
      incoming: isIncomingUp ? "up" : "down",
      error: connection.error,
      connections: connection.connections,
      queuedMessages: connection.queue.frameCount,
      queuedBytes: connection.pendingByteCount,
      messagesSent: connection.messagesSent,
      bytesSent: connection.bytesSent,
      messagesDropped,
      messagesReceived: this.received[channel].messages,
      bytesReceived: this.received[channel].bytes,
    };
  }
}
