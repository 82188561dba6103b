/**
 * The way from one host to another. Each direction is a link of its own.
 *
 * A link does not lose bytes for good: what it loses, TCP sends again. So loss is delay, and bytes that are under way while the
 * link is blocked wait, arrive when it opens, or are given up by whoever waits for them.
 */
import type { SeededRandom } from "@chronik/wal/testing";
import type { EventQueue } from "../world/event-queue.ts";

export interface LinkConditions {
  /** Every chunk of bytes takes so long. */
  readonly latencyMs: number;
  /** And up to so much more. Chunks of one connection stay in order. */
  readonly jitterMs: number;
  /** What the link carries, for all connections together; 0 for no limit. */
  readonly bytesPerMs: number;
  /** Of a chunk. It is sent again after 200 ms, 600 ms, … */
  readonly lossProbability: number;
  /** Nothing arrives. */
  readonly isBlocked: boolean;
  /** What becomes of whoever dials: it comes through, is turned away, or hears nothing. */
  readonly dialling: "open" | "refused" | "ignored";
}

/** Something that waits for the link to open. */
export interface LinkWaiter {
  /** The link is open again. `delayMs` passes until TCP tries again what was not acknowledged. */
  linkOpened(delayMs: number): void;
}

/** Something that has bytes under way on a narrow link. */
export interface LinkUser {
  /** The link carries more now. */
  linkWidened(): void;
}

/** Linux's least retransmission time-out; it doubles with every loss. */
const RETRANSMIT_MS = 200;
const RETRANSMITS_MAX = 6;
/** TCP's next try after a block comes late when the block was long, as its time-out has doubled meanwhile. */
const RETRY_MS_MAX = 1000;

export class Link {
  readonly from: string;
  readonly to: string;
  readonly #queue: EventQueue;
  readonly #random: SeededRandom;
  readonly #base: LinkConditions;
  #imposed: Partial<LinkConditions>[] = [];
  #conditions: LinkConditions;
  #blockedSinceMs = Number.POSITIVE_INFINITY;
  /** When what has been sent so far will have left, at the link's bandwidth. */
  #busyUntilMs = 0;
  #waiters = new Set<LinkWaiter>();
  #users = new Set<LinkUser>();

  constructor(
    ends: { from: string; to: string },
    options: { queue: EventQueue; random: SeededRandom; conditions: LinkConditions },
  ) {
    this.from = ends.from;
    this.to = ends.to;
    this.#queue = options.queue;
    this.#random = options.random;
    this.#base = options.conditions;
    this.#conditions = options.conditions;
  }

  get conditions(): LinkConditions {
    return this.#conditions;
  }

  get isBlocked(): boolean {
    return this.#conditions.isBlocked;
  }

  /** What was due up to this time has arrived: now, or where the link is blocked, when that began. */
  get openUntilMs(): number {
    return Math.min(this.#queue.nowMs, this.#blockedSinceMs);
  }

  /**
   * Sets some conditions until what is returned is called. Of those that are imposed at one time the latest wins, but a link is
   * blocked for as long as anything blocks it.
   */
  impose(conditions: Partial<LinkConditions>): () => void {
    const imposed = { ...conditions };
    this.#imposed.push(imposed);
    this.#changed();
    return () => {
      const at = this.#imposed.indexOf(imposed);
      if (at < 0) return;
      this.#imposed.splice(at, 1);
      this.#changed();
    };
  }

  /** Takes back all that is imposed. */
  heal(): void {
    if (this.#imposed.length === 0) return;
    this.#imposed = [];
    this.#changed();
  }

  /** The most that is sent as one chunk, so that over a slow link a large write arrives bit by bit. */
  get chunkBytesMax(): number {
    const { bytesPerMs } = this.#conditions;
    return bytesPerMs === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(bytesPerMs * 20));
  }

  /** When a chunk that is sent now is due. */
  arrivalMs(byteCount: number): number {
    const { latencyMs, jitterMs, bytesPerMs, lossProbability } = this.#conditions;
    let dueMs = this.#queue.nowMs;
    if (bytesPerMs > 0) {
      this.#busyUntilMs = Math.max(dueMs, this.#busyUntilMs) + byteCount / bytesPerMs;
      dueMs = this.#busyUntilMs;
    }
    dueMs += latencyMs + (jitterMs * this.#random.below(1024)) / 1024;
    if (lossProbability > 0) {
      for (let tries = 0; tries < RETRANSMITS_MAX && this.#random.chance(lossProbability); tries++) {
        dueMs += RETRANSMIT_MS * 2 ** tries;
      }
    }
    return dueMs;
  }

  /** Whether bytes queue up for it. */
  get isNarrow(): boolean {
    return this.#conditions.bytesPerMs > 0;
  }

  /** Tells the user, once, when the link carries more. */
  onWider(user: LinkUser): void {
    this.#users.add(user);
  }

  /** Tells the waiter, once, when the link is open again. */
  wait(waiter: LinkWaiter): void {
    this.#waiters.add(waiter);
  }

  #changed(): void {
    const wasBlocked = this.isBlocked;
    const before = bandwidth(this.#conditions);
    const isBlocked = this.#imposed.some((conditions) => conditions.isBlocked === true);
    this.#conditions = Object.assign({}, this.#base, ...this.#imposed, { isBlocked });
    this.#busyUntilMs = Math.min(this.#busyUntilMs, this.#queue.nowMs);
    if (isBlocked && !wasBlocked) this.#blockedSinceMs = this.#queue.nowMs;
    if (!isBlocked && wasBlocked) this.#open();
    if (bandwidth(this.#conditions) > before) this.#widen();
  }

  #widen(): void {
    const users = this.#users;
    this.#users = new Set();
    for (const user of users) user.linkWidened();
  }

  #open(): void {
    const blockedMs = this.#queue.nowMs - this.#blockedSinceMs;
    this.#blockedSinceMs = Number.POSITIVE_INFINITY;
    const waiters = this.#waiters;
    this.#waiters = new Set();
    const delayMsMax = Math.min(blockedMs, RETRY_MS_MAX);
    for (const waiter of waiters) waiter.linkOpened((delayMsMax * this.#random.below(1024)) / 1024);
  }
}

function bandwidth({ bytesPerMs }: LinkConditions): number {
  return bytesPerMs === 0 ? Number.POSITIVE_INFINITY : bytesPerMs;
}
