import type { LogReader } from "../../src/index.ts";
import {
  type Configuration,
  decodeConfiguration,
  type Entry,
  type LogWrite,
  type Message,
  type NodeId,
  type Snapshot,
  type Status,
} from "../../src/index.ts";

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
  role: string;
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/**
 * Watches a whole group and knows what no server does: everything that any of them ever wrote, sent or committed. Every
 * method throws {@link Violation} as soon as an invariant of Raft does not hold.
 */
export class Checker {
  /** Highest index that any server ever knew to be committed. */
  maxCommit = 0;
  readonly witnesses = new WitnessChecker();
  readonly #leaders = new Map<number, NodeId>();
  readonly #written = new Map<string, Known>();
  readonly #committed = new Map<number, Committed>();
  readonly #states = new Map<number, string>();
  #configurations: { index: number; bytes: string }[] = [];
  #lives = new Map<NodeId, Life>();

  /** Log matching (section 5.3): index and term decide the entry and, by induction, everything before it. */
  wrote(node: NodeId, log: LogReader, write: LogWrite): void {
    this.witnesses.wrote(node, write);
    let previous = write.entries.length > 0 ? log.term(write.entries[0]!.index - 1) : undefined;
    for (const entry of write.entries) {
      const key = `${entry.index}/${entry.term}`;
      const known = this.#written.get(key);
      if (previous !== undefined) {
        if (known === undefined) this.#written.set(key, { entry, prevTerm: previous });
        else if (!sameContent(known.entry, entry) || known.prevTerm !== previous) {
          throw new Violation(`log matching: node ${node} wrote another entry ${key}`);
        }
      }
      const committed = this.#committed.get(entry.index);
      const life = this.#lives.get(node);
      if (
        committed !== undefined &&
        committed.term !== entry.term &&
        life !== undefined &&
        entry.index <= life.commit
      ) {
        throw new Violation(`node ${node} truncated the committed entry ${entry.index}`);
      }
      previous = entry.term;
    }
    if (write.compaction === undefined) return;
    const { snapshot, keepFrom } = write.compaction;
    if (keepFrom !== undefined) {
      const life = this.#lives.get(node);
      this.#compare({ from: life?.compared ?? 0, upTo: snapshot.index, term: life?.term ?? 0 }, log);
    }
    this.#snapshotted(node, snapshot);
  }

  /** What a message promises is on the sender's stable storage at that moment. */
  sent(message: Message, durable: LogReader): void {
    this.witnesses.sent(message, durable);
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
    if (message.kind === "appendResponse" && message.accepted && durable.lastIndex() < message.matchIndex) {
      throw new Violation(`${message.from} acknowledged ${message.matchIndex} before it was durable`);
    }
  }

  /** State-machine safety (section 5.4.3). `state` is a digest of everything applied. */
  applied(node: NodeId, index: number, state: string): void {
    const known = this.#states.get(index);
    if (known === undefined) this.#states.set(index, state);
    else if (known !== state) throw new Violation(`state machines differ at ${index}: node ${node}`);
  }

  /** A server is new, or came back from its disk. */
  started(node: NodeId): void {
    this.#lives.delete(node);
  }

  /** After every step of a server. */
  stepped(status: Status, log: LogReader): void {
    this.witnesses.stepped(status);
    const life = this.#lives.get(status.id) ?? { commit: 0, compared: 0, term: 0, role: "follower" };
    if (status.commit < life.commit) throw new Violation(`the commit of node ${status.id} went back`);
    if (status.term < life.term) throw new Violation(`the term of node ${status.id} went back`);
    if (status.commit > status.lastIndex) throw new Violation(`node ${status.id} committed what it does not have`);
    if (status.role === "leader" && (life.role !== "leader" || life.term !== status.term)) this.#elected(status, log);
    for (const [peer, progress] of status.peers) {
      if (progress.next <= progress.match) throw new Violation(`next <= match for ${peer} on ${status.id}`);
    }
    // What the log was not given yet can be compared later.
    const upTo = Math.min(status.commit, status.writtenIndex);
    if (upTo > life.compared) this.#compare({ from: life.compared, upTo, term: status.term }, log);
    this.maxCommit = Math.max(this.maxCommit, status.commit);
    const { commit, term, role } = status;
    this.#lives.set(status.id, { commit, term, role, compared: Math.max(life.compared, upTo) });
  }

  /** Linearizable reads (section 8): a read sees everything that was committed anywhere before it began. */
  read(node: NodeId, readIndex: number, maxCommitBefore: number): void {
    if (readIndex < maxCommitBefore) {
      throw new Violation(`node ${node} read at ${readIndex} although ${maxCommitBefore} was committed before`);
    }
  }

  /** Election safety (section 5.2) and leader completeness (section 5.4). */
  #elected(status: Status, log: LogReader): void {
    const other = this.#leaders.get(status.term);
    if (other !== undefined && other !== status.id) {
      throw new Violation(`two leaders in term ${status.term}: ${other} and ${status.id}`);
    }
    this.#leaders.set(status.term, status.id);
    for (let index = Math.max(1, log.firstIndex()); index <= this.maxCommit; index++) {
      const committed = this.#committed.get(index);
      if (committed === undefined || committed.inTerm >= status.term) continue;
      const pending = index > status.writtenIndex && index <= status.lastIndex;
      if (!pending && log.term(index) !== committed.term) {
        throw new Violation(`leader ${status.id} of term ${status.term} lacks the committed entry ${index}`);
      }
    }
  }

  /** State-machine safety again, for entries of every kind. `term` is the one in which they were committed, or later. */
  #compare({ from, upTo, term }: { from: number; upTo: number; term: number }, log: LogReader): void {
    for (let index = Math.max(from + 1, log.firstIndex()); index <= upTo; index++) {
      const entry: Entry = log.entries({ from: index, to: index + 1, bytesMax: 0 })[0]!;
      const known = this.#committed.get(index);
      if (known === undefined) {
        this.#committed.set(index, { term: entry.term, entry, inTerm: term });
        if (entry.kind !== "configuration") continue;
        this.#configurations.push({ index, bytes: textOf(entry.data) });
        this.witnesses.configured(entry.data);
      } else if (known.term !== entry.term || !sameContent(known.entry, entry)) {
        throw new Violation(`nodes committed different entries at ${index}`);
      }
    }
  }

  /** A snapshot is a prefix: its state and its members are those of its own index. */
  #snapshotted(node: NodeId, snapshot: Snapshot): void {
    const state = this.#states.get(snapshot.index);
    if (snapshot.dataOmitted !== true && state !== undefined && state !== textOf(snapshot.data)) {
      throw new Violation(`the snapshot of node ${node} at ${snapshot.index} is not the state there`);
    }
    const committed = this.#committed.get(snapshot.index);
    if (committed !== undefined && committed.term !== snapshot.term) {
      throw new Violation(`the snapshot of node ${node} at ${snapshot.index} has the wrong term`);
    }
    const entries = this.#configurations.filter(({ index }) => index <= snapshot.index);
    const newest = entries.sort((a, b) => b.index - a.index)[0];
    if (newest !== undefined && newest.bytes !== textOf(snapshot.configuration)) {
      throw new Violation(`the snapshot of node ${node} at ${snapshot.index} has the members of another index`);
    }
  }

  /** The members as of the newest committed configuration, if the log ever held one. */
  get committedConfiguration(): Configuration | undefined {
    const newest = [...this.#configurations].sort((a, b) => b.index - a.index)[0];
    return newest === undefined ? undefined : decodeConfiguration(Buffer.from(newest.bytes, "latin1"));
  }
}
