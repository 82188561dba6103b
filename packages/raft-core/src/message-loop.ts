import { type Configuration, isVoter } from "./configuration.ts";
import type { MemberChange, Transition } from "./configuration-change.ts";
import { NO_DATA, type NodeId } from "./entry.ts";
import { invariant, RaftError } from "./error.ts";
import type { TransferResult } from "./leadership-transfer.ts";
import type { MembershipResult } from "./membership.ts";
import type { Message } from "./message.ts";
import type { RaftOptions } from "./options.ts";
import type { RaftLog, RaftNetwork, StateMachine } from "./ports.ts";
import { RawNode, type Ready } from "./raw-node.ts";
import type { ReadIndexRefusal } from "./read-index.ts";
import type { Leadership, ProposeResult, ReadResult, Status } from "./status.ts";
import { type ReadCallback, WaitingReads } from "./waiting-reads.ts";

/** What a {@link MessageLoop} drives, over which ports, and whom it tells. */
export interface MessageLoopOptions {
  readonly node: Omit<RaftOptions, "log">;
  readonly log: RaftLog;
  readonly network: RaftNetwork;
  /** Must be there, unless the node is a witness: that has none, and takes its snapshots without. */
  readonly stateMachine?: StateMachine;
  /** A snapshot is taken after so many applied entries, where the state machine can. Default 10,000. */
  readonly snapshotIntervalEntries?: number;
  /** So many entries before a snapshot stay in the log, for followers that are a little behind. Default 1,000. */
  readonly snapshotKeepEntries?: number;
  /** Role, term, known leader or readiness changed. Called after what the change brought along was sent and applied. */
  readonly onLeadership?: (leadership: Leadership) => void;
  /** Another configuration is in force; it is settled only when the entry at `index` is applied. */
  readonly onConfiguration?: (configuration: Configuration, index: number) => void;
  /**
   * Storage or state machine failed, or an invariant broke. The loop has stopped: it sends, applies and acknowledges
   * nothing any more. Called once.
   */
  readonly onFailure?: (error: RaftError) => void;
}

/**
 * Drives a {@link RawNode} over its ports. Reacts to everything at once and has no timers: the owner calls {@link tick}.
 *
 * Synchronous and re-entrant: a port or callback may call back into the loop; the call takes effect at once, and what
 * follows from it is done by the round that is under way.
 *
 * Invariants: a write is handed to the log before anything else of its Ready is done; after {@link stop} or a failure
 * no port is called again.
 */
export class MessageLoop {
  readonly #options: MessageLoopOptions;
  readonly #stateMachine: StateMachine;
  readonly #node: RawNode;
  readonly #reads = new WaitingReads();
  readonly #snapshotIntervalEntries: number;
  readonly #snapshotKeepEntries: number;
  #state: "created" | "running" | "stopped" = "created";
  /** What follows from a call is done by somebody further up the stack. */
  #draining = false;
  #applied = 0;
  #snapshotIndex: number;

  /** @throws {RaftError} `RAFT_OPTIONS_INVALID`, or `RAFT_LOG_INVALID` where the log contradicts itself */
  constructor(options: MessageLoopOptions) {
    const { log } = options;
    const stateMachine = stateMachineOf(options);
    const snapshots = [stateMachine.snapshot, stateMachine.restore].filter((method) => method !== undefined).length;
    if (snapshots === 1) throw new RaftError("RAFT_OPTIONS_INVALID", "snapshot and restore belong together");
    if (snapshots === 0 && log.snapshot() !== undefined) {
      throw new RaftError(
        "RAFT_OPTIONS_INVALID",
        "the log begins with a snapshot that the state machine cannot restore",
      );
    }
    this.#options = options;
    this.#stateMachine = stateMachine;
    this.#node = new RawNode({ ...options.node, log });
    this.#snapshotIntervalEntries = options.snapshotIntervalEntries ?? 10_000;
    this.#snapshotKeepEntries = options.snapshotKeepEntries ?? 1_000;
    this.#snapshotIndex = log.snapshot()?.index ?? 0;
  }

