import type { ObservedRaft, ObservedRaftLog } from "./observed.ts";
import { demand } from "./violation.ts";

interface Member {
  commit: number;
  term: number;
  durableIndex: number;
  /** Terms in which it led: it must have had them on disk before, to be voted for. */
  termLed: number;
}

/**
 * Raft's promises (figure 3 of the paper), from what nodes show of themselves:
 *
 * - at most one leader in a term;
 * - the term never goes back in a process life, and after a restart it is not below a term in which the node led;
 * - the commit index never goes back in a process life, and is covered by the log;
 * - what is committed at an index is the same entry on every node, for ever;
 * - what was durable is there after a restart.
 */
export class RaftInvariants {
  readonly #members = new Map<number, Member>();
  readonly #leaderOf = new Map<number, number>();
  /** By index: what every node has there that has committed it. Index 0 is unused. */
  readonly #committed: (number | undefined)[] = [];
  /** The process of the node has begun: what of it survived is judged. */
  started(node: number, raft: ObservedRaft, log: ObservedRaftLog): void {
    const before = this.#members.get(node);
    if (before !== undefined) {
      const { term } = log.hardState();
      demand(
        term >= before.termLed,
        "a node forgets its term",
        () => `node ${node} led in term ${before.termLed} and has come back in term ${term}`,
      );
      demand(
        log.lastIndex() >= before.durableIndex,
        "the Raft log loses durable entries",
        () => `node ${node} had index ${before.durableIndex} on disk and has come back with ${log.lastIndex()}`,
      );
    }
    const termLed = before?.termLed ?? 0;
    this.#members.set(node, { commit: 0, term: raft.term, durableIndex: raft.durableIndex, termLed });
  }

  /** The node's disk is another one now. */
  forget(node: number): void {
    this.#members.delete(node);
  }

  afterStep(node: number, raft: ObservedRaft, log: ObservedRaftLog): void {
    const member = this.#members.get(node);
    if (member === undefined) return;
    demand(
      raft.term >= member.term,
      "the term goes back",
      () => `node ${node}, from term ${member.term} to ${raft.term}`,
    );
    member.term = raft.term;
    member.durableIndex = raft.durableIndex;
    if (raft.role === "leader" && member.termLed !== raft.term) {
      member.termLed = raft.term;
      const other = this.#leaderOf.get(raft.term) ?? node;
      demand(other === node, "two leaders in a term", () => `nodes ${other} and ${node} in term ${raft.term}`);
      this.#leaderOf.set(raft.term, node);
    }
    if (raft.commit !== member.commit) this.#committedMore(node, { raft, log, member });
  }

  #committedMore(node: number, { raft, log, member }: { raft: ObservedRaft; log: ObservedRaftLog; member: Member }) {
    demand(
      raft.commit >= member.commit,
      "the commit index goes back",
      () => `node ${node}, from ${member.commit} to ${raft.commit}`,
    );
    demand(
      raft.commit <= raft.lastIndex,
      "the commit index is beyond the log",
      () => `node ${node} commits ${raft.commit} and has ${raft.lastIndex}`,
    );
    const from = Math.max(member.commit + 1, log.firstIndex());
    member.commit = raft.commit;
    if (from > raft.commit) return;
    for (const entry of log.entries({ from, to: raft.commit + 1, bytesMax: Number.POSITIVE_INFINITY })) {
      const hash = hashOf(entry.term, entry.data);
      const known = this.#committed[entry.index];
      demand(
        known === undefined || known === hash,
        "committed entries differ",
        () => `index ${entry.index}: node ${node} has committed another entry (of term ${entry.term}) than others`,
      );
      this.#committed[entry.index] = hash;
    }
  }
}

/** FNV-1a. */
function hashOf(term: number, data: Uint8Array): number {
  let hash = Math.imul(0x811c9dc5 ^ term, 0x01000193);
  for (let at = 0; at < data.length; at++) hash = Math.imul(hash ^ data[at]!, 0x01000193);
  return hash >>> 0;
}
