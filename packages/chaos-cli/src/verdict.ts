/** A record as the producer knows it, once the cluster has acknowledged it. */
export interface AckedRecord {
  /** Number of the record in the order of sending, from 0. Stands in its value. */
  readonly id: number;
  readonly partition: number;
}

/** A record as a consumer got it. */
export interface ConsumedRecord extends AckedRecord {
  readonly offset: number;
  /** Key, headers and value are what was sent. */
  readonly intact: boolean;
}

/** What became of the records that the cluster acknowledged. */
export interface Verdict {
  readonly passed: boolean;
  readonly acked: number;
  /** Of the acknowledged records, how many were read at all. */
  readonly distinct: number;
  /** Acknowledged, and not read. */
  readonly missing: readonly number[];
  /** Read more than once. */
  readonly duplicated: readonly number[];
  /** Read after a record of the same partition that was sent later. */
  readonly outOfOrder: readonly number[];
  /** Read, with another key, header or value than it was sent with. */
  readonly damaged: readonly number[];
  /** Read, in another partition than the acknowledgement named. */
  readonly misplaced: readonly number[];
}

/**
 * Judges what was read against what was acknowledged: each acknowledged record exactly once, in the order of sending within
 * its partition. A record that was sent but never acknowledged may be there or not, but at most once and in order, too.
 */
export function judge(acked: readonly AckedRecord[], consumed: readonly ConsumedRecord[]): Verdict {
  const times = new Map<number, number>();
  const partitions = new Map<number, number>();
  for (const { id, partition } of consumed) {
    times.set(id, (times.get(id) ?? 0) + 1);
    partitions.set(id, partition);
  }
  const missing = acked.filter(({ id }) => !times.has(id)).map(({ id }) => id);
  const misplaced = acked.filter(({ id, partition }) => partitions.has(id) && partitions.get(id) !== partition);
  const findings = {
    missing,
    duplicated: ascending([...times].filter(([, count]) => count > 1).map(([id]) => id)),
    outOfOrder: findOutOfOrder(consumed),
    damaged: ascending(consumed.filter(({ intact }) => !intact).map(({ id }) => id)),
    misplaced: misplaced.map(({ id }) => id),
  };
  const passed = Object.values(findings).every((ids) => ids.length === 0);
  return { passed, acked: acked.length, distinct: acked.length - missing.length, ...findings };
}

/** `100 distinct of 100`, and where that is not all, which records are the trouble. */
export function formatVerdict(verdict: Verdict): string {
  const troubles = (["missing", "duplicated", "outOfOrder", "damaged", "misplaced"] as const)
    .filter((trouble) => verdict[trouble].length > 0)
    .map((trouble) => `; ${WORDS[trouble]}: ${formatIds(verdict[trouble])}`);
  return `${verdict.distinct} distinct of ${verdict.acked}${troubles.join("")}`;
}

const WORDS = {
  missing: "missing",
  duplicated: "duplicated",
  outOfOrder: "out of order",
  damaged: "damaged",
  misplaced: "in the wrong partition",
} as const;
const RANGES_MAX = 10;

/** Ids as ranges, so that a thousand lost in a row are one word: `3, 7-9`. */
export function formatIds(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ascending(ids)) {
    const last = ranges.at(-1);
    if (last !== undefined && id <= last[1] + 1) last[1] = id;
    else ranges.push([id, id]);
  }
  const words = ranges.slice(0, RANGES_MAX).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return ranges.length > RANGES_MAX ? `${words.join(", ")}, … (${ids.length} in all)` : words.join(", ");
}

/** Records whose id is below the largest that came before them in their partition. A repeated one is a duplicate, not this. */
function findOutOfOrder(consumed: readonly ConsumedRecord[]): number[] {
  const largest = new Map<number, number>();
  const seen = new Set<number>();
  const found: number[] = [];
  for (const { id, partition } of [...consumed].sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const before = largest.get(partition) ?? -1;
    if (id < before && !seen.has(id)) found.push(id);
    seen.add(id);
    largest.set(partition, Math.max(before, id));
  }
  return ascending(found);
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