  /** Restores the state machine and applies what is known to be committed. A single voter campaigns without waiting, unless a lease binds it. */
  start(): void {
    invariant(this.#state === "created", "a loop is started once");
    this.#state = "running";
    const { configuration, id } = this.#node.status();
    this.#guard(() => {
      if (configuration.voters.length === 1 && isVoter(configuration, id)) this.#node.campaign();
    });
  }

  /** Time passes: one tick. To be called at even intervals; a late one delays elections, and nothing else. */
  tick(): void {
    if (this.#state === "running") this.#guard(() => this.#node.tick());
  }

  /** A message from a peer. Any bytes may be in it. */
  step(message: Message): void {
    if (this.#state === "running") this.#guard(() => this.#node.step(message));
  }

  /**
   * Proposes commands, at least one, which are kept and not copied. Taken together or not at all; committed only when
   * the state machine sees them, which may never happen where leadership is lost.
   */
  propose(data: readonly Uint8Array[]): ProposeResult {
    return this.#ask(() => this.#node.propose(data));
  }

  /**
   * Calls back as soon as the state machine may be read linearizably, or with the reason why it may not. Exactly
   * once, possibly before this returns.
   */
  readIndex(callback: ReadCallback): void {
    const readId = this.#reads.add(callback);
    const result = this.#ask<{ ok: boolean; reason?: ReadIndexRefusal }>(() => this.#node.readIndex(readId));
    if (!result.ok) this.#reads.refuse(readId, result.reason ?? "stopped");
  }

  /** As {@link RawNode.transferLeadership}. */
  transferLeadership(to: NodeId): TransferResult {
    return this.#ask(() => this.#node.transferLeadership(to));
  }

  /** As {@link RawNode.changeMembership}. */
  changeMembership(changes: readonly MemberChange[], transition: Transition = "auto"): MembershipResult {
    return this.#ask(() => this.#node.changeMembership(changes, transition));
  }

  /** As {@link RawNode.leaveJoint}. */
  leaveJoint(): MembershipResult {
    return this.#ask(() => this.#node.leaveJoint());
  }

  /** As {@link RawNode.campaign}. */
  campaign(): void {
    if (this.#state === "running") this.#guard(() => this.#node.campaign());
  }

  /** As {@link RawNode.forgetLeader}. */
  forgetLeader(): void {
    if (this.#state === "running") this.#guard(() => this.#node.forgetLeader());
  }

  /** As {@link RawNode.reportUnreachable}. */
  reportUnreachable(id: NodeId): void {
    if (this.#state === "running") this.#guard(() => this.#node.reportUnreachable(id));
  }

  /**
   * For an owner that has gathered several messages or proposals: the calls that `action` makes on this loop take effect at
   * once, and what follows from all of them is done together when it returns, in one write and few messages. What `action`
   * throws is thrown on after that, and is no failure of the loop.
   */
  batch(action: () => void): void {
    if (this.#draining) {
      action();
      return;
    }
    this.#draining = true;
    try {
      action();
    } finally {
      this.#draining = false;
      this.#guard(() => {});
    }
  }

  /** Nothing more is sent, applied or answered; reads that wait are refused. */
  stop(): void {
    if (this.#state === "stopped") return;
    this.#state = "stopped";
    this.#reads.refuseAll("stopped");
  }

  /** Between {@link start} and {@link stop} or a failure. */
  get running(): boolean {
    return this.#state === "running";
  }

  /** As {@link RawNode.status}; also of a loop that has stopped. */
  status(): Status {
    return this.#node.status();
  }

  #ask<R extends { readonly ok: boolean }>(action: () => R): R | { readonly ok: false; readonly reason: "stopped" } {
    let result: R | undefined;
    if (this.#state === "running") {
      this.#guard(() => {
        result = action();
      });
    }
    return result ?? { ok: false, reason: "stopped" };
  }

  /** Does it, and everything that follows. Whatever is thrown below is a failure of this node, not of the caller. */
  #guard(action: () => void): void {
    try {
      action();
      this.#drain();
    } catch (error) {
      this.#fail(
        error instanceof RaftError ? error : new RaftError("RAFT_INVARIANT_BROKEN", "a port or callback threw", error),
      );
    }
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (this.#state === "running" && this.#node.hasReady()) this.#process(this.#node.ready());
    } finally {
      this.#draining = false;
    }
  }

  #process(ready: Ready): void {
    if (ready.write !== undefined) {
      this.#options.log.append(ready.write, (error) => this.#written(ready.seq, error));
    }
    for (const message of ready.messages) {
      if (this.#state !== "running") return;
      this.#options.network.send(message);
    }
    this.#apply(ready);
    this.#answerReads(ready.reads);
    if (ready.configuration !== undefined && this.#state === "running") {
      this.#options.onConfiguration?.(ready.configuration.configuration, ready.configuration.index);
    }
    if (ready.leadership !== undefined && this.#state === "running") this.#options.onLeadership?.(ready.leadership);
  }

  #written(seq: number, error: Error | null): void {
    if (this.#state !== "running") return;
    if (error !== null) this.#fail(new RaftError("RAFT_STORAGE_FAILED", "a write to the log failed", error));
    else this.#guard(() => this.#node.appended(seq));
  }

  #apply({ restore, committed }: Ready): void {
    const stateMachine = this.#stateMachine;
    try {
      if (restore !== undefined && this.#state === "running") {
        if (stateMachine.restore === undefined) throw new Error("a snapshot arrived that cannot be restored");
        stateMachine.restore(restore.data);
        this.#applied = restore.index;
        this.#snapshotIndex = restore.index;
      }
      for (const entry of committed) {
        if (this.#state !== "running") return;
        if (entry.kind === "command") stateMachine.apply(entry);
        this.#applied = entry.index;
      }
    } catch (error) {
      throw new RaftError("RAFT_STATE_MACHINE_FAILED", "the state machine failed", error);
    }
    if (restore === undefined && committed.length === 0) return;
    this.#node.applied(this.#applied);
    this.#reads.applied(this.#applied);
    this.#takeSnapshot();
  }

  #takeSnapshot(): void {
    const stateMachine = this.#stateMachine;
    if (this.#state !== "running" || stateMachine.snapshot === undefined) return;
    if (this.#applied - this.#snapshotIndex < this.#snapshotIntervalEntries) return;
    const data = stateMachine.snapshot();
    if (this.#node.compact(data, Math.max(1, this.#applied + 1 - this.#snapshotKeepEntries))) {
      this.#snapshotIndex = this.#applied;
    }
  }

  #answerReads(results: readonly ReadResult[]): void {
    for (const result of results) {
      if (result.ok) this.#reads.confirm(result.readId, result.readIndex, this.#applied);
      else this.#reads.refuse(result.readId, result.reason);
    }
  }

  #fail(error: RaftError): void {
    if (this.#state === "stopped") return;
    this.stop();
    this.#options.onFailure?.(error);
  }
}

/** A witness follows the log to its end and does nothing with it but compact it. */
const WITNESS_STATE_MACHINE: StateMachine = { apply: () => {}, snapshot: () => NO_DATA, restore: () => {} };

function stateMachineOf({ node, stateMachine }: MessageLoopOptions): StateMachine {
  if (node.witness === true) {
    if (stateMachine === undefined) return WITNESS_STATE_MACHINE;
    throw new RaftError("RAFT_OPTIONS_INVALID", "a witness has no state machine");
  }
  if (stateMachine !== undefined) return stateMachine;
  throw new RaftError("RAFT_OPTIONS_INVALID", "a node that is no witness has a state machine");
}
