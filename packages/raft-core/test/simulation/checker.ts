import {
  type Configuration,
  decodeConfiguration,
  type Entry,
  type LogReader,
  type LogWrite,
  type Message,
  type NodeId,
  type Snapshot,
  type Status,
} from "../../src/index.ts";
import { ElectionChecker } from "./election-checker.ts";
import { RefusalChecker } from "./refusal-checker.ts";
import { bytesEqual, slotOf } from "./slot.ts";
import { Violation } from "./violation.ts";
import { sameContent, WitnessChecker } from "./witness-checker.ts";

interface Known {
  readonly entry: Entry;
  readonly prevTerm: number;
}

interface Committed {
  readonly term: number;
  readonly entry: Entry;
  /** The term in which it became committed: later leaders have it, those of earlier terms that come late need not. */
  readonly inTerm: number;
}

interface Life {
  commit: number;
  /** Up to where its committed entries were compared with everybody's. */
  compared: number;
  term: number;
  role: Status["role"];
}

/**
 * Watches a whole group and knows what no server does: everything that any of them ever wrote, sent or committed. Every
 * method throws {@link Violation} as soon as an invariant of Raft does not hold.
 *
 * Entries are shared in the simulation, so most comparisons end at the same reference; where not, all bytes are compared.
 */
export class Checker {
  /** Highest index that any server ever knew to be committed. */
  maxCommit = 0;
  readonly witnesses = new WitnessChecker();
  readonly #elections = new ElectionChecker();
  readonly #refusals = new RefusalChecker();
  readonly #written = new Map<number, Known>();
  readonly #committed: (Committed | undefined)[] = [];
  readonly #states = new Map<number, number>();
  readonly #fingerprint: (snapshot: Uint8Array) => number;
  /** By ascending index. */
  readonly #configurations: { index: number; bytes: Uint8Array }[] = [];
  readonly #lives = new Map<NodeId, Life>();

  /** `fingerprint`: of the state in a snapshot's bytes, to compare with what {@link applied} was told. */
  constructor(fingerprint: (snapshot: Uint8Array) => number) {
    this.#fingerprint = fingerprint;
  }

  /** Log matching (section 5.3): index and term decide the entry and, by induction, everything before it. */
  wrote(node: NodeId, log: LogReader, write: LogWrite): void {
    this.witnesses.wrote(node, write);
    const { entries } = write;
    const life = this.#lives.get(node);
    let previous = entries.length > 0 ? log.term(entries[0]!.index - 1) : undefined;
    for (const entry of entries) {
      if (previous !== undefined) this.#matches(node, entry, previous);
      const committed = this.#committed[entry.index];
      const lost = committed !== undefined && committed.term !== entry.term;
      if (lost && life !== undefined && entry.index <= life.commit) {
        throw new Violation(`node ${node} truncated the committed entry ${entry.index}`);
      }
      previous = entry.term;
    }
    if (write.compaction === undefined) return;
    const { snapshot, keepFrom } = write.compaction;
    if (keepFrom !== undefined) this.#compare(life?.compared ?? 0, snapshot.index, life?.term ?? 0, log);
    this.#snapshotted(node, snapshot);
  }

  /** What a message promises is on the sender's stable storage at that moment. */
  sent(message: Message, durable: LogReader): void {
    const { term, vote } = durable.hardState();
    // A pre-vote is about the term that might come.
    const ahead =
      message.kind === "preVoteRequest" ? 1 : message.kind === "preVoteResponse" && message.granted ? Infinity : 0;
    if (term < message.term - ahead) {
      throw new Violation(`${message.from} sent ${message.kind} of term ${message.term} before that term was durable`);
    }
    if (message.kind === "voteResponse" && message.granted && term === message.term && vote !== message.to) {
      throw new Violation(`${message.from} voted for ${message.to} in term ${message.term} before that was durable`);
    }
    if (message.kind === "voteRequest" && term === message.term && vote !== message.from) {
      throw new Violation(`${message.from} campaigned before its own vote was durable`);
    }
    this.#elections.sent(message, durable);
    this.witnesses.sent(message, durable);
    this.#refusals.sent(message);
  }

  /** Before a server takes a message. */
  hears(status: Status, message: Message): void {
    this.#refusals.hears(status, message);
  }

  /** State-machine safety (section 5.4.3). `state` is a digest of everything applied. */
  applied(node: NodeId, index: number, state: number): void {
    const known = this.#states.get(index);
    if (known === undefined) this.#states.set(index, state);
    else if (known !== state) throw new Violation(`state machines differ at ${index}: node ${node}`);
  }

  /** A server is new, or came back from its disk. */
  started(node: NodeId): void {
    this.#lives.delete(node);
    this.#refusals.started(node);
  }

