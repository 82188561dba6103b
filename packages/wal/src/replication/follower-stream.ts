import type { Diverged, PartitionKey, Refused } from "./message.ts";
import { PartitionMap } from "./partition-map.ts";
import type { Subscription } from "./subscription.ts";

/**
 * All that the leader's side keeps for one follower node: its subscriptions, what waits to be sent, and the window.
 *
 * Invariants:
 * - `inflightBytes` is the sum over the live subscriptions; it leaves the window with the subscription it belongs to.
 * - A subscription waits in `backlog` at most once; who was served goes to the back (round robin).
 * - An ended session is told to the follower again after every reconnection until the follower shows that it knows: the
 *   break that ended it may have lost the news as well, without the follower hearing of either.
 */
export class FollowerStream {
  readonly node: number;
  readonly subscriptions = new PartitionMap<Subscription>();
  /** Lacks batches. In the order in which they are served. */
  readonly backlog = new Set<Subscription>();
  /** Wants an empty message: an answer, or the high watermark. */
  readonly notices = new Set<Subscription>();
  /** Answers to subscriptions that were not taken up, and ended sessions. The latest per partition counts. */
  readonly replies = new PartitionMap<Refused | Diverged>();
  /** Sessions that ended here, and that the follower may still believe in. */
  readonly ended = new PartitionMap<Refused>();
  /** The network took no more; {@link ReplicationSource.writable} or `nodeUp` tells when to go on. */
  blocked = false;
  #inflightBytes = 0;
  readonly #repliesMax: number;

  constructor(node: number, repliesMax: number) {
    this.node = node;
    this.#repliesMax = repliesMax;
  }

  get inflightBytes(): number {
    return this.#inflightBytes;
  }

  add(subscription: Subscription): void {
    this.subscriptions.set(subscription, subscription);
  }

  /** Forgets what was said about a partition before: the follower has said something newer. */
  forgetReplies(key: PartitionKey): void {
    this.replies.delete(key);
    this.ended.delete(key);
  }

  /** Past the limit a reply is dropped: the follower's own timeout makes it ask again. */
  reply(message: Refused | Diverged): void {
    if (this.replies.size < this.#repliesMax || this.replies.has(message)) this.replies.set(message, message);
  }

  sent(subscription: Subscription, run: { baseOffset: number; endOffset: number; payload: Uint8Array }): void {
    subscription.sent(run);
    this.#inflightBytes += run.payload.byteLength;
  }

  /** See {@link Subscription.acknowledge}. */
  acknowledge(subscription: Subscription, durableEndOffset: number): boolean {
    const before = subscription.inflightBytes;
    if (!subscription.acknowledge(durableEndOffset)) return false;
    this.#inflightBytes -= before - subscription.inflightBytes;
    return true;
  }

  remove(subscription: Subscription): void {
    if (!subscription.live) return;
    subscription.live = false;
    this.#inflightBytes -= subscription.inflightBytes;
    this.subscriptions.delete(subscription);
    this.backlog.delete(subscription);
    this.notices.delete(subscription);
  }

  /** Tells the follower of a session that ended, of all of them after a reconnection. */
  repeatEnded(key?: PartitionKey): void {
    const ended = key === undefined ? this.ended.values() : [this.ended.get(key)];
    for (const refused of ended) if (refused !== undefined) this.reply(refused);
  }
}
