import type { BatchFraming, TimerHandle, Timers } from "../ports.ts";
import { BatchReader, type BatchRun } from "./batch-reader.ts";
import { divergencePoint } from "./divergence.ts";
import { FollowerStream } from "./follower-stream.ts";
import { defaultSourceLimits, type SourceLimits } from "./limits.ts";
import { asError } from "./log-error.ts";
import type { Acknowledge, Diverged, PartitionKey, Refused, Subscribe, ToLeader, Unsubscribe } from "./message.ts";
import { PartitionMap } from "./partition-map.ts";
import type { Leading, ReplicationNetwork, SourceHost, TurnEnd } from "./ports.ts";
import { StreamSender } from "./stream-sender.ts";
import { Subscription } from "./subscription.ts";
import { TurnWork } from "./turn-work.ts";

/** When a log is read again that could not be read yet. */
const UNREADABLE_DELAY_MS = 5;

/** A subscription, or the message that asks for one. */
type Addressee = PartitionKey & { readonly session: number; readonly leaderEpoch: number };

/**
 * The leader's side of one node: serves all followers of all partitions that the node leads.
 *
 * Every event only changes state; what there is to send goes out at the end of the turn, one message per follower and partition.
 *
 * Invariants:
 * - A follower is served, and its acknowledgements count, only in the leader's own epoch (KIP-320) and only after the logs
 *   agree (KIP-101, KIP-279, KAFKA-13141): a {@link Subscription} exists exactly then.
 * - A follower node has at most one subscription per partition, the one it made last.
 * - A subscription ends with its epoch, with its connection, or at the follower's word; never silently, unless the follower
 *   said so itself.
 * - No follower waits for another: each node has its own window and its own queue.
 */
export class ReplicationSource {
  readonly #host: SourceHost;
  readonly #timers: Timers & TurnEnd;
  readonly #limits: SourceLimits;
  readonly #reader: BatchReader;
  readonly #sender: StreamSender;
  readonly #streams = new Map<number, FollowerStream>();
  readonly #followers = new PartitionMap<Map<number, Subscription>>();
  readonly #flushes: TurnWork<FollowerStream>;
  readonly #unreadable = new Set<Subscription>();
  #readTimer: TimerHandle | null = null;

