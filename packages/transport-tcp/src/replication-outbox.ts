import type { ReplicationMessage } from "@chronik/wal";
import type { Context } from "./options.ts";
import type { OutgoingConnection } from "./outgoing-connection.ts";
import { encodeReplicationMessage } from "./replication-codec.ts";

/**
 * Replication messages on their way to one peer. Nothing is dropped from the middle of the stream: a message that finds
 * no connection, or a full queue, is refused to the sender, which is told when to go on. What is queued when a
 * connection ends goes with it, because the next connection starts the stream anew.
 */
export class ReplicationOutbox {
  messagesDropped = 0;
  readonly connection: OutgoingConnection;
  readonly #context: Context;
  readonly #onWritable: () => void;
  /** A message was refused, and its sender has not been told to go on since. */
  #owesWritable = false;

  constructor(context: Context, connection: OutgoingConnection, onWritable: () => void) {
    this.#context = context;
    this.connection = connection;
    this.#onWritable = onWritable;
  }

  send(message: ReplicationMessage): boolean {
    const { connection } = this;
    if (connection.state !== "up" || this.#isAbove(1)) {
      this.#owesWritable = true;
      return false;
    }
    const frame = encodeReplicationMessage(message);
    if (!frame.representable || frame.byteCount > this.#context.limits.frameBytesMax) {
      // Refusing it would stop the stream of every partition for the sake of a message that never fits.
      this.messagesDropped += 1;
      connection.reportTooLarge(`${message.kind} of ${message.topicId}-${message.partition}, ${frame.byteCount} bytes`);
      return true;
    }
    connection.queue.push(frame);
    connection.flushSoon();
    return true;
  }

  /** To be called when the connection is up, and whenever something was written. */
  progressed(): void {
    if (!this.#owesWritable || this.connection.state !== "up" || this.#isAbove(0.5)) return;
    this.#owesWritable = false;
    this.#onWritable();
  }

  #isAbove(share: number): boolean {
    const { replicationQueueBytesMax, replicationQueueMessagesMax } = this.#context.limits;
    return (
      this.connection.pendingByteCount >= replicationQueueBytesMax * share ||
      this.connection.queue.frameCount >= replicationQueueMessagesMax * share
    );
  }
}
