import type { Configuration } from "./configuration.ts";
import { isVoter, isWitness } from "./configuration.ts";
import type { MemberChange, Transition } from "./configuration-change.ts";
import { RaftCore } from "./core.ts";
import { countOwnVote, hearsLeader, preCampaign, tickElection } from "./election.ts";
import { type Entry, type HardState, NO_NODE, type NodeId, type Snapshot } from "./entry.ts";
import { invariant } from "./error.ts";
import { type TransferResult, transferLeadership } from "./leadership-transfer.ts";
import {
  changeMembership,
  followCommittedConfiguration,
  leaveJointMembership,
  type MembershipResult,
} from "./membership.ts";
import type { Message } from "./message.ts";
import type { Mutable } from "./mutable.ts";
import { type RaftOptions, resolveOptions } from "./options.ts";
import type { LogWrite } from "./ports.ts";
import { propose } from "./propose.ts";
import { confirmReads, type ReadIndexResult, readIndex, tickForwardedReads } from "./read-index.ts";
import { advanceCommit, replicate, tickLeader } from "./replication.ts";
import type { Leadership, PeerStatus, ProposeResult, ReadResult, Status } from "./status.ts";
import { stepMessage } from "./step.ts";
import { traceConfiguration, traceWrites } from "./tracer.ts";
import { withoutData } from "./witness.ts";

/**
 * What is to be done now, in this order: hand `write` to the log; send `messages`; give `restore`, then `committed` to
 * the state machine. Before the node is called again the write must have been handed over; it need not be durable.
 */
export interface Ready {
  /** The number of `write`, for {@link RawNode.appended}; where there is none, of the last one. */
  readonly seq: number;
  readonly write?: LogWrite;
  /** May all go at once: what depends on a write stays in the node until that write is durable. */
  readonly messages: readonly Message[];
  /** Takes the place of the state machine's whole state. */
  readonly restore?: Snapshot;
  /** In log order, of every kind. No more are handed out until {@link RawNode.applied} has covered these. */
  readonly committed: readonly Entry[];
  /** Present where it changed. */
  readonly leadership?: Leadership;
  /** Present where it changed: the configuration in force, and the index of its entry. */
  readonly configuration?: { readonly configuration: Configuration; readonly index: number };
  readonly reads: readonly ReadResult[];
}

/** Instead of an empty list of its own in every Ready. */
const NOTHING: readonly never[] = [];

/**
 * One server of a Raft group as a pure state machine: what it is told goes in through methods, what is to be done comes
 * out of {@link ready}. Deterministic: the same calls lead to the same state.
 *
 * Several writes may be on their way to stable storage; {@link appended} acknowledges them cumulatively. No message
 * that promises something is in a Ready before what it promises is durable, so whoever drives the node cannot get that
 * order wrong.
 */
export class RawNode {
  readonly #core: RaftCore;
  #written: HardState;
  #toldLeadership: Leadership;
  #toldConfiguration: Configuration;

  /** @throws {RaftError} `RAFT_OPTIONS_INVALID`, or `RAFT_LOG_INVALID` where the log contradicts itself */
  constructor(options: RaftOptions) {
    const resolved = resolveOptions(options);
    this.#core = new RaftCore(resolved);
    this.#written = resolved.log.hardState();
    this.#toldLeadership = this.#leadership();
    this.#toldConfiguration = this.#core.configuration;
  }

  /** As given in the options. */
  get id(): NodeId {
    return this.#core.id;
  }

  /** Time passes: one tick. */
  tick(): void {
    const core = this.#enter();
    if (core.leading === undefined) {
      tickForwardedReads(core);
      tickElection(core);
    } else tickLeader(core, core.leading);
    this.#settle();
  }

  /** A message from a peer. Never throws because of what is in it; what cannot be is counted in `status().refused`. */
  step(message: Message): void {
    const core = this.#enter();
    stepMessage(core, message);
    this.#settle();
  }

  /** Proposes commands, at least one. They are kept, not copied. Taken together or not at all. */
  propose(data: readonly Uint8Array[]): ProposeResult {
    invariant(data.length > 0, "a proposal has a command");
    const core = this.#enter();
    const result = propose(core, data);
    this.#settle();
    return result;
  }

  /**
   * Campaigns now, beginning with a pre-vote. Nothing happens on a leader, where this node has no vote, or, where leases are in
   * use, while it is bound not to vote against a leader that it heard.
   */
  campaign(): void {
    const core = this.#enter();
    if (core.options.lease === undefined || !hearsLeader(core)) preCampaign(core);
    this.#settle();
  }

