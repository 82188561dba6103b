import { type Configuration, decodeConfiguration, isVoter, isWitness, membersOf } from "./configuration.ts";
import { ConfigurationHistory } from "./configuration-history.ts";
import { type Entry, type EntryKind, NO_DATA, NO_NODE, type NodeId, type Snapshot } from "./entry.ts";
import { invariant, RaftError } from "./error.ts";
import { ForwardedReads } from "./forwarded-reads.ts";
import { Leading } from "./leading.ts";
import { checkLogIsOfKind } from "./log-check.ts";
import { LogView } from "./log-view.ts";
import type { Message } from "./message.ts";
import type { ResolvedOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { SnapshotReceiver } from "./snapshot-receiver.ts";
import type { ReadResult, Refused, Role } from "./status.ts";
import { traceAppended, traceConfiguration, traceMessage, traceState } from "./tracer.ts";

/**
 * The state of one server (Raft paper, figure 2), and the few ways in which it changes. What makes it change is in
 * the files named after each concept: election, replication, following, snapshot-transfer, membership, read-index,
 * leadership-transfer.
 *
 * Invariants:
 * - `term` never falls; `vote` changes once in a term, from nobody to somebody
 * - `commit` never falls, and is at most the log's last index; nothing at or below it is ever truncated
 * - `applied <= applying <= commit`
 * - `leading` is present exactly where `role` is "leader"
 * - a message that promises something leaves only when stable storage has it
 */
export class RaftCore {
  readonly id: NodeId;
  readonly options: ResolvedOptions;
  readonly log: LogView;
  readonly outbox: Outbox;
  readonly history: ConfigurationHistory;

  term: number;
  vote: NodeId;
  commit: number;
  /** Up to where committed entries were handed out. */
  applying: number;
  /** Up to where the owner says it applied them. */
  applied: number;

  role: Role = "follower";
  leader: NodeId = NO_NODE;
  leading: Leading | undefined;
  /** Who answered this candidate, and how. */
  votes = new Map<NodeId, boolean>();
  /** This election was asked for by the leader. */
  electionIsTransfer = false;
  electionElapsedTicks = 0;
  electionTimeoutTicks = 0;
  /**
   * So many ticks an earlier life may still be bound by what it promised a leader: not to vote for another one. Leases rest on it
   * (thesis, section 6.4.1), and a restart does not know whom it heard, or when.
   */
  promisedTicks: number;

  /** A snapshot that arrives in pieces. */
  receiver: SnapshotReceiver | undefined;
  /** A snapshot that the state machine is to be given. */
  restoring: Snapshot | undefined;
  readonly forwardedReads: ForwardedReads;
  readResults: ReadResult[] = [];
  readonly refused: Refused = { misrouted: 0, malformed: 0, conflicting: 0 };

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.id = options.id;
    this.log = new LogView(options.log);
    checkLogIsOfKind(options.log, options.witness);
    this.outbox = new Outbox(options.withheldMessagesMax);
    this.forwardedReads = new ForwardedReads(options.random);
    const hardState = options.log.hardState();
    this.term = hardState.term;
    this.vote = hardState.vote;
    const snapshot = options.log.snapshot();
    // Who was never in any term has promised nothing.
    this.promisedTicks = options.lease !== undefined && hardState.term > 0 ? options.electionTimeoutTicks : 0;
    this.commit = Math.max(hardState.commit, snapshot?.index ?? 0);
    this.applied = 0;
    this.applying = 0;
    this.restoring = snapshot;
    this.history = this.#readHistory(snapshot);
    this.#checkInitialKind();
    this.#resetElectionTimer();
    traceConfiguration(this, "InitState");
  }

  get configuration(): Configuration {
    return this.history.latest;
  }

  /**
   * Whether this server may campaign. One that a configuration removes still may until that configuration is committed:
   * its log may be the only one that can win (thesis, section 4.2.2). It then counts neither its own vote nor its log. A
   * witness never may: it could not hand on what is committed.
   */
  get promotable(): boolean {
    if (this.options.witness || isWitness(this.configuration, this.id)) return false;
    return isVoter(this.configuration, this.id) || isVoter(this.history.at(this.commit), this.id);
  }

  /** An entry of the leader's own term is committed: only then does it know which earlier ones are (section 8). */
  get committedInTerm(): boolean {
    return this.leading !== undefined && this.commit >= this.leading.noopIndex;
  }

  /** Whatever a message says, it tells the term: it leaves when term and vote as they are now are on stable storage. */
  send(message: Message): void {
    this.#sendAfter(this.log.pipeline.hardStateSeq, message);
  }

  /** For what promises the log up to `index` as well: leaves when that is durable too. */
  sendAfterDurable(index: number, message: Message): void {
    const { pipeline } = this.log;
    const dueSeq = this.log.writeDue || pipeline.hardStateDue ? pipeline.issuedSeq + 1 : pipeline.issuedSeq;
    this.#sendAfter(index <= pipeline.durableIndex ? pipeline.hardStateSeq : dueSeq, message);
  }

  becomeFollower(term: number, leader: NodeId): void {
    this.#enterTerm(term);
    this.#leave();
    this.role = "follower";
    this.leader = leader;
    this.#resetElectionTimer();
    traceState(this, "BecomeFollower");
  }

  /** Changes neither term nor vote (thesis, section 9.6). */
  becomePreCandidate(): void {
    this.#leave();
    this.role = "preCandidate";
    this.#resetElectionTimer();
    traceState(this, "BecomeFollower");
  }

  becomeCandidate(transfer: boolean): void {
    this.#enterTerm(this.term + 1);
    this.#leave();
    this.role = "candidate";
    this.electionIsTransfer = transfer;
    this.setVote(this.id);
    this.#resetElectionTimer();
    traceState(this, "BecomeCandidate");
  }

  becomeLeader(): void {
    invariant(this.role === "candidate", "only a candidate is elected");
    invariant(!this.options.witness, "a witness does not lead");
    this.#leave();
    this.role = "leader";
    this.leader = this.id;
    const next = this.log.lastIndex + 1;
    this.leading = new Leading(next, this.options);
    this.leading.track(this.configuration, next, this.options);
    traceState(this, "BecomeLeader");
    this.appendNew("noop", [NO_DATA]);
  }

  setVote(id: NodeId): void {
    if (this.vote === id) return;
    invariant(this.vote === NO_NODE, "one vote in a term");
    this.vote = id;
    this.log.pipeline.hardStateChanged();
  }

  commitTo(index: number): void {
    if (index <= this.commit) return;
    invariant(index <= this.log.lastIndex, "only what is in the log is committed");
    this.commit = index;
    if (this.leading !== undefined) traceState(this, "Commit");
  }

  /** The leader's way into the log: new entries of its own term. Returns the first index. */
  appendNew(kind: EntryKind, data: readonly Uint8Array[]): number {
    const first = this.log.lastIndex + 1;
    this.appendEntries(data.map((bytes, at) => ({ index: first + at, term: this.term, kind, data: bytes })));
    traceAppended(this, kind, first);
    return first;
  }

  /** Every way into the log. What is there from the first entry's index on goes. */
  appendEntries(entries: readonly Entry[]): void {
    invariant(entries[0]!.index > this.commit, "what is committed stays");
    if (entries[0]!.index <= this.log.lastIndex) this.outbox.retract(entries[0]!.index);
    this.log.append(entries);
    if (this.history.append(entries)) this.leading?.track(this.configuration, this.log.lastIndex + 1, this.options);
  }

  resetElectionElapsed(): void {
    this.electionElapsedTicks = 0;
  }

  #enterTerm(term: number): void {
    invariant(term >= this.term, "terms never fall");
    if (term === this.term) return;
    this.term = term;
    this.vote = NO_NODE;
    this.log.pipeline.hardStateChanged();
  }

  /** Forgets what belongs to the role or to the leader that was followed. */
  #leave(): void {
    for (const read of this.leading?.reads.drain() ?? []) {
      if (read.from === this.id) this.readResults.push({ ok: false, readId: read.readId, reason: "leadershipLost" });
    }
    for (const readId of this.forwardedReads.drain()) {
      this.readResults.push({ ok: false, readId, reason: "leadershipLost" });
    }
    this.leading = undefined;
    this.receiver = undefined;
    this.leader = NO_NODE;
    this.votes = new Map();
    this.electionIsTransfer = false;
  }

  #resetElectionTimer(): void {
    const { electionTimeoutTicks, electionDelayTicks, random } = this.options;
    this.electionElapsedTicks = 0;
    this.electionTimeoutTicks = electionTimeoutTicks + random.below(electionTimeoutTicks) + electionDelayTicks;
  }

  #sendAfter(seq: number, message: Message): void {
    invariant(message.to !== this.id, "nobody sends to itself");
    traceMessage(this, "Send", message);
    if (seq <= this.log.pipeline.durableSeq) this.outbox.send(message);
    else this.outbox.withhold(seq, message);
  }

  #readHistory(snapshot: Snapshot | undefined): ConfigurationHistory {
    const history = new ConfigurationHistory(this.options.initial);
    if (snapshot !== undefined) history.reset(snapshot.index, this.#decode(snapshot.configuration, snapshot.index));
    const from = Math.max(this.log.firstIndex, (snapshot?.index ?? 0) + 1);
    for (let index = from; index <= this.log.lastIndex; ) {
      const entries = this.log.entries({
        from: index,
        to: this.log.lastIndex + 1,
        bytesMax: this.options.appendBytesMax,
      });
      if (entries.length === 0) throw new RaftError("RAFT_LOG_INVALID", `entry ${index} cannot be read`);
      for (const entry of entries) if (entry.kind === "configuration") this.#decode(entry.data, entry.index);
      history.append(entries);
      index += entries.length;
    }
    return history;
  }

  /** A configuration in the log may be about an earlier life of this id; the initial one is about this node. */
  #checkInitialKind(): void {
    if (this.history.latestIndex > 0 || !membersOf(this.configuration).includes(this.id)) return;
    if (isWitness(this.configuration, this.id) === this.options.witness) return;
    const { witness, id } = this.options;
    throw new RaftError(
      "RAFT_OPTIONS_INVALID",
      witness
        ? `node ${id} is a witness, and not one of "witnesses"`
        : `node ${id} is one of "witnesses", and no witness`,
    );
  }

  #decode(bytes: Uint8Array, index: number): Configuration {
    const configuration = decodeConfiguration(bytes);
    if (configuration === undefined) {
      throw new RaftError("RAFT_LOG_INVALID", `the configuration at index ${index} cannot be decoded`);
    }
    return configuration;
  }
}
