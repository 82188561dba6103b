import type { SeededRandom } from "../../testing/random.ts";
import type { ReplicationMessage } from "../message.ts";
import type { EventLoop } from "./event-loop.ts";

/** What the network tells, and to whom. */
export interface NetworkEvents {
  deliver(to: number, from: number, message: ReplicationMessage): void;
  nodeDown(at: number, peer: number): void;
  nodeUp(at: number, peer: number): void;
  writable(at: number, peer: number): void;
}

/** One direction between two nodes. */
interface Link {
  readonly from: number;
  readonly to: number;
  /** Grows with every break: what was sent before is lost. */
  generation: number;
  up: boolean;
  /** While it is down: whether the sender knows, or sends into the void. */
  senderKnows: boolean;
  queued: number;
  refusedSome: boolean;
  lastDeliveryMs: number;
}

/** The queue of a link, in messages. Small, so that back-pressure happens. */
const QUEUE_MAX = 24;

/**
 * A network that keeps the contract of the port and nothing beyond: first in, first out while a connection lasts; a break
 * loses what was under way, and one end or both hear of it, some time.
 */
export class ModelNetwork {
  readonly #loop: EventLoop;
  readonly #random: SeededRandom;
  readonly #events: NetworkEvents;
  readonly #links = new Map<string, Link>();
  readonly #delayMsMax: number;

  constructor(options: { loop: EventLoop; random: SeededRandom; events: NetworkEvents; delayMsMax: number }) {
    this.#loop = options.loop;
    this.#random = options.random;
    this.#events = options.events;
    this.#delayMsMax = options.delayMsMax;
  }

  send(from: number, to: number, message: ReplicationMessage): boolean {
    const link = this.#link(from, to);
    if ((!link.up && link.senderKnows) || link.queued >= QUEUE_MAX) {
      link.refusedSome = true;
      return false;
    }
    if (!link.up) return true;
    const { generation } = link;
    link.queued += 1;
    link.lastDeliveryMs = Math.max(link.lastDeliveryMs, this.#loop.nowMs + this.#random.below(this.#delayMsMax));
    this.#loop.set(link.lastDeliveryMs - this.#loop.nowMs, () => {
      if (link.generation !== generation) return;
      link.queued -= 1;
      if (link.refusedSome && link.queued < QUEUE_MAX / 2) this.#tellWritable(link);
      this.#events.deliver(to, from, message);
    });
    return true;
  }

  /** The connection breaks and is made again after `downMs`. */
  break(from: number, to: number, options: { downMs: number; told: "sender" | "receiver" | "both" }): void {
    const link = this.#link(from, to);
    if (!link.up) return;
    const { downMs, told } = options;
    this.#cut(link, { senderKnows: told !== "receiver" && this.#random.chance(0.5) });
    const { generation } = link;
    this.#loop.set(downMs, () => {
      if (link.generation === generation) this.#mend(link);
    });
    const lateMs = downMs * 2;
    if (told !== "receiver") this.#report(from, to, { downMs: this.#random.below(lateMs), upMs: lateMs });
    if (told !== "sender") this.#report(to, from, { downMs: this.#random.below(lateMs), upMs: lateMs });
  }

  /** A process dies: all its connections break, its peers hear of it. */
  crash(node: number, peers: readonly number[]): void {
    for (const peer of peers) {
      this.#cut(this.#link(node, peer), { senderKnows: true });
      this.#cut(this.#link(peer, node), { senderKnows: this.#random.chance(0.5) });
      this.#loop.set(this.#random.below(20), () => this.#events.nodeDown(peer, node));
    }
  }

  /** It is there again, with a new life. Both ends hear of it, after they heard of its death. */
  restart(node: number, peers: readonly number[]): void {
    for (const peer of peers) {
      this.#mend(this.#link(node, peer));
      this.#mend(this.#link(peer, node));
      this.#loop.set(20 + this.#random.below(20), () => this.#events.nodeUp(peer, node));
      this.#loop.set(this.#random.below(20), () => this.#events.nodeUp(node, peer));
    }
  }

  #report(at: number, peer: number, times: { downMs: number; upMs: number }): void {
    this.#loop.set(times.downMs, () => this.#events.nodeDown(at, peer));
    this.#loop.set(times.upMs, () => this.#events.nodeUp(at, peer));
  }

  #cut(link: Link, { senderKnows }: { senderKnows: boolean }): void {
    link.generation += 1;
    link.up = false;
    link.senderKnows = senderKnows;
    link.queued = 0;
  }

  #mend(link: Link): void {
    link.up = true;
    if (link.refusedSome) this.#tellWritable(link);
  }

  #tellWritable(link: Link): void {
    link.refusedSome = false;
    this.#loop.set(0, () => this.#events.writable(link.from, link.to));
  }

  #link(from: number, to: number): Link {
    const name = `${from}>${to}`;
    let link = this.#links.get(name);
    if (link === undefined) {
      link = {
        from,
        to,
        generation: 0,
        up: true,
        senderKnows: true,
        queued: 0,
        refusedSome: false,
        lastDeliveryMs: 0,
      };
      this.#links.set(name, link);
    }
    return link;
  }
}