  /** Asks from which index on a read is linearizable. The answer is in a later Ready's `reads`, under the same id. */
  readIndex(readId: number): ReadIndexResult {
    const result = readIndex(this.#enter(), readId);
    this.#settle();
    return result;
  }

  /** Hands leadership to a voter. Given up after an election timeout; meanwhile proposals are refused. */
  transferLeadership(to: NodeId): TransferResult {
    const result = transferLeadership(this.#enter(), to);
    this.#settle();
    return result;
  }

  /** Changes the members. In force at once, settled when the entry at the result's index is committed. Default `auto`. */
  changeMembership(changes: readonly MemberChange[], transition: Transition = "auto"): MembershipResult {
    const result = changeMembership(this.#enter(), changes, transition);
    this.#settle();
    return result;
  }

  /** Leaves a joint configuration that was entered with `jointExplicit`. */
  leaveJoint(): MembershipResult {
    const result = leaveJointMembership(this.#enter());
    this.#settle();
    return result;
  }

  /**
   * The owner knows that the leader is gone: another one may be voted for before the election timeout is over. Nothing
   * happens where leases are in use, which rest on that wait; nor on a leader.
   */
  forgetLeader(): void {
    const core = this.#enter();
    if (core.role === "follower" && core.options.lease === undefined) core.leader = NO_NODE;
    this.#settle();
  }

  /** The connection to a peer broke: what was sent is probably lost, so ask where its log stands. */
  reportUnreachable(id: NodeId): void {
    const progress = this.#enter().leading?.progress.get(id);
    if (progress?.state === "replicate") progress.becomeProbe();
    if (progress?.transfer !== undefined) progress.transfer.waiting = false;
    this.#settle();
  }

  /**
   * A snapshot of the state machine at the applied index was taken: the next write stores it and drops entries below
   * `keepFrom` (default: all that the snapshot covers). A witness's snapshot has no data, whatever is given. False: there
   * is a newer one, or the log does not hold that index yet.
   */
  compact(data: Uint8Array, keepFrom?: number): boolean {
    const core = this.#enter();
    const index = core.applied;
    if (index <= (core.log.snapshot?.index ?? 0) || index > core.log.writtenIndex) return false;
    const configuration = core.history.encodedAt(index);
    const taken = { index, term: core.log.term(index)!, configuration, data };
    const snapshot = core.options.witness ? withoutData(taken) : taken;
    core.log.compact({ snapshot, keepFrom: Math.max(core.log.firstIndex, Math.min(keepFrom ?? index + 1, index + 1)) });
    core.history.compact(index);
    return true;
  }

  /** Every write up to `seq` is durable. */
  appended(seq: number): void {
    const core = this.#enter();
    const before = core.log.pipeline.durableSeq;
    core.log.pipeline.durable(seq);
    if (seq > before) traceWrites(core, "Persisted", seq - before);
    core.outbox.durable(seq);
    countOwnVote(core);
    this.#settle();
  }

  /** The state machine has everything up to `index`. */
  applied(index: number): void {
    const core = this.#enter();
    invariant(index <= core.applying, "only what was handed out is applied");
    core.applied = Math.max(core.applied, index);
    this.#settle();
  }

  /** Whether {@link ready} would bring anything. */
  hasReady(): boolean {
    const core = this.#core;
    if (core.leading !== undefined) replicate(core, core.leading);
    return (
      core.outbox.hasMessages ||
      this.#mayWrite() ||
      this.#mayApply() ||
      core.readResults.length > 0 ||
      core.configuration !== this.#toldConfiguration ||
      this.#leadershipChanged()
    );
  }

  /** Takes what is to be done; the same is never given twice. */
  ready(): Ready {
    const core = this.#enter();
    if (core.leading !== undefined) replicate(core, core.leading);
    if (core.options.trace !== undefined) this.#traceReady();
    const ready: Mutable<Ready> = { seq: 0, messages: NOTHING, committed: NOTHING, reads: NOTHING };
    // Before the write is taken: until it is handed over, storage still shows what it replaces.
    this.#takeCommitted(ready);
    this.#takeWrite(ready);
    if (core.outbox.hasMessages) ready.messages = core.outbox.take();
    this.#takeReads(ready);
    this.#takeLeadership(ready);
    this.#takeConfiguration(ready);
    return ready;
  }

  /** A picture of now. */
  status(): Status {
    const core = this.#core;
    const { role, term, leader, ready } = this.#leadership();
    // One literal without spread: whoever watches a node calls this often.
    return {
      role,
      term,
      leader,
      ready,
      id: core.id,
      vote: core.vote,
      commit: core.commit,
      applied: core.applied,
      firstIndex: core.log.firstIndex,
      lastIndex: core.log.lastIndex,
      writtenIndex: core.log.writtenIndex,
      durableIndex: core.log.pipeline.durableIndex,
      snapshotIndex: core.log.snapshot?.index ?? 0,
      configuration: core.configuration,
      configurationIndex: core.history.latestIndex,
      transferee: core.leading?.transferee ?? NO_NODE,
      uncommittedBytes: core.leading?.uncommittedBytes ?? 0,
      peers: peersOf(core),
      refused: { ...core.refused },
    };
  }

  #enter(): RaftCore {
    this.#core.log.assertHandedOver();
    return this.#core;
  }

  /** What follows from any change: the commit, and what waits for it. */
  #settle(): void {
    const core = this.#core;
    if (core.leading !== undefined) advanceCommit(core, core.leading);
    if (core.leading !== undefined) confirmReads(core, core.leading);
    if (core.leading !== undefined) followCommittedConfiguration(core, core.leading);
  }

  #traceReady(): void {
    if (this.#core.configuration !== this.#toldConfiguration) traceConfiguration(this.#core, "ApplyConfChange");
    traceWrites(this.#core, "Ready", this.#mayWrite() ? 1 : 0);
  }

  #mayWrite(): boolean {
    const { log, options } = this.#core;
    return (log.pipeline.hardStateDue || log.writeDue) && log.pipeline.outstanding < options.outstandingWritesMax;
  }

  #takeWrite(ready: Mutable<Ready>): void {
    const { log, term, vote, commit } = this.#core;
    if (this.#mayWrite()) {
      const changed = this.#written.term !== term || this.#written.vote !== vote || this.#written.commit !== commit;
      if (changed) this.#written = { term, vote, commit };
      ready.write = log.take(changed ? this.#written : undefined);
      log.pipeline.issue(log.handedOverLastIndex);
    }
    ready.seq = log.pipeline.issuedSeq;
  }

  #mayApply(): boolean {
    const core = this.#core;
    return core.applied === core.applying && (core.restoring !== undefined || core.commit > core.applying);
  }

  #takeCommitted(ready: Mutable<Ready>): void {
    const core = this.#core;
    if (!this.#mayApply()) return;
    if (core.restoring !== undefined) {
      ready.restore = core.restoring;
      core.applying = core.restoring.index;
      core.restoring = undefined;
    }
    const range = { from: core.applying + 1, to: core.commit + 1, bytesMax: core.options.committedBytesMax };
    ready.committed = core.log.entries(range);
    core.applying += ready.committed.length;
  }

  #takeReads(ready: Mutable<Ready>): void {
    const core = this.#core;
    if (core.readResults.length === 0) return;
    ready.reads = core.readResults;
    core.readResults = [];
  }

