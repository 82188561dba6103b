import { assert } from "../errors.ts";
import type { Timers } from "../ports.ts";
import { repairFor } from "./divergence.ts";
import { Follow, NO_SESSION } from "./follow.ts";
import { LeaderLink } from "./leader-link.ts";
import { defaultSinkDelays, type SinkDelays } from "./limits.ts";
import { asError, isBadBatch, isRetriable } from "./log-error.ts";
import type { Batches, Diverged, PartitionKey, Refused, ToFollower } from "./message.ts";
import { PartitionMap } from "./partition-map.ts";
import type { ReplicaLog, ReplicationNetwork, SinkHost, TurnEnd } from "./ports.ts";
import { TurnWork } from "./turn-work.ts";

/** Whom to follow. */
export interface LeaderOf {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly log: ReplicaLog;
}

/**
 * The follower's side of one node: follows all partitions whose leaders are elsewhere.
 *
 * Every event only changes state and the local log; what there is to send goes out at the end of the turn: one cumulative
 * acknowledgement per partition, whatever number of batches became durable.
 *
 * Invariants:
 * - No batch is appended twice or skipped: it is appended only in the session that this node began last, in the epoch it
 *   follows in, where the log ends (`baseOffset === logEndOffset`). Anything else begins a new session.
 * - An acknowledgement covers durable bytes of a log that agrees with the leader's: none is sent before the leader has
 *   taken the subscription up, and all that is appended after that came from the leader.
 * - The log is repaired, durably, before it is subscribed with again. The leader's high watermark is heard only once the logs
 *   agree (KAFKA-14704), is never told beyond what is durable here, and never goes back within an epoch.
 * - Every wait ends: a subscription that nothing answers, a refusal and a lost connection each have a timer.
 * - A partition whose log fails stops alone. A log that refuses what is no batch has not failed.
 */
export class ReplicationSink {
  readonly #network: ReplicationNetwork;
  readonly #host: SinkHost;
  readonly #timers: Timers & TurnEnd;
  readonly #delays: SinkDelays;
  readonly #follows = new PartitionMap<Follow>();
  readonly #links = new Map<number, LeaderLink>();
  readonly #flushes: TurnWork<LeaderLink>;
  readonly #onDurable = (follow: Follow, error: Error | null): void => this.#appendDone(follow, error);
  readonly #nextSession = (): number => this.#session++;
  #session: number;

  /**
   * `firstSession` must be greater than every session of this node's earlier lives, with room between them: the wall clock
   * at start in microseconds will do, or a count of starts times 2³². A safe integer.
   */
  constructor(options: {
    readonly network: ReplicationNetwork;
    readonly host: SinkHost;
    readonly timers: Timers & TurnEnd;
    readonly firstSession: number;
    readonly delays?: Partial<SinkDelays>;
  }) {
    assert(Number.isSafeInteger(options.firstSession) && options.firstSession >= 0, "sessions are counted");
    this.#network = options.network;
    this.#host = options.host;
    this.#timers = options.timers;
    this.#session = options.firstSession;
    this.#flushes = new TurnWork({ turnEnd: options.timers, work: (link) => link.flush() });
    this.#delays = { ...defaultSinkDelays, ...options.delays };
  }

