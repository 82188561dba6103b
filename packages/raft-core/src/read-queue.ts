import type { Configuration } from "./configuration.ts";
import type { NodeId } from "./entry.ts";
import type { LeaseOptions } from "./options.ts";
import { quorumIndex } from "./quorum.ts";

/** A read that waits for the leader to be sure that it still is the leader. */
export interface PendingRead {
  /** Who asked: this node or a follower. */
  readonly from: NodeId;
  readonly readId: number;
}

interface ReadBatch {
  /** The round of heartbeats that was sent after all of these reads had arrived. */
  readonly round: number;
  readonly readIndex: number;
  readonly reads: readonly PendingRead[];
}

interface Round {
  readonly round: number;
  readonly sentAtMs: number;
}

/**
 * The leader's side of ReadIndex (thesis, section 6.4). Reads gather; a round of heartbeats that begins after they came
 * confirms all of them at once. Answers carry the number of the round they belong to, so that a late one
 * never confirms a read that came after it was asked for (etcd-io/raft #397).
 *
 * Invariants: a batch's `readIndex` is the commit when its round began, and that commit was an entry of the leader's own
 * term or later (its caller waits for that); rounds grow.
 */
export class ReadQueue {
  readonly #lease: LeaseOptions | undefined;
  readonly #pendingMax: number;
  #gathering: PendingRead[] = [];
  #batches: ReadBatch[] = [];
  #batched = 0;
  #rounds: Round[] = [];
  #leaseStartMs = Number.NEGATIVE_INFINITY;
  #leaseEnded = false;

  constructor(lease: LeaseOptions | undefined, pendingMax: number) {
    this.#lease = lease;
    this.#pendingMax = pendingMax;
  }

  /** False: too many wait already. */
  add(read: PendingRead): boolean {
    if (this.#gathering.length + this.#batched >= this.#pendingMax) return false;
    this.#gathering.push(read);
    return true;
  }

  /** Reads wait, and no round is under way that their own would have to wait behind: like a group commit. */
  get roundDue(): boolean {
    return this.#gathering.length > 0 && this.#batches.length === 0;
  }

  /** Nothing waits for a quorum's answer, neither a read nor a lease. */
  get idle(): boolean {
    return this.#gathering.length === 0 && this.#batches.length === 0 && this.#rounds.length === 0;
  }

  /** Whether the quorum's last word is fresh enough to read without asking again. */
  get leaseValid(): boolean {
    if (this.#lease === undefined || this.#leaseEnded) return false;
    return this.#lease.clock.nowMs() - this.#leaseStartMs < this.#lease.durationMs;
  }

  /** A round of heartbeats begins. `readIndex` undefined: nothing of this term is committed, reads go on waiting. */
  roundBegins(round: number, readIndex: number | undefined): void {
    if (this.#lease !== undefined && !this.#leaseEnded)
      this.#rounds.push({ round, sentAtMs: this.#lease.clock.nowMs() });
    if (readIndex === undefined || this.#gathering.length === 0) return;
    this.#batches.push({ round, readIndex, reads: this.#gathering });
    this.#batched += this.#gathering.length;
    this.#gathering = [];
  }

  /** The reads that a quorum's answers have confirmed, with their index. */
  confirmed(
    configuration: Configuration,
    ackedRound: (id: NodeId) => number,
  ): { read: PendingRead; readIndex: number }[] {
    const round = quorumIndex(configuration, ackedRound);
    const result: { read: PendingRead; readIndex: number }[] = [];
    while (this.#batches.length > 0 && this.#batches[0]!.round <= round) {
      const batch = this.#batches.shift()!;
      this.#batched -= batch.reads.length;
      for (const read of batch.reads) result.push({ read, readIndex: batch.readIndex });
    }
    while (this.#rounds.length > 0 && this.#rounds[0]!.round <= round) {
      this.#leaseStartMs = this.#rounds.shift()!.sentAtMs;
    }
    return result;
  }

  /**
   * No lease in this term any more: somebody may be told to campaign, and who is told so is voted for in spite of the
   * promise that the lease rests on. The telling may arrive late, so the lease does not come back where the transfer fails.
   */
  endLease(): void {
    this.#leaseEnded = true;
  }

  /** Everything that waits, to be told that it waits in vain. */
  drain(): PendingRead[] {
    const reads = [...this.#batches.flatMap((batch) => batch.reads), ...this.#gathering];
    this.#batches = [];
    this.#gathering = [];
    this.#batched = 0;
    return reads;
  }
}
