import type { Snapshot } from "./entry.ts";
import { invariant } from "./error.ts";
import { Inflights } from "./inflights.ts";

/**
 * - `probe`: where the logs agree is not known; one append at a time asks
 * - `replicate`: appends are sent ahead, up to the window
 * - `snapshot`: what the follower lacks is not in the log any more; a snapshot is under way, and no append is sent
 */
export type ProgressState = "probe" | "replicate" | "snapshot";

/** A snapshot on its way to one follower. */
export interface Transfer {
  readonly snapshot: Snapshot;
  /** How much the follower says it has. */
  offset: number;
  /** A piece was sent and not answered. */
  waiting: boolean;
}

/**
 * What the leader knows of one follower's log (Raft paper, figure 2: nextIndex and matchIndex).
 *
 * Invariants: `match < next`; within a term `match` falls only where the follower has lost what it had acknowledged; a
 * paused follower is sent nothing but heartbeats.
 */
export class Progress {
  state: ProgressState = "probe";
  match = 0;
  next: number;
  /** An append must go even where there is nothing to append: a probe, or news of the commit. */
  appendDue = true;
  /** Ticks since anything of this term came from it. */
  ticksSinceContact = 0;
  /** The last round of heartbeats it answered. */
  ackedRound = 0;
  transfer: Transfer | undefined;
  readonly inflights: Inflights;
  /** Probing and waiting, or the window was full. A heartbeat's answer lifts it, so that lost messages stall nothing. */
  #paused = false;
  /** The highest commit that was sent behind entries it should have. */
  #sentCommit = 0;
  /** What matches was refused, and nothing was accepted since. */
  #refusedMatch = false;

  constructor(options: { next: number; inflightCountMax: number; inflightBytesMax: number }) {
    this.next = options.next;
    this.inflights = new Inflights({ countMax: options.inflightCountMax, bytesMax: options.inflightBytesMax });
  }

  get paused(): boolean {
    return this.state === "snapshot" || this.#paused;
  }

  /** Whether hearing `commit` could move the follower's own. */
  wouldLearnFrom(commit: number): boolean {
    return this.state === "replicate" && commit > this.#sentCommit && this.#sentCommit < this.next - 1;
  }

  sentAppend(append: { count: number; bytes: number; commit: number }): void {
    invariant(this.state !== "snapshot", "no append during a snapshot");
    if (this.state === "replicate") {
      if (append.count > 0) {
        this.next += append.count;
        this.inflights.add(this.next - 1, append.bytes);
      }
      // What goes out with a full window is a probe: wait for an answer to it or to a heartbeat.
      this.#paused = this.inflights.full;
    } else {
      this.#paused = true;
    }
    this.appendDue = false;
    this.sentCommit(append.commit);
  }

  sentCommit(commit: number): void {
    this.#sentCommit = Math.max(this.#sentCommit, commit);
  }

  /** The follower has everything up to `index`. False: it is old news. */
  accept(index: number): boolean {
    this.#refusedMatch = false;
    if (index <= this.match) return false;
    this.match = index;
    this.next = Math.max(this.next, index + 1);
    this.#paused = false;
    return true;
  }

  /**
   * The follower refused an append behind `rejected`, and guesses that the logs agree at `hint`. False: the answer is
   * stale. A late refusal must never take `next` to `match` or below (etcd-io/raft #148).
   */
  reject(rejected: number, hint: number): boolean {
    if (this.state === "snapshot") return false;
    if (this.state === "replicate") {
      if (rejected <= this.match) return false;
      this.becomeProbe();
      return true;
    }
    // One probe is out at a time; another one's refusal says nothing.
    if (this.next - 1 !== rejected) return false;
    if (rejected <= this.match && !this.#lostItsLog()) return false;
    this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);
    this.#regress();
    return true;
  }

  resume(): void {
    this.#paused = false;
  }

  becomeProbe(): void {
    this.state = "probe";
    this.next = this.match + 1;
    this.inflights.clear();
    this.transfer = undefined;
    this.#regress();
  }

  becomeReplicate(): void {
    this.becomeProbe();
    this.state = "replicate";
    this.appendDue = false;
  }

  becomeSnapshot(snapshot: Snapshot): void {
    this.state = "snapshot";
    this.inflights.clear();
    this.transfer = { snapshot, offset: 0, waiting: false };
    this.#paused = false;
    // Whoever installs it has committed that far.
    this.#sentCommit = snapshot.index;
  }

  /**
   * What matches was refused. Once, it is an old refusal that came late. When the next probe is refused as well, the follower
   * has come back with another disk, and begins again from nothing; it would never take anything else. A mistake costs probes.
   */
  #lostItsLog(): boolean {
    this.#refusedMatch = !this.#refusedMatch;
    if (this.#refusedMatch) return false;
    this.match = 0;
    return true;
  }

  #regress(): void {
    this.#paused = false;
    this.appendDue = true;
    this.#sentCommit = Math.min(this.#sentCommit, this.next - 1);
  }
}