  #takeLeadership(ready: Mutable<Ready>): void {
    if (!this.#leadershipChanged()) return;
    this.#toldLeadership = this.#leadership();
    ready.leadership = this.#toldLeadership;
  }

  #takeConfiguration(ready: Mutable<Ready>): void {
    const { configuration, history } = this.#core;
    if (configuration === this.#toldConfiguration) return;
    this.#toldConfiguration = configuration;
    ready.configuration = { configuration, index: history.latestIndex };
  }

  #leadership(): Leadership {
    const { role, term, leader } = this.#core;
    return { role, term, leader, ready: this.#leadsReady() };
  }

  #leadsReady(): boolean {
    const { leading, applied } = this.#core;
    return leading !== undefined && applied >= leading.noopIndex;
  }

  #leadershipChanged(): boolean {
    const { role, term, leader } = this.#core;
    const told = this.#toldLeadership;
    return role !== told.role || term !== told.term || leader !== told.leader || this.#leadsReady() !== told.ready;
  }
}

function peersOf(core: RaftCore): ReadonlyMap<NodeId, PeerStatus> {
  const peers = new Map<NodeId, PeerStatus>();
  for (const [id, progress] of core.leading?.progress ?? []) {
    peers.set(id, {
      state: progress.state,
      match: progress.match,
      next: progress.next,
      ticksSinceContact: progress.ticksSinceContact,
      recentActive: progress.ticksSinceContact < core.options.electionTimeoutTicks,
      inflightCount: progress.inflights.count,
      inflightBytes: progress.inflights.bytes,
      voter: isVoter(core.configuration, id),
      witness: isWitness(core.configuration, id),
    });
  }
  return peers;
}
