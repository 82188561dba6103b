import type { TimerHandle } from "../ports.ts";
import type { PartitionKey } from "./message.ts";
import type { ReplicaLog } from "./ports.ts";

/** The session of who has none: equals no message's. */
export const NO_SESSION = -1;

/**
 * - `waiting`: for the connection, or for the time to try again
 * - `subscribing`: a subscription is to be sent, or sent and not answered yet
 * - `truncating`: the leader has told where the logs part; the repair is not durable yet
 * - `streaming`: the logs agree, batches come
 */
export type FollowPhase = "waiting" | "subscribing" | "truncating" | "streaming";

/**
 * One partition that this node follows, under one leader in one epoch.
 *
 * Invariants:
 * - `session` is set exactly while a subscription is sent and not over; only messages of that session are heard.
 * - `progress` never goes back. It begins anew with each leader epoch, because a new leader may know less than the old one did.
 */
export class Follow implements PartitionKey {
  readonly topicId: string;
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly log: ReplicaLog;
  phase: FollowPhase = "waiting";
  session = NO_SESSION;
  /** Highest offset acknowledged in this session, the subscription included. */
  acknowledgedOffset = -1;
  /** What the leader last said, once the logs agreed. */
  leaderHighWatermark = -1;
  leaderLogStartOffset = -1;
  /** Last told to the owner. */
  highWatermark = -1;
  logStartOffset = -1;
  /** Subscriptions in a row that came to nothing. */
  failures = 0;
  /** Identifies the repair under way, so that the end of an earlier one is not taken for it. */
  repair: object | null = null;
  timer: TimerHandle | null = null;
  /** The owner has been told that the log failed. */
  failed = false;
  /** One for all appends: none is made per batch. */
  readonly onDurable: (error: Error | null) => void;

  constructor(options: {
    readonly key: PartitionKey;
    readonly leader: number;
    readonly leaderEpoch: number;
    readonly log: ReplicaLog;
    readonly onDurable: (follow: Follow, error: Error | null) => void;
  }) {
    this.topicId = options.key.topicId;
    this.partition = options.key.partition;
    this.leader = options.leader;
    this.leaderEpoch = options.leaderEpoch;
    this.log = options.log;
    this.onDurable = (error) => options.onDurable(this, error);
  }

  cancelTimer(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  /** Whatever still comes in the session is not heard any more. */
  leaveSession(phase: FollowPhase): void {
    this.phase = phase;
    this.session = NO_SESSION;
    this.acknowledgedOffset = -1;
  }
}
