import type { Evidence, FinalLog } from "./evidence.ts";
import type { Operation, PolledRecord, PollOperation, SendOperation } from "./operation.ts";

/** Who saw a value at an offset. */
export interface Sighting {
  readonly offset: number;
  readonly value: string;
  readonly by: string;
  readonly operation: Operation | null;
}

/** All that is known of one partition. */
export interface PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  /** `topic-partition`. */
  readonly name: string;
  readonly sends: SendOperation[];
  readonly polls: PollOperation[];
  readonly log: FinalLog | null;
  /** Of the final log. */
  readonly offsetsByValue: ReadonlyMap<string, readonly number[]>;
  readonly valueByOffset: ReadonlyMap<number, string>;
}

/** Sorts the evidence by partition. Topics that somebody has deleted are left out: all that was in them may be gone. */
export function partitionFacts({ history, logs }: Evidence): PartitionFacts[] {
  const deleted = new Set(history.of("delete-topic").map(({ topic }) => topic));
  const byName = new Map<string, PartitionFacts>();
  const factsOf = (topic: string, partition: number): PartitionFacts => {
    const name = `${topic}-${partition}`;
    let facts = byName.get(name);
    if (facts === undefined) {
      const log = logs.find((candidate) => candidate.topic === topic && candidate.partition === partition) ?? null;
      facts = { topic, partition, name, sends: [], polls: [], log, ...indexed(log?.records ?? []) };
      byName.set(name, facts);
    }
    return facts;
  };
  for (const { topic, partition } of logs) factsOf(topic, partition);
  for (const operation of history.operations) {
    if (operation.f === "send") factsOf(operation.topic, operation.partition).sends.push(operation);
    else if (operation.f === "poll") factsOf(operation.topic, operation.partition).polls.push(operation);
  }
  return [...byName.values()].filter(({ topic }) => !deleted.has(topic));
}

function indexed(records: readonly PolledRecord[]) {
  const offsetsByValue = new Map<string, number[]>();
  const valueByOffset = new Map<number, string>();
  for (const { offset, value } of records) {
    const offsets = offsetsByValue.get(value);
    if (offsets === undefined) offsetsByValue.set(value, [offset]);
    else offsets.push(offset);
    valueByOffset.set(offset, value);
  }
  return { offsetsByValue, valueByOffset };
}

/** Whether the broker's word about this send is binding: replicated, or nothing happened that excuses its loss. */
export function isBinding(send: SendOperation, { mayLoseUnreplicated }: Evidence): boolean {
  if (send.type !== "ok") return false;
  if (send.acks === -1) return true;
  const { topic, partition, invokedAtMs: fromMs } = send;
  const excused = mayLoseUnreplicated?.({ topic, partition, fromMs, toMs: Number.POSITIVE_INFINITY }) ?? true;
  return !excused;
}

/** Every value at an offset that somebody saw: in a poll, in a binding answer to a send, in the final log or in a replica's. */
export function sightings(facts: PartitionFacts, evidence: Evidence): Sighting[] {
  const seen: Sighting[] = [];
  for (const { offset, value } of facts.log?.records ?? []) {
    seen.push({ offset, value, by: "the final log", operation: null });
  }
  for (const operation of facts.polls) {
    for (const { offset, value } of operation.records) seen.push({ offset, value, by: operation.process, operation });
  }
  for (const operation of facts.sends) {
    const { offset, value } = operation;
    if (typeof offset !== "number" || !isBinding(operation, evidence)) continue;
    seen.push({ offset, value, by: `the answer to ${operation.process}`, operation });
  }
  return seen;
}
