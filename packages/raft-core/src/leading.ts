import type { Configuration } from "./configuration.ts";
import { membersOf } from "./configuration.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import type { ResolvedOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import { ReadQueue } from "./read-queue.ts";

/**
 * What a server holds only while it leads, and forgets when it does not (Raft paper, figure 2: volatile state on
 * leaders). Its own log is not in `progress`: what counts for itself is what its own storage has acknowledged.
 */
export class Leading {
  /** The entry it appended when it was elected: what proves that earlier entries are committed (section 5.4.2). */
  readonly noopIndex: number;
  /** Every other member, by ascending id. */
  progress = new Map<NodeId, Progress>();
  readonly reads: ReadQueue;
  /** Bytes of commands of this term that are not committed. */
  uncommittedBytes = 0;
  heartbeatElapsedTicks = 0;
  heartbeatRound = 0;
  /** Who is to take over; {@link NO_NODE} mostly. */
  transferee: NodeId = NO_NODE;
  transferElapsedTicks = 0;

  constructor(noopIndex: number, options: ResolvedOptions) {
    this.noopIndex = noopIndex;
    this.reads = new ReadQueue(options.lease, options.pendingReadsMax);
  }

  /** Tracks exactly the members of `configuration`. A new one counts as just heard, to have time to answer. */
  track(configuration: Configuration, next: number, options: ResolvedOptions): void {
    const { inflightCountMax, inflightBytesMax } = options;
    const progress = new Map<NodeId, Progress>();
    for (const id of membersOf(configuration)) {
      if (id === options.id) continue;
      progress.set(id, this.progress.get(id) ?? new Progress({ next, inflightCountMax, inflightBytesMax }));
    }
    this.progress = progress;
    if (!progress.has(this.transferee)) this.transferee = NO_NODE;
  }
}
