import { logEndOf } from "./divergence.ts";
import type { Follow } from "./follow.ts";
import type { PartitionKey, Unsubscribe } from "./message.ts";
import { PartitionMap } from "./partition-map.ts";
import type { ReplicationNetwork } from "./ports.ts";

/** Farewells that wait for room in the network; past that they are dropped. The leader hears of it through the metadata too. */
const UNSUBSCRIBES_MAX = 65_536;

/**
 * The follower's side towards one node: what it follows there, and what waits to be sent to it.
 *
 * Invariants:
 * - The state moves on only where the network took the message.
 * - A farewell goes out before a new subscription to the same partition. It names its session, so it can never end a later one.
 * - An acknowledgement is made when it is sent: it covers all that is durable by then.
 */
export class LeaderLink {
  readonly node: number;
  readonly follows = new Set<Follow>();
  /** A subscription is to be sent. */
  readonly subscribes = new Set<Follow>();
  /** Something may have become durable. */
  readonly acknowledges = new Set<Follow>();
  readonly #unsubscribes = new PartitionMap<Unsubscribe>();
  readonly #network: ReplicationNetwork;
  readonly #nextSession: () => number;
  /** The network took no more. */
  blocked = false;

  constructor(options: { node: number; network: ReplicationNetwork; nextSession: () => number }) {
    this.node = options.node;
    this.#network = options.network;
    this.#nextSession = options.nextSession;
  }

  unsubscribe(key: PartitionKey, { session, leaderEpoch }: { session: number; leaderEpoch: number }): void {
    if (this.#unsubscribes.size >= UNSUBSCRIBES_MAX) return;
    const { topicId, partition } = key;
    this.#unsubscribes.set(key, { kind: "unsubscribe", topicId, partition, leaderEpoch, session });
  }

  /** It is followed here no more. */
  remove(follow: Follow): void {
    this.follows.delete(follow);
    this.subscribes.delete(follow);
    this.acknowledges.delete(follow);
  }

  flush(): void {
    if (this.blocked) return;
    this.blocked = !(this.#sendUnsubscribes() && this.#sendSubscribes() && this.#sendAcknowledges());
  }

  #sendUnsubscribes(): boolean {
    if (this.#unsubscribes.size === 0) return true;
    for (const message of this.#unsubscribes.values()) {
      if (!this.#network.send(this.node, message)) return false;
      this.#unsubscribes.delete(message);
    }
    return true;
  }

  #sendSubscribes(): boolean {
    for (const follow of this.subscribes) {
      const { topicId, partition, leaderEpoch, log } = follow;
      const session = this.#nextSession();
      const end = logEndOf(log);
      const durableEndOffset = Math.min(log.durableEndOffset, end.logEndOffset);
      const envelope = { kind: "subscribe", topicId, partition, leaderEpoch, session } as const;
      const sent = this.#network.send(this.node, { ...envelope, ...end, durableEndOffset });
      if (!sent) return false;
      this.subscribes.delete(follow);
      follow.session = session;
      follow.acknowledgedOffset = durableEndOffset;
    }
    return true;
  }

  #sendAcknowledges(): boolean {
    for (const follow of this.acknowledges) {
      const { topicId, partition, leaderEpoch, session, log } = follow;
      const durableEndOffset = Math.min(log.durableEndOffset, log.logEndOffset);
      if (follow.phase === "streaming" && durableEndOffset > follow.acknowledgedOffset) {
        const message = { kind: "acknowledge", topicId, partition, leaderEpoch, session, durableEndOffset } as const;
        if (!this.#network.send(this.node, message)) return false;
        follow.acknowledgedOffset = durableEndOffset;
      }
      this.acknowledges.delete(follow);
    }
    return true;
  }
}