  constructor(options: {
    readonly network: ReplicationNetwork;
    readonly host: SourceHost;
    readonly timers: Timers & TurnEnd;
    readonly framing: BatchFraming;
    readonly limits?: Partial<SourceLimits>;
  }) {
    this.#host = options.host;
    this.#timers = options.timers;
    this.#limits = { ...defaultSourceLimits, ...options.limits };
    this.#reader = new BatchReader(options.framing);
    this.#sender = new StreamSender({
      network: options.network,
      reader: this.#reader,
      fate: {
        stillLeading: (subscription) => this.#stillLeading(subscription),
        unreadable: (subscription) => this.#readLater(subscription),
        fellBehind: (subscription) => this.#end(subscription, "sessionEnded"),
        readFailed: (subscription, error) => this.#readFailed(subscription, error),
      },
      windowBytesMax: this.#limits.windowBytesMax,
      messageBytesMax: this.#limits.messageBytesMax,
    });
    this.#flushes = new TurnWork({
      turnEnd: options.timers,
      work: (stream) => this.#sender.flush(stream),
      afterwards: () => this.#reader.forget(),
    });
  }

  /** A message from a follower node. */
  receive(node: number, message: ToLeader): void {
    switch (message.kind) {
      case "subscribe":
        this.#subscribe(node, message);
        return;
      case "unsubscribe":
        this.#unsubscribe(node, message);
        return;
      case "acknowledge":
        this.#acknowledge(node, message);
        return;
    }
  }

  /**
   * The log of a partition that this node leads has grown. `run`, where given, is just what was appended: followers that keep
   * up are sent that very buffer, so nobody may write to it any more.
   */
  appended(key: PartitionKey, run?: BatchRun): void {
    const followers = this.#followers.get(key);
    if (followers === undefined) return;
    if (run !== undefined) this.#reader.offer(key, run);
    this.#flushes.expectEnd();
    for (const subscription of followers.values()) {
      const stream = this.#stream(subscription.node);
      stream.backlog.add(subscription);
      this.#wake(stream);
    }
  }

  /** The high watermark of a partition that this node leads has moved, or the start of its log. */
  highWatermarkAdvanced(key: PartitionKey): void {
    const followers = this.#followers.get(key);
    if (followers === undefined) return;
    for (const subscription of followers.values()) {
      const leading = this.#stillLeading(subscription);
      if (leading === null) continue;
      const { highWatermarkSent, logStartOffsetSent } = subscription;
      if (leading.highWatermark === highWatermarkSent && leading.log.logStartOffset === logStartOffsetSent) continue;
      const stream = this.#stream(subscription.node);
      stream.notices.add(subscription);
      this.#wake(stream);
    }
  }

  /** This node leads the partition, in whatever epoch {@link SourceHost.leading} says. Subscriptions of others end. */
  becameLeader(key: PartitionKey): void {
    for (const subscription of this.#followersOf(key)) this.#stillLeading(subscription);
  }

  /** This node no longer leads the partition. */
  resigned(key: PartitionKey): void {
    for (const subscription of this.#followersOf(key)) this.#end(subscription, "notLeader");
  }

  /** The node is no longer a replica of the partition. What it may have said or missed about it is forgotten. */
  removeFollower(node: number, key: PartitionKey): void {
    const stream = this.#streams.get(node);
    const subscription = stream?.subscriptions.get(key);
    if (subscription !== undefined) this.#remove(subscription);
    stream?.forgetReplies(key);
  }

  /**
   * A connection to or from the node broke, now or a while ago. Its sessions end: what was under way may be lost. The node is
   * told, now if it can be, and after every reconnection until it shows that it knows.
   */
  nodeDown(node: number): void {
    const stream = this.#streams.get(node);
    if (stream === undefined) return;
    for (const subscription of [...stream.subscriptions.values()]) this.#end(subscription, "sessionEnded");
  }

  /** The node is connected (again). */
  nodeUp(node: number): void {
    const stream = this.#streams.get(node);
    if (stream === undefined) return;
    stream.repeatEnded();
    this.writable(node);
  }

  /** The network takes messages for the node again. */
  writable(node: number): void {
    const stream = this.#streams.get(node);
    if (stream === undefined) return;
    stream.blocked = false;
    this.#wake(stream);
  }

  #subscribe(node: number, message: Subscribe): void {
    const stream = this.#stream(node);
    const existing = stream.subscriptions.get(message);
    if (existing !== undefined) {
      if (message.session <= existing.session) return;
      this.#remove(existing);
    }
    stream.forgetReplies(message);
    stream.blocked = false;
    this.#wake(stream);
    const leading = this.#admit(message);
    if (typeof leading === "string") {
      stream.reply(this.#refusal(message, leading));
      return;
    }
    let answer: Diverged | Refused | null;
    try {
      answer = this.#compare(message, leading);
    } catch (thrown) {
      stream.reply(this.#refusal(message, "logError"));
      this.#readFailed(message, asError(thrown));
      return;
    }
    if (answer === null) this.#takeUp(stream, message, leading);
    else stream.reply(answer);
  }

  /** Null where the logs agree. A log that cannot be read yet is no failure; the follower just asks again. */
  #compare(message: Subscribe, { log, leaderEpoch }: Leading): Diverged | Refused | null {
    const { topicId, partition, session, logEndOffset, lastEpoch } = message;
    let firstOffset: number | null = log.logStartOffset;
    if (logEndOffset < firstOffset) firstOffset = this.#reader.firstOffset(log);
    if (firstOffset === null) return this.#refusal(message, "logError");
    const point = divergencePoint(log, { logEndOffset, lastEpoch, firstOffset });
    if (point === null) return null;
    SIMULATION: globalThis.chronikSometimes?.("a follower's log diverges from its leader's");
    const logStartOffset = this.#reader.firstOffset(log);
    if (logStartOffset === null) return this.#refusal(message, "logError");
    return { kind: "diverged", topicId, partition, leaderEpoch, session, ...point, logStartOffset };
  }

  /** The logs agree: from here on the follower counts. */
  #takeUp(stream: FollowerStream, message: Subscribe, leading: Leading): void {
    const { topicId, partition, session, leaderEpoch, logEndOffset, durableEndOffset } = message;
    const credible = durableEndOffset <= logEndOffset;
    const subscription = new Subscription({
      topicId,
      partition,
      node: stream.node,
      session,
      leaderEpoch,
      logEndOffset,
      durableEndOffset: credible ? durableEndOffset : -1,
    });
    stream.add(subscription);
    stream.notices.add(subscription);
    if (logEndOffset < leading.log.logEndOffset) stream.backlog.add(subscription);
    let followers = this.#followers.get(message);
    if (followers === undefined) {
      followers = new Map();
      this.#followers.set(message, followers);
    }
    followers.set(stream.node, subscription);
    if (credible) this.#host.followerDurable(stream.node, subscription, durableEndOffset);
  }

  #unsubscribe(node: number, message: Unsubscribe): void {
    const stream = this.#streams.get(node);
    const subscription = stream?.subscriptions.get(message);
    if (subscription?.session === message.session) this.#remove(subscription);
    if (stream?.ended.get(message)?.session === message.session) stream.forgetReplies(message);
  }

  #acknowledge(node: number, message: Acknowledge): void {
    const stream = this.#streams.get(node);
    const subscription = stream?.subscriptions.get(message);
    if (stream === undefined || subscription === undefined) return;
    if (message.session !== subscription.session || message.leaderEpoch !== subscription.leaderEpoch) return;
    if (this.#stillLeading(subscription) === null) return;
    if (!stream.acknowledge(subscription, message.durableEndOffset)) return;
    if (stream.backlog.size > 0) this.#wake(stream);
    this.#host.followerDurable(node, subscription, message.durableEndOffset);
  }

  #stillLeading(subscription: Subscription): Leading | null {
    const leading = this.#admit(subscription);
    if (typeof leading !== "string") return leading;
    this.#end(subscription, leading);
    return null;
  }

  /** Why not, where this node does not lead the partition in that very epoch. An older one is fenced (KIP-320). */
  #admit(follower: Addressee): Leading | Refused["reason"] {
    const leading = this.#host.leading(follower);
    if (leading === "unknown") return "unknownPartition";
    if (leading === "notLeader" || leading === "logError") return leading;
    if (follower.leaderEpoch === leading.leaderEpoch) return leading;
    return follower.leaderEpoch < leading.leaderEpoch ? "fencedEpoch" : "unknownEpoch";
  }

  #refusal(follower: Addressee, reason: Refused["reason"]): Refused {
    const { topicId, partition, session } = follower;
    const leading = this.#host.leading(follower);
    const leaderEpoch = typeof leading === "string" ? follower.leaderEpoch : leading.leaderEpoch;
    return { kind: "refused", topicId, partition, leaderEpoch, session, reason };
  }

  /** A new leader's log cannot be read while its last truncation as follower is under way. Rare, and soon over. */
  #readLater(subscription: Subscription): void {
    this.#stream(subscription.node).backlog.delete(subscription);
    this.#unreadable.add(subscription);
    this.#readTimer ??= this.#timers.set(UNREADABLE_DELAY_MS, () => {
      this.#readTimer = null;
      for (const waiting of this.#unreadable) {
        this.#unreadable.delete(waiting);
        if (!waiting.live) continue;
        const stream = this.#stream(waiting.node);
        stream.backlog.add(waiting);
        this.#wake(stream);
      }
    });
  }

  #readFailed(key: PartitionKey, error: Error): void {
    const { topicId, partition } = key;
    for (const subscription of this.#followersOf(key)) this.#end(subscription, "logError");
    this.#host.readFailed({ topicId, partition }, error);
  }

  #end(subscription: Subscription, reason: Refused["reason"]): void {
    this.#remove(subscription);
    const stream = this.#stream(subscription.node);
    stream.ended.set(subscription, this.#refusal(subscription, reason));
    stream.repeatEnded(subscription);
    this.#wake(stream);
  }

  #remove(subscription: Subscription): void {
    const { node } = subscription;
    this.#stream(node).remove(subscription);
    const followers = this.#followers.get(subscription);
    if (followers?.get(node) !== subscription) return;
    followers.delete(node);
    if (followers.size === 0) this.#followers.delete(subscription);
  }

  #followersOf(key: PartitionKey): Subscription[] {
    return [...(this.#followers.get(key)?.values() ?? [])];
  }

  #stream(node: number): FollowerStream {
    let stream = this.#streams.get(node);
    if (stream === undefined) {
      stream = new FollowerStream(node, this.#limits.repliesMax);
      this.#streams.set(node, stream);
    }
    return stream;
  }

  #wake(stream: FollowerStream): void {
    if (!stream.blocked) this.#flushes.add(stream);
  }
}
