/**
 * Gives leadership back to preferred leaders, as they come back into the ISR. Runs on the Raft leader only, and only proposes: a
 * preferred leader that is not in sync any more when the command is applied stays what it is.
 *
 * Invariants:
 * - It acts between `start` and `stop` only. At most one proposal is under way.
 * - A look moves at most {@link ELECTIONS_MAX} leaderships: clients look each of them up anew.
 */
import type { TimerHandle } from "@chronik/wal";
import { awaitsPreferredLeader } from "../metadata/apply/elect-leaders.ts";
import type { CommandResult, TopicPartitions } from "../metadata/command.ts";
import type { MetadataImage } from "../metadata/image.ts";
import type { Metadata } from "../metadata/ports.ts";
import type { Logger, Timers } from "../ports.ts";

/** As Kafka's controller does at a time. */
const ELECTIONS_MAX = 1000;
const PROPOSAL_TIMEOUT_MS = 10_000;

export interface LeaderBalanceOptions {
  readonly metadata: Metadata;
  readonly timers: Timers;
  readonly logger: Logger;
  /** How often it looks; null for never (`auto.leader.rebalance.enable`). */
  readonly intervalMs: number | null;
}

export class LeaderBalance {
  readonly #options: LeaderBalanceOptions;
  #timer: TimerHandle | null = null;

  constructor(options: LeaderBalanceOptions) {
    this.#options = options;
  }

  /** This node leads the Raft group, and has applied all that came before. */
  start(): void {
    this.stop();
    this.#schedule();
  }

  /** This node no longer leads the Raft group. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(): void {
    const { intervalMs, timers } = this.#options;
    if (intervalMs === null) return;
    const timer = timers.set(intervalMs, () => this.#look(timer));
    this.#timer = timer;
  }

  #look(timer: TimerHandle): void {
    const { metadata } = this.#options;
    const partitions = partitionsToMove(metadata.image);
    const goOn = () => {
      if (this.#timer === timer) this.#schedule();
    };
    if (partitions.length === 0) return goOn();
    metadata.propose({ kind: "electLeaders", partitions }, { timeoutMs: PROPOSAL_TIMEOUT_MS }, (result) => {
      this.#report(partitions, result);
      goOn();
    });
  }

  #report(moved: readonly TopicPartitions[], { error, message }: CommandResult): void {
    const { logger } = this.#options;
    const partitions = moved.reduce((count, topic) => count + topic.partitions.length, 0);
    if (error === 0) logger.info("preferred leaders were elected", { partitions });
    else logger.warn("preferred leaders were not elected", { partitions, error, reason: message });
  }
}

function partitionsToMove(image: MetadataImage): TopicPartitions[] {
  const found: TopicPartitions[] = [];
  let room = ELECTIONS_MAX;
  for (const { topicId, partitions } of image.topics.values()) {
    const awaiting = partitions.filter((partition) => awaitsPreferredLeader(image, partition)).slice(0, room);
    if (awaiting.length === 0) continue;
    room -= awaiting.length;
    found.push({ topicId, partitions: awaiting.map(({ partition }) => partition) });
    if (room === 0) break;
  }
  return found;
}
