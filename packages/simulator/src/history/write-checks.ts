import type { Anomaly, Evidence } from "./evidence.ts";
import type { SendOperation } from "./operation.ts";
import { isBinding, type PartitionFacts, sightings } from "./partition-facts.ts";

/**
 * lost-write: a record was acknowledged, and it is not in the log. Without a final log: somebody read beyond its offset, and
 * nobody has ever seen it.
 */
export function lostWrites(facts: PartitionFacts, evidence: Evidence): Anomaly[] {
  const polled = new Set(facts.polls.flatMap(({ records }) => records.map(({ value }) => value)));
  const highest = facts.polls.reduce((max, { records }) => Math.max(max, records.at(-1)?.offset ?? -1), -1);
  const isLost = ({ value, offset }: SendOperation): boolean => {
    if (facts.log !== null) return !facts.offsetsByValue.has(value) && (offset ?? 0) >= facts.log.startOffset;
    return typeof offset === "number" && offset < highest && !polled.has(value);
  };
  return facts.sends
    .filter((send) => isBinding(send, evidence) && isLost(send))
    .map((send) => ({
      name: "lost-write",
      detail: `${facts.name}: ${send.value}, acknowledged at ${send.offset}, is not in the log`,
      operations: [send],
    }));
}

/**
 * duplicate: a record is in the log twice. What a producer without idempotence sent more than once may be; so may what was sent
 * without waiting for an answer, only that is sent once.
 */
export function duplicates(facts: PartitionFacts, evidence: Evidence): Anomaly[] {
  const offsets = new Map<string, Set<number>>();
  for (const { value, offset } of sightings(facts, evidence)) {
    const known = offsets.get(value);
    if (known === undefined) offsets.set(value, new Set([offset]));
    else known.add(offset);
  }
  return facts.sends.flatMap((send) => {
    const found = offsets.get(send.value);
    if (found === undefined || found.size < 2 || (!send.idempotent && (send.attempts ?? 0) > 1)) return [];
    const where = [...found].sort((a, b) => a - b).join(" and ");
    return [{ name: "duplicate", detail: `${facts.name}: ${send.value} is at ${where}`, operations: [send] }];
  });
}

/** nonmonotonic-send: a producer that keeps the order sent one record after another, and it came before it in the log. */
export function nonmonotonicSends(facts: PartitionFacts): Anomaly[] {
  const last = new Map<string, SendOperation>();
  const anomalies: Anomaly[] = [];
  for (const send of facts.sends) {
    const keepsOrder = send.idempotent || send.inFlightMax === 1;
    if (!keepsOrder || send.type !== "ok" || typeof send.offset !== "number") continue;
    // Without replication the log may have been cut in between, and grown again.
    if (send.acks !== -1) continue;
    const before = last.get(send.process);
    if (before !== undefined && before.offset! >= send.offset) {
      const detail = `${facts.name}: ${send.value} at ${send.offset} was sent after ${before.value} at ${before.offset}`;
      anomalies.push({ name: "nonmonotonic-send", detail, operations: [before, send] });
    }
    last.set(send.process, send);
  }
  return anomalies;
}
