import { defaultSourceLimits } from "@chronik/wal";
import type { ObservedNode } from "./observed.ts";
import { demand } from "./violation.ts";

export interface Bounds {
  /** What may wait for the journal of the partitions, and the largest append, which is let in where nothing waits. */
  readonly journalPendingBytesMax: number;
  readonly requestBytesMax: number;
}

/** The largest message of replication: a follower takes it in whole where nothing waits. */
const REPLICATION_BYTES_MAX = defaultSourceLimits.messageBytesMax;
/** What is accepted however much waits: truncations, creations, marks of the journal itself. */
const ESSENTIAL_BYTES = 64 * 1024;
/** The limit of `PendingProposals`. */
const PROPOSALS_MAX = 4096;

/** Queues keep to their limits. */
export class BoundInvariants {
  readonly #journalBytesMax: number;

  constructor({ journalPendingBytesMax, requestBytesMax }: Bounds) {
    const appendBytesMax = Math.max(requestBytesMax, REPLICATION_BYTES_MAX);
    this.#journalBytesMax = Math.max(journalPendingBytesMax, appendBytesMax) + ESSENTIAL_BYTES;
  }

  afterStep(node: number, { wal, metadata }: Pick<ObservedNode, "wal" | "metadata">): void {
    const { journalPendingBytes } = wal.stats();
    demand(
      journalPendingBytes <= this.#journalBytesMax,
      "the journal takes in more than it may",
      () => `node ${node}: ${journalPendingBytes} bytes wait, of ${this.#journalBytesMax}`,
    );
    demand(
      metadata.pendingProposalCount <= PROPOSALS_MAX,
      "more proposals wait than may",
      () => `node ${node}: ${metadata.pendingProposalCount}`,
    );
  }
}
