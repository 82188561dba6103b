import type { ReplicaLog } from "./ports.ts";

/**
 * Where two logs part, found by leader epochs and never by high watermarks (KIP-101, KIP-279).
 *
 * What it stands on: the batches of one leader epoch were written by one leader, and a follower appends them only to a log
 * that agrees with that leader's. So two logs that hold a batch of the same epoch agree up to the end of the shorter run
 * of that epoch. The leader names its largest epoch ≤ the follower's last one, and where that epoch ends; the
 * follower truncates by its own epochs, and asks again. Every round shortens the follower's log, so it comes to an end.
 */

/** The epoch of the last batch in a log that holds none. */
export const NO_EPOCH = -1;

/** Where a follower's log ends, in its own words. */
export interface LogEnd {
  readonly logEndOffset: number;
  readonly lastEpoch: number;
}

/** What a follower says of its log. An empty one has nothing to disagree about, whatever epoch it remembers. */
export function logEndOf(log: ReplicaLog): LogEnd {
  const { logStartOffset, logEndOffset } = log;
  return { logEndOffset, lastEpoch: logStartOffset < logEndOffset ? log.lastEpoch : NO_EPOCH };
}

/** The leader's largest epoch ≤ the follower's last one, and its end offset. {@link NO_EPOCH}: none of it can stay. */
export interface DivergencePoint {
  readonly epoch: number;
  readonly endOffset: number;
}

/**
 * The leader's question: does the follower's log agree with ours, as far as it goes? Null where it does. `firstOffset` is
 * where the leader's first batch begins: at the log's start, or below, where the log was made to start within a batch.
 */
export function divergencePoint(
  leaderLog: ReplicaLog,
  follower: LogEnd & { readonly firstOffset: number },
): DivergencePoint | null {
  const { logEndOffset, lastEpoch, firstOffset } = follower;
  const nothingInCommon = { epoch: NO_EPOCH, endOffset: firstOffset };
  if (lastEpoch === NO_EPOCH) {
    return logEndOffset >= firstOffset && logEndOffset <= leaderLog.logEndOffset ? null : nothingInCommon;
  }
  const known = leaderLog.endOffsetForEpoch(lastEpoch);
  if (known === undefined) return nothingInCommon;
  if (known.epoch !== lastEpoch || logEndOffset > known.endOffset || logEndOffset < firstOffset) return known;
  // The follower's last batch is of this epoch, so the epoch must begin before the follower's end here as well. It does
  // unless a leader wrote the same epoch twice, after losing its log in between (KAFKA-10527).
  const before = leaderLog.endOffsetForEpoch(lastEpoch - 1);
  if (before !== undefined && before.endOffset >= logEndOffset) return before;
  return null;
}

/** What a follower does to its log so that the next comparison gets further. */
export type Repair =
  | { readonly kind: "truncate"; readonly offset: number }
  | { readonly kind: "reset"; readonly offset: number }
  | { readonly kind: "none" };

/**
 * The follower's answer to a {@link DivergencePoint}.
 *
 * Where the logs have nothing in common that the leader still has, the follower starts over from the leader's start. It does
 * not where its own log merely becomes empty: what lies below its start was committed and then deleted, and if it went
 * back behind it, it would stand in the ISR without the records up to the high watermark.
 */
export function repairFor(log: ReplicaLog, point: DivergencePoint & { readonly logStartOffset: number }): Repair {
  const ownEndOffset = log.endOffsetForEpoch(point.epoch)?.endOffset ?? log.logStartOffset;
  const offset = Math.min(ownEndOffset, point.endOffset);
  if (point.epoch === NO_EPOCH || offset < log.logStartOffset || offset < point.logStartOffset) {
    const isThere = log.logStartOffset === point.logStartOffset && log.logEndOffset === point.logStartOffset;
    return isThere ? { kind: "none" } : { kind: "reset", offset: point.logStartOffset };
  }
  return offset < log.logEndOffset ? { kind: "truncate", offset } : { kind: "none" };
}