  /**
   * Follows a leader, with a new session; from an earlier leader or epoch of the partition it takes over. Nothing
   * happens where that very leader, epoch and log are followed already, except that a wait for the next try is over.
   * Throws where the epoch is older than the one followed.
   */
  follow(key: PartitionKey, { leader, leaderEpoch, log }: LeaderOf): void {
    const before = this.#follows.get(key);
    if (before?.leader === leader && before.leaderEpoch === leaderEpoch && before.log === log) {
      if (before.phase === "waiting") this.#subscribe(before);
      return;
    }
    assert(before === undefined || before.leaderEpoch <= leaderEpoch, "a partition's leader epoch never goes back");
    const follow = new Follow({ key, leader, leaderEpoch, log, onDurable: this.#onDurable });
    if (before !== undefined) this.#leave(before, { farewell: before.leader !== leader });
    this.#follows.set(key, follow);
    this.#link(leader).follows.add(follow);
    if (before?.phase === "truncating" && before.log === log) {
      follow.phase = "truncating";
      follow.repair = before.repair;
    } else this.#subscribe(follow);
  }

  /** Follows the partition no more. Nothing happens where it was not followed. */
  unfollow(key: PartitionKey): void {
    const follow = this.#follows.get(key);
    if (follow !== undefined) this.#leave(follow, { farewell: true });
  }

  /**
   * What this node appended itself, in its time as leader, has become durable: the sink, which hears only of its own appends,
   * acknowledges it. Nothing happens where the partition is not followed.
   */
  durableAdvanced(key: PartitionKey): void {
    const follow = this.#follows.get(key);
    if (follow?.phase !== "streaming") return;
    this.#acknowledge(follow);
    this.#tellProgress(follow);
  }

  /** A message from a leader's node. */
  receive(node: number, message: ToFollower): void {
    const follow = this.#follows.get(message);
    if (follow === undefined || follow.leader !== node) {
      this.#decline(node, message);
      return;
    }
    if (follow.session === NO_SESSION || message.session !== follow.session) return;
    switch (message.kind) {
      case "batches":
        this.#batches(follow, message);
        return;
      case "diverged":
        this.#diverged(follow, message);
        return;
      case "refused":
        this.#refused(follow, message);
        return;
    }
  }

  /** A connection to or from the node broke, now or a while ago: what was under way may be lost. */
  nodeDown(node: number): void {
    for (const follow of this.#links.get(node)?.follows ?? []) {
      if (follow.phase === "streaming" || follow.phase === "subscribing") this.#retryLater(follow);
    }
  }

  /** The node is connected (again). */
  nodeUp(node: number): void {
    const link = this.#links.get(node);
    if (link === undefined) return;
    for (const follow of link.follows) {
      follow.failures = 0;
      if (follow.phase === "waiting") this.#subscribe(follow);
    }
    this.writable(node);
  }

  /** The network takes messages for the node again. */
  writable(node: number): void {
    const link = this.#links.get(node);
    if (link === undefined) return;
    link.blocked = false;
    this.#wake(link);
  }

  #batches(follow: Follow, message: Batches): void {
    if (message.leaderEpoch !== follow.leaderEpoch) return;
    if (message.baseOffset !== follow.log.logEndOffset) {
      this.#retryLater(follow);
      return;
    }
    if (follow.phase === "subscribing") this.#taken(follow);
    if (message.payload.byteLength === 0) follow.failures = 0;
    else if (!this.#append(follow, message)) return;
    follow.leaderHighWatermark = Math.max(follow.leaderHighWatermark, message.highWatermark);
    follow.leaderLogStartOffset = Math.max(follow.leaderLogStartOffset, message.logStartOffset);
    this.#tellProgress(follow);
  }

  /** The leader has compared the logs and found that they agree. */
  #taken(follow: Follow): void {
    follow.phase = "streaming";
    follow.cancelTimer();
    this.#acknowledge(follow);
  }

  /** False: the session is over. */
  #append(follow: Follow, { payload, baseOffset }: Batches): boolean {
    try {
      follow.log.appendAsFollower(payload, follow.onDurable);
      if (follow.log.logEndOffset > baseOffset) return true;
      // Refused; `done` will say why, or has said so.
      if (!follow.failed && follow.phase !== "waiting") this.#retryLater(follow);
    } catch (thrown) {
      this.#logFailed(follow, asError(thrown));
    }
    return false;
  }