  /** After every step of a server. */
  stepped(status: Status, log: LogReader): void {
    this.witnesses.stepped(status);
    const { id, commit, term, role } = status;
    let life = this.#lives.get(id);
    if (life === undefined) {
      life = { commit: 0, compared: 0, term: 0, role: "follower" };
      this.#lives.set(id, life);
    }
    if (commit < life.commit) throw new Violation(`the commit of node ${id} went back`);
    if (term < life.term) throw new Violation(`the term of node ${id} went back`);
    if (commit > status.lastIndex) throw new Violation(`node ${id} committed what it does not have`);
    if (role !== life.role || term !== life.term) {
      if (role === "candidate") this.#elections.campaigned(status);
      if (role === "leader") this.#elected(status, log);
    }
    for (const [peer, progress] of status.peers) {
      if (progress.next <= progress.match) throw new Violation(`next <= match for ${peer} on ${id}`);
    }
    // What the log was not given yet can be compared later.
    const upTo = Math.min(commit, status.writtenIndex);
    if (upTo > life.compared) {
      this.#compare(life.compared, upTo, term, log);
      life.compared = upTo;
    }
    if (commit > this.maxCommit) this.maxCommit = commit;
    life.commit = commit;
    life.term = term;
    life.role = role;
  }

  /** Linearizable reads (section 8): a read sees everything that was committed anywhere before it began. */
  read(node: NodeId, readIndex: number, maxCommitBefore: number): void {
    if (readIndex < maxCommitBefore) {
      throw new Violation(`node ${node} read at ${readIndex} although ${maxCommitBefore} was committed before`);
    }
  }

  /** The members as of the newest committed configuration, if the log ever held one. */
  get committedConfiguration(): Configuration | undefined {
    const newest = this.#configurations.at(-1);
    return newest === undefined ? undefined : decodeConfiguration(newest.bytes);
  }

  #matches(node: NodeId, entry: Entry, prevTerm: number): void {
    const slot = slotOf(entry.term, entry.index);
    const known = this.#written.get(slot);
    if (known === undefined) this.#written.set(slot, { entry, prevTerm });
    else if (known.prevTerm !== prevTerm || !sameContent(known.entry, entry)) {
      throw new Violation(`log matching: node ${node} wrote another entry ${entry.index}/${entry.term}`);
    }
  }

  /** Election safety (section 5.2) and leader completeness (section 5.4). */
  #elected(status: Status, log: LogReader): void {
    this.#elections.elected(status, log);
    for (let index = Math.max(1, log.firstIndex()); index <= this.maxCommit; index++) {
      const committed = this.#committed[index];
      if (committed === undefined || committed.inTerm >= status.term) continue;
      const pending = index > status.writtenIndex && index <= status.lastIndex;
      if (!pending && log.term(index) !== committed.term) {
        throw new Violation(`leader ${status.id} of term ${status.term} lacks the committed entry ${index}`);
      }
    }
  }

  /** State-machine safety again, for entries of every kind. `term` is the one in which they were committed, or later. */
  #compare(from: number, upTo: number, term: number, log: LogReader): void {
    const first = Math.max(from + 1, log.firstIndex());
    if (first > upTo) return;
    for (const entry of log.entries({ from: first, to: upTo + 1, bytesMax: Number.POSITIVE_INFINITY })) {
      const known = this.#committed[entry.index];
      if (known === undefined) {
        this.#committed[entry.index] = { term: entry.term, entry, inTerm: term };
        if (entry.kind === "configuration") this.#configured(entry);
      } else if (known.term !== entry.term || !sameContent(known.entry, entry)) {
        throw new Violation(`nodes committed different entries at ${entry.index}`);
      }
    }
  }

  #configured(entry: Entry): void {
    this.witnesses.configured(entry.data);
    const items = this.#configurations;
    let at = items.length;
    while (at > 0 && items[at - 1]!.index > entry.index) at--;
    items.splice(at, 0, { index: entry.index, bytes: entry.data });
  }

  /** A snapshot is a prefix: its state and its members are those of its own index. */
  #snapshotted(node: NodeId, snapshot: Snapshot): void {
    const { index } = snapshot;
    const state = this.#states.get(index);
    if (snapshot.dataOmitted !== true && state !== undefined && state !== this.#fingerprint(snapshot.data)) {
      throw new Violation(`the snapshot of node ${node} at ${index} is not the state there`);
    }
    const committed = this.#committed[index];
    if (committed !== undefined && committed.term !== snapshot.term) {
      throw new Violation(`the snapshot of node ${node} at ${index} has the wrong term`);
    }
    const newest = this.#configurations.findLast((item) => item.index <= index);
    if (newest !== undefined && !bytesEqual(newest.bytes, snapshot.configuration)) {
      throw new Violation(`the snapshot of node ${node} at ${index} has the members of another index`);
    }
  }
}
