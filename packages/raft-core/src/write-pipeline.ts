import { invariant } from "./error.ts";

interface Outstanding {
  readonly seq: number;
  /** Up to where this write still speaks for the log; falls when what it wrote is truncated. */
  lastIndex: number;
}

/**
 * Which writes are on their way to stable storage, and what is durable.
 *
 * Writes are numbered from 1 and become durable in that order. The question to answer is: up to which index is *the
 * log as it is now* on stable storage? A write that is acknowledged speaks only for what is still in the log: where
 * entries were truncated after they were handed over, the write loses its say about them at that moment. So entries
 * that are overwritten, and then overwritten again by equal ones, become durable with the last write, not
 * with the first (the ABA race of etcd-io/raft #8), and no term needs to be compared.
 *
 * Invariants: `durableIndex` is at most the log's last index; last indexes of outstanding writes never decrease from
 * oldest to newest after a truncation; sequence numbers grow by one.
 */
export class WritePipeline {
  #issuedSeq = 0;
  #durableSeq = 0;
  #durableIndex: number;
  /** The write that carries, or will carry, the term and vote as they are now. */
  #hardStateSeq = 0;
  readonly #outstanding: Outstanding[] = [];

  constructor(durableIndex: number) {
    this.#durableIndex = durableIndex;
  }

  /** The last index of the log up to which all of it, as it is now, is durable. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  get durableSeq(): number {
    return this.#durableSeq;
  }

  get issuedSeq(): number {
    return this.#issuedSeq;
  }

  get outstanding(): number {
    return this.#outstanding.length;
  }

  /** Durable when the term and the vote are. */
  get hardStateSeq(): number {
    return this.#hardStateSeq;
  }

  /** Term or vote changed: the next write must carry them. */
  hardStateChanged(): void {
    this.#hardStateSeq = this.#issuedSeq + 1;
  }

  get hardStateDue(): boolean {
    return this.#hardStateSeq > this.#issuedSeq;
  }

  /** A write is handed to stable storage, after which the log ends at `lastIndex`. Returns its number. */
  issue(lastIndex: number): number {
    this.#issuedSeq++;
    this.#outstanding.push({ seq: this.#issuedSeq, lastIndex });
    return this.#issuedSeq;
  }

  /** Everything from `index` on left the log. */
  truncatedFrom(index: number): void {
    this.#durableIndex = Math.min(this.#durableIndex, index - 1);
    for (const write of this.#outstanding) write.lastIndex = Math.min(write.lastIndex, index - 1);
  }

  /** Stable storage has every write up to `seq`. */
  durable(seq: number): void {
    invariant(seq <= this.#issuedSeq, "only a write that was handed over becomes durable");
    if (seq <= this.#durableSeq) return;
    this.#durableSeq = seq;
    let done = 0;
    for (const write of this.#outstanding) {
      if (write.seq > seq) break;
      this.#durableIndex = Math.max(this.#durableIndex, write.lastIndex);
      done++;
    }
    this.#outstanding.splice(0, done);
  }
}