  /** A log that has no room for the moment, or was sent what is no batch, is asked again later; the rest is for the owner. */
  #logFailed(failed: Follow, error: Error): void {
    const refused = isBadBatch(error);
    if (!refused && !isRetriable(error)) {
      this.#fail(failed, error);
      return;
    }
    const follow = this.#follows.get(failed);
    if (refused && follow?.log === failed.log) this.#host.batchesRefused(follow, error);
    if (follow?.log === failed.log && follow.phase !== "waiting") this.#retryLater(follow);
  }

  /** Truncates by our own epochs as far as is certain, and asks again when that is durable (KIP-279). */
  #diverged(follow: Follow, message: Diverged): void {
    if (message.leaderEpoch !== follow.leaderEpoch || follow.phase !== "subscribing") return;
    const { log } = follow;
    const token = {};
    const done = (error: Error | null): void => this.#repairDone(follow, token, error);
    try {
      const repair = repairFor(log, message);
      if (repair.kind === "none") {
        this.#retryLater(follow);
        return;
      }
      follow.leaveSession("truncating");
      follow.cancelTimer();
      follow.repair = token;
      if (repair.kind === "truncate") {
        SIMULATION: globalThis.chronikSometimes?.("a follower truncates by its own epochs");
        log.truncateTo(repair.offset, done);
      } else {
        SIMULATION: globalThis.chronikSometimes?.("a follower begins its log anew");
        log.resetTo(repair.offset, done);
      }
    } catch (thrown) {
      this.#logFailed(follow, asError(thrown));
    }
  }

  #repairDone(repaired: Follow, token: object, error: Error | null): void {
    const follow = this.#follows.get(repaired);
    if (follow?.repair === token) follow.repair = null;
    else if (error === null) return;
    if (error !== null) this.#logFailed(repaired, error);
    else if (follow !== undefined) this.#subscribe(follow);
  }

  #refused(follow: Follow, message: Refused): void {
    if (message.reason === "sessionEnded" && follow.phase === "streaming") this.#subscribe(follow);
    else this.#retryLater(follow);
  }

  /** The leader serves, or served, who does not follow it. It has missed the farewell. */
  #decline(node: number, message: ToFollower): void {
    const link = this.#link(node);
    link.unsubscribe(message, message);
    this.#wake(link);
  }

  #appendDone(appended: Follow, error: Error | null): void {
    if (error !== null) {
      this.#logFailed(appended, error);
      return;
    }
    const follow = this.#follows.get(appended);
    if (follow === undefined) return this.#host.durableAdvanced(appended);
    if (follow.log !== appended.log) return;
    follow.failures = 0;
    if (follow.phase !== "streaming") return;
    this.#acknowledge(follow);
    this.#tellProgress(follow);
  }

  #tellProgress(follow: Follow): void {
    const durableEndOffset = Math.min(follow.log.durableEndOffset, follow.log.logEndOffset);
    const highWatermark = Math.max(follow.highWatermark, Math.min(follow.leaderHighWatermark, durableEndOffset));
    const logStartOffset = Math.max(follow.logStartOffset, Math.min(follow.leaderLogStartOffset, durableEndOffset));
    if (highWatermark === follow.highWatermark && logStartOffset === follow.logStartOffset) return;
    follow.highWatermark = highWatermark;
    follow.logStartOffset = logStartOffset;
    this.#host.leaderProgress(follow, { highWatermark, logStartOffset });
  }

  #acknowledge(follow: Follow): void {
    const link = this.#link(follow.leader);
    link.acknowledges.add(follow);
    this.#wake(link);
  }

  #subscribe(follow: Follow): void {
    follow.leaveSession("subscribing");
    const { answerTimeoutMsMin, answerTimeoutMsMax } = this.#delays;
    this.#armTimer(follow, backOff(follow.failures, answerTimeoutMsMin, answerTimeoutMsMax));
    const link = this.#link(follow.leader);
    link.subscribes.add(follow);
    this.#wake(link);
  }

  #retryLater(follow: Follow): void {
    follow.leaveSession("waiting");
    this.#link(follow.leader).subscribes.delete(follow);
    const { retryDelayMsMin, retryDelayMsMax } = this.#delays;
    this.#armTimer(follow, backOff(follow.failures, retryDelayMsMin, retryDelayMsMax));
    follow.failures += 1;
  }

  #armTimer(follow: Follow, delayMs: number): void {
    follow.cancelTimer();
    follow.timer = this.#timers.set(delayMs, () => {
      follow.timer = null;
      if (follow.phase === "subscribing") follow.failures += 1;
      // Should the network have failed to say that it is writable again, this does not wait for it for ever.
      this.#link(follow.leader).blocked = false;
      this.#subscribe(follow);
    });
  }

  #leave(follow: Follow, { farewell }: { farewell: boolean }): void {
    const { leader, leaderEpoch, session } = follow;
    const link = this.#link(leader);
    this.#follows.delete(follow);
    link.remove(follow);
    follow.cancelTimer();
    if (farewell && session !== NO_SESSION) {
      link.unsubscribe(follow, { session, leaderEpoch });
      this.#wake(link);
    }
  }

  /**
   * The local log failed. What follows the partition now has the same log, or none does. Where the owner has put another log
   * in its place, the failure of the old one means nothing any more.
   */
  #fail(failed: Follow, error: Error): void {
    const { topicId, partition } = failed;
    const follow = this.#follows.get(failed);
    if (failed.failed || (follow !== undefined && follow.log !== failed.log)) return;
    failed.failed = true;
    if (follow !== undefined) {
      follow.failed = true;
      this.#leave(follow, { farewell: true });
    }
    this.#host.followFailed({ topicId, partition }, error);
  }

  #link(node: number): LeaderLink {
    let link = this.#links.get(node);
    if (link === undefined) {
      link = new LeaderLink({ node, network: this.#network, nextSession: this.#nextSession });
      this.#links.set(node, link);
    }
    return link;
  }

  #wake(link: LeaderLink): void {
    if (!link.blocked) this.#flushes.add(link);
  }
}

/** `min` · 2ⁿ, at most `max`. */
function backOff(n: number, min: number, max: number): number {
  return Math.min(max, min * 2 ** Math.min(n, 30));
}
