/**
 * The connection over which one peer sends to this node on one channel. A message that is not valid, or not from the
 * peer of the handshake to this node, ends the connection and is not handed on.
 */
import type { Message } from "@chronik/raft-core";
import type { ReplicationMessage } from "@chronik/wal";
import { violation } from "./checks.ts";
import type { TransportError } from "./errors.ts";
import { FRAME_TYPE, PREAMBLE_BYTES } from "./frame.ts";
import type { FrameSocket } from "./frame-socket.ts";
import type { Channel } from "./handshake.ts";
import { decodeRaftMessage } from "./raft-codec.ts";
import { decodeReplicationMessage } from "./replication-codec.ts";

export interface IncomingHandlers {
  /** A frame arrived; called before it is judged. */
  onReceived(node: number, channel: Channel, byteCount: number): void;
  onRaftMessage(message: Message): void;
  onReplicationMessage(node: number, message: ReplicationMessage): void;
}

export class IncomingConnection {
  /** The peer. */
  readonly node: number;
  readonly channel: Channel;
  readonly incarnation: number;
  readonly socket: FrameSocket;
  readonly #ownNode: number;
  readonly #handlers: IncomingHandlers;

  constructor(
    ownNode: number,
    peer: { node: number; channel: Channel; incarnation: number; socket: FrameSocket },
    handlers: IncomingHandlers,
  ) {
    this.node = peer.node;
    this.channel = peer.channel;
    this.incarnation = peer.incarnation;
    this.socket = peer.socket;
    this.#ownNode = ownNode;
    this.#handlers = handlers;
  }

  received(type: number, header: Uint8Array, payload: Uint8Array): void {
    this.#handlers.onReceived(this.node, this.channel, PREAMBLE_BYTES + header.byteLength + payload.byteLength);
    if (type !== FRAME_TYPE[this.channel]) {
      this.socket.destroy(violation(`frame of type ${type} on the ${this.channel} channel`));
    } else if (this.channel === "raft") {
      this.#receivedRaft(header, payload);
    } else {
      this.#receivedReplication(header, payload);
    }
  }

  #receivedRaft(header: Uint8Array, payload: Uint8Array): void {
    let message: Message;
    try {
      message = decodeRaftMessage(header, payload);
      if (message.from !== this.node || message.to !== this.#ownNode) {
        throw violation(`a message from ${message.from} to ${message.to}`);
      }
    } catch (error) {
      this.socket.destroy(error as TransportError);
      return;
    }
    // Outside of the try: what the owner throws is not the peer's fault.
    this.#handlers.onRaftMessage(message);
  }

  #receivedReplication(header: Uint8Array, payload: Uint8Array): void {
    let message: ReplicationMessage;
    try {
      message = decodeReplicationMessage(header, payload);
    } catch (error) {
      this.socket.destroy(error as TransportError);
      return;
    }
    this.#handlers.onReplicationMessage(this.node, message);
  }
}
