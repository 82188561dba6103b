import type { LogReader, Message, NodeId, Status } from "../../src/index.ts";
import { slotOf } from "./slot.ts";
import { Violation } from "./violation.ts";

/** A leader's log at the moment of its election; everything behind it is of the leader's own term. */
interface Reign {
  readonly leader: NodeId;
  /** The index of `terms[0]`. */
  readonly firstIndex: number;
  /** Up to where the leader's storage was given its log. */
  readonly terms: readonly (number | undefined)[];
  /** From here on every entry is of the leader's own term. */
  readonly ownFrom: number;
}

/**
 * Who led when, with which log, and by whose leave: one election in a term, no campaign without a pre-vote, no
 * acknowledgement but to the leader of its term and of that leader's own entries.
 */
export class ElectionChecker {
  readonly #reigns = new Map<number, Reign>();
  /** By candidate and term: who would vote for it, as bits; all of them where a leader told it to campaign. */
  readonly #leave = new Map<number, number>();

  sent(message: Message, durable: LogReader): void {
    if (message.kind === "preVoteResponse" && message.granted) this.#allow(message.to, message.term, 1 << message.from);
    if (message.kind === "timeoutNowRequest") this.#allow(message.to, message.term + 1, -1);
    if (message.kind === "appendResponse" && message.accepted) {
      this.#acknowledged(message.from, message.to, message.term, message.matchIndex, durable);
    }
  }

  /** Nobody raises the term unless a majority would vote for it (thesis, section 9.6), or its leader asked for it. */
  campaigned(status: Status): void {
    const { id, term, configuration } = status;
    const leave = (this.#leave.get(slotOf(term, id)) ?? 0) | (1 << id);
    for (const half of [configuration.voters, configuration.votersOutgoing]) {
      const willing = half.filter((voter) => ((leave >> voter) & 1) === 1).length;
      if (half.length > 0 && willing * 2 <= half.length) {
        throw new Violation(
          `node ${id} raised the term to ${term}, and no majority had said that it would vote for it`,
        );
      }
    }
  }

  /** Election safety (section 5.2): one election in a term, even where the same server would win twice (KAFKA-10527). */
  elected(status: Status, log: LogReader): void {
    const { id, term, writtenIndex, lastIndex } = status;
    const other = this.#reigns.get(term);
    if (other !== undefined && other.leader !== id) {
      throw new Violation(`two leaders in term ${term}: ${other.leader} and ${id}`);
    }
    if (other !== undefined) throw new Violation(`node ${id} was elected twice in term ${term}`);
    const firstIndex = log.firstIndex();
    const terms: (number | undefined)[] = [];
    for (let index = firstIndex; index <= Math.min(writtenIndex, lastIndex - 1); index++) terms.push(log.term(index));
    this.#reigns.set(term, { leader: id, firstIndex, terms, ownFrom: lastIndex });
  }

  /** Durable, and what the leader has at that index: not what somebody else put there meanwhile, nor for another term. */
  #acknowledged(from: NodeId, to: NodeId, term: number, index: number, durable: LogReader): void {
    if (durable.lastIndex() < index) throw new Violation(`${from} acknowledged ${index} before it was durable`);
    const reign = this.#reigns.get(term);
    if (reign?.leader !== to) throw new Violation(`${from} acknowledged ${index} to ${to}, not the leader of ${term}`);
    const wanted = index >= reign.ownFrom ? term : reign.terms[index - reign.firstIndex];
    const found = durable.term(index);
    if (wanted !== undefined && found !== undefined && wanted !== found) {
      throw new Violation(`${from} acknowledged ${index} of term ${wanted} and holds one of term ${found}`);
    }
  }

  #allow(candidate: NodeId, term: number, voters: number): void {
    const key = slotOf(term, candidate);
    this.#leave.set(key, (this.#leave.get(key) ?? 0) | voters);
  }
}
