import type { Message } from "@chronik/raft-core";
import type { Context } from "./options.ts";
import type { OutgoingConnection } from "./outgoing-connection.ts";
import { encodeRaftMessage } from "./raft-codec.ts";

/**
 * Raft messages on their way to one peer. While the peer is down or slow the newest are kept and the oldest dropped:
 * Raft repairs any loss, and what it said last is worth most.
 */
export class RaftOutbox {
  messagesDropped = 0;
  readonly connection: OutgoingConnection;
  readonly #context: Context;

  constructor(context: Context, connection: OutgoingConnection) {
    this.#context = context;
    this.connection = connection;
  }

  /** Never throws, never blocks, never sends from inside the call. */
  send(message: Message): void {
    const { limits } = this.#context;
    const { queue } = this.connection;
    const frame = encodeRaftMessage(message);
    if (!frame.representable || frame.byteCount > limits.frameBytesMax) {
      this.messagesDropped += 1;
      this.connection.reportTooLarge(`${message.kind} of ${frame.byteCount} bytes`);
      return;
    }
    queue.push(frame);
    while (
      queue.frameCount > limits.raftQueueMessagesMax ||
      (queue.byteCount > limits.raftQueueBytesMax && queue.frameCount > 1)
    ) {
      queue.shift();
      this.messagesDropped += 1;
    }
    this.connection.flushSoon();
  }
}
