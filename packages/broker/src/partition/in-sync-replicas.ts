import type { NodeId } from "@chronik/raft-core";

/** What the leader knows of one follower in its current epoch. */
interface FollowerProgress {
  /** Everything below is on the follower's disk and equals the leader's log. */
  durableEndOffset: number;
  /** The process life that said so: a later one with another disk must not inherit it (KIP-903). */
  incarnation: number;
  /** When it last had all that the leader had, by the monotonic clock. */
  caughtUpMs: number;
  /** The leader's log end when it last spoke, and when that was: it was caught up then, if it reaches that end now. */
  seenLogEndOffset: number;
  seenMs: number;
}

/**
 * The leader's view of who is in sync, for one partition and one leader epoch.
 *
 * Invariants:
 * - The high watermark is at most the least durable end offset over the *maximal* ISR: every node that is in the committed
 *   ISR or in a change still under way (KIP-497). So no change of the ISR, whether it is committed or not, can lose what the
 *   high watermark covers.
 * - At most one change is under way; it is settled by the metadata log only, never by a timeout.
 * - What was learned from a follower counts for the incarnation that said it, and only while that one is registered.
 */
export class InSyncReplicas {
  readonly #self: NodeId;
  readonly #followers = new Map<NodeId, FollowerProgress>();
  readonly #startedMs: number;
  #committed: readonly NodeId[];
  #pending: readonly NodeId[] | null = null;

  constructor(options: { self: NodeId; isr: readonly NodeId[]; nowMs: number }) {
    this.#self = options.self;
    this.#committed = options.isr;
    this.#startedMs = options.nowMs;
  }

  get committed(): readonly NodeId[] {
    return this.#committed;
  }

  get pending(): readonly NodeId[] | null {
    return this.#pending;
  }

  /** The metadata log says what the ISR is. Settles a change under way. */
  commit(isr: readonly NodeId[]): void {
    this.#committed = isr;
    this.#pending = null;
  }

  propose(isr: readonly NodeId[]): void {
    this.#pending = isr;
  }

  /** The metadata log has refused the change under way. */
  refuse(): void {
    this.#pending = null;
  }

  followerDurable(report: {
    node: NodeId;
    incarnation: number;
    durableEndOffset: number;
    logEndOffset: number;
    nowMs: number;
  }): void {
    let follower = this.#followers.get(report.node);
    if (follower === undefined || follower.incarnation !== report.incarnation) {
      follower = {
        durableEndOffset: report.durableEndOffset,
        incarnation: report.incarnation,
        caughtUpMs: Number.NEGATIVE_INFINITY,
        seenLogEndOffset: report.logEndOffset,
        seenMs: report.nowMs,
      };
      this.#followers.set(report.node, follower);
    }
    follower.durableEndOffset = report.durableEndOffset;
    if (report.durableEndOffset >= report.logEndOffset) follower.caughtUpMs = report.nowMs;
    else if (report.durableEndOffset >= follower.seenLogEndOffset) follower.caughtUpMs = follower.seenMs;
    follower.seenLogEndOffset = report.logEndOffset;
    follower.seenMs = report.nowMs;
  }

  /** The follower's connection is gone: what it said is forgotten until it subscribes again. */
  forget(node: NodeId): void {
    this.#followers.delete(node);
  }

  /** The least durable end offset of the maximal ISR; −1 while some member of it has not reported in this epoch. */
  leastDurable(leaderDurableEndOffset: number, incarnationOf: (node: NodeId) => number | undefined): number {
    let least = leaderDurableEndOffset;
    for (const node of this.#maximal()) {
      if (node === this.#self) continue;
      const follower = this.#followers.get(node);
      if (follower === undefined || follower.incarnation !== incarnationOf(node)) return -1;
      if (follower.durableEndOffset < least) least = follower.durableEndOffset;
    }
    return least;
  }

  /** Followers outside of the ISR that hold all that is committed and all that was there when this epoch began. */
  readyToJoin(floorOffset: number, incarnationOf: (node: NodeId) => number | undefined): NodeId[] {
    const ready: NodeId[] = [];
    for (const [node, follower] of this.#followers) {
      if (this.#committed.includes(node) || follower.incarnation !== incarnationOf(node)) continue;
      if (follower.durableEndOffset >= floorOffset) ready.push(node);
    }
    return ready;
  }

  /**
   * Members of the ISR that have not had all of the leader's log at any time within `lagMaxMs`. To be asked several times in
   * that span: each time it notes who has everything now, since on an idle partition nobody reports.
   */
  lagging(options: { nowMs: number; lagMaxMs: number; logEndOffset: number }): NodeId[] {
    return this.#committed.filter((node) => {
      if (node === this.#self) return false;
      const follower = this.#followers.get(node);
      if (follower === undefined) return options.nowMs - this.#startedMs > options.lagMaxMs;
      if (follower.durableEndOffset >= options.logEndOffset) follower.caughtUpMs = options.nowMs;
      return options.nowMs - Math.max(follower.caughtUpMs, this.#startedMs) > options.lagMaxMs;
    });
  }

  #maximal(): readonly NodeId[] {
    if (this.#pending === null) return this.#committed;
    return [...this.#committed, ...this.#pending.filter((node) => !this.#committed.includes(node))];
  }
}
