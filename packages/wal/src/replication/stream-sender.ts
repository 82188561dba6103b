import type { BatchReader, BatchRun } from "./batch-reader.ts";
import type { FollowerStream } from "./follower-stream.ts";
import { asError } from "./log-error.ts";
import type { Batches } from "./message.ts";
import type { Leading, ReplicationNetwork } from "./ports.ts";
import type { Subscription } from "./subscription.ts";

const NO_BYTES = new Uint8Array(0);

/** What sending may find out about a subscription, and leaves to {@link ReplicationSource}. */
export interface SubscriptionFate {
  /** The partition as this node leads it, if still in the subscription's epoch; null: it has been ended just now. */
  stillLeading(subscription: Subscription): Leading | null;
  /** What the follower lacks next cannot be read yet. */
  unreadable(subscription: Subscription): void;
  /** What the follower lacks next has been removed from the log's start. */
  fellBehind(subscription: Subscription): void;
  readFailed(subscription: Subscription, error: Error): void;
}

/**
 * Sends to one follower node what waits for it: replies first, then batches round robin while the window is open, then
 * empty messages, which take no room in it.
 *
 * Invariants:
 * - The state moves on only where the network took the message.
 * - Nothing beyond the leader's own log end is sent, and nothing of another epoch.
 * - A message goes out only while less than `windowBytesMax` is unacknowledged, and is read to fit the rest: the window is
 *   exceeded by at most one batch.
 */
export class StreamSender {
  readonly #network: ReplicationNetwork;
  readonly #reader: BatchReader;
  readonly #fate: SubscriptionFate;
  readonly #windowBytesMax: number;
  readonly #messageBytesMax: number;

  constructor(options: {
    network: ReplicationNetwork;
    reader: BatchReader;
    fate: SubscriptionFate;
    windowBytesMax: number;
    messageBytesMax: number;
  }) {
    this.#network = options.network;
    this.#reader = options.reader;
    this.#fate = options.fate;
    this.#windowBytesMax = options.windowBytesMax;
    this.#messageBytesMax = options.messageBytesMax;
  }

  flush(stream: FollowerStream): void {
    if (stream.blocked) return;
    const taken = this.#sendReplies(stream) && this.#sendBacklog(stream) && this.#sendNotices(stream);
    stream.blocked = !taken;
  }

  #sendReplies(stream: FollowerStream): boolean {
    if (stream.replies.size === 0) return true;
    for (const reply of stream.replies.values()) {
      if (!this.#network.send(stream.node, reply)) return false;
      stream.replies.delete(reply);
    }
    return true;
  }

  #sendBacklog(stream: FollowerStream): boolean {
    // A Set visits what is deleted and added again during the walk once more: this goes round until nobody lacks
    // anything or the window is full.
    for (const subscription of stream.backlog) {
      if (stream.inflightBytes >= this.#windowBytesMax) return true;
      const leading = this.#fate.stillLeading(subscription);
      if (leading === null) continue;
      const run = this.#read(stream, subscription, leading);
      if (run === null) continue;
      if (!this.#send(subscription, leading, run.payload)) return false;
      stream.sent(subscription, run);
      stream.backlog.delete(subscription);
      stream.notices.delete(subscription);
      if (subscription.nextOffset < leading.log.logEndOffset) stream.backlog.add(subscription);
    }
    return true;
  }

  #sendNotices(stream: FollowerStream): boolean {
    for (const subscription of stream.notices) {
      const leading = this.#fate.stillLeading(subscription);
      if (leading === null) continue;
      // Who lacks batches learns the high watermark with the next of them, but must know that it was heard.
      const goesWithBatches = stream.backlog.has(subscription) && !subscription.answerDue;
      if (!goesWithBatches && !this.#send(subscription, leading, NO_BYTES)) return false;
      stream.notices.delete(subscription);
    }
    return true;
  }

  /** Null: nothing to send; the subscription has left the backlog. */
  #read(stream: FollowerStream, subscription: Subscription, { log }: Leading): BatchRun | null {
    const offset = subscription.nextOffset;
    if (offset >= log.logEndOffset) {
      stream.backlog.delete(subscription);
      return null;
    }
    const bytesMax = Math.min(this.#messageBytesMax, this.#windowBytesMax - stream.inflightBytes);
    try {
      const firstOffset = offset < log.logStartOffset ? this.#reader.firstOffset(log) : offset;
      if (firstOffset !== null && offset < firstOffset) {
        this.#fate.fellBehind(subscription);
        return null;
      }
      const run = firstOffset === null ? null : this.#reader.read(subscription, log, { offset, bytesMax });
      if (run === null) this.#fate.unreadable(subscription);
      return run;
    } catch (thrown) {
      this.#fate.readFailed(subscription, asError(thrown));
      return null;
    }
  }

  #send(subscription: Subscription, leading: Leading, payload: Uint8Array): boolean {
    const { topicId, partition } = subscription;
    const message: Batches = {
      kind: "batches",
      topicId,
      partition,
      leaderEpoch: subscription.leaderEpoch,
      session: subscription.session,
      baseOffset: subscription.nextOffset,
      highWatermark: leading.highWatermark,
      logStartOffset: leading.log.logStartOffset,
      payload,
    };
    if (!this.#network.send(subscription.node, message)) return false;
    subscription.answerDue = false;
    subscription.highWatermarkSent = message.highWatermark;
    subscription.logStartOffsetSent = message.logStartOffset;
    return true;
  }
}
