import { NO_NODE, type NodeId } from "@chronik/raft-core";
import type { TimerHandle } from "@chronik/wal";
import type { Random, Timers } from "../ports.ts";

/** How long a broken connection may take to come back before the leader is taken for gone. */
const FORGET_AFTER_MS = 60;
/** Candidates start this far apart at most, so that they rarely meet; the first leaves the other time to forget the leader too. */
const CAMPAIGN_SPREAD_MS = 150;
const CAMPAIGN_AFTER_MS = 100;

export interface LeaderWatchOptions {
  readonly timers: Timers;
  readonly random: Random;
  /** Whether the node talks to this one. */
  readonly hears: (node: NodeId) => boolean;
  /** Who leads, as far as this node knows. */
  readonly leader: () => NodeId;
  readonly forgetLeader: () => void;
  readonly campaign: () => void;
}

/**
 * Replaces a leader that has died sooner than its silence would: a process that is killed closes its connections at once, and an
 * election timeout is many times longer.
 *
 * Only a hint: it begins with a pre-vote, which nobody grants who still hears the leader. So a connection that broke between
 * two nodes that live disturbs nobody.
 */
export class LeaderWatch {
  readonly #options: LeaderWatchOptions;
  #timer: TimerHandle | null = null;

  constructor(options: LeaderWatchOptions) {
    this.#options = options;
  }

  /** The connection by which the node talked to this one broke. */
  connectionBroke(node: NodeId): void {
    const { timers, random, hears, leader, forgetLeader, campaign } = this.#options;
    if (node !== leader()) return;
    this.#timer?.cancel();
    this.#timer = timers.set(FORGET_AFTER_MS, () => {
      this.#timer = null;
      if (hears(node) || node !== leader()) return;
      forgetLeader();
      const delayMs = CAMPAIGN_AFTER_MS - FORGET_AFTER_MS + random.below(CAMPAIGN_SPREAD_MS);
      this.#timer = timers.set(delayMs, () => {
        this.#timer = null;
        if (!hears(node) && leader() === NO_NODE) campaign();
      });
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
