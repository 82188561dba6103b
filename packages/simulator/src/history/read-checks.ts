import type { Anomaly, Evidence } from "./evidence.ts";
import type { Operation, PollOperation, SendOperation } from "./operation.ts";
import { type PartitionFacts, type Sighting, sightings } from "./partition-facts.ts";

/** inconsistent-offsets: an offset was seen with two values, by anybody, at any time. */
export function inconsistentOffsets(facts: PartitionFacts, evidence: Evidence): Anomaly[] {
  const first = new Map<number, Sighting>();
  const reported = new Set<number>();
  const anomalies: Anomaly[] = [];
  for (const sighting of sightings(facts, evidence)) {
    const { offset, value, by, operation } = sighting;
    const known = first.get(offset);
    if (known === undefined) first.set(offset, sighting);
    if (known === undefined || known.value === value || reported.has(offset)) continue;
    reported.add(offset);
    const detail = `${facts.name} at ${offset}: ${known.value} (${known.by}) and ${value} (${by})`;
    anomalies.push({ name: "inconsistent-offsets", detail, operations: present(known.operation, operation) });
  }
  return anomalies;
}

/** vanished-read: a consumer got a record, and at the end there is nothing at its offset: what is read has been committed. */
export function vanishedReads(facts: PartitionFacts): Anomaly[] {
  const { log } = facts;
  if (log === null) return [];
  for (const poll of facts.polls) {
    const gone = poll.records.find(({ offset }) => offset >= log.startOffset && !facts.valueByOffset.has(offset));
    if (gone === undefined) continue;
    const detail = `${facts.name}: ${gone.value} was read at ${gone.offset}, and the log ends at ${log.endOffset} without it`;
    return [{ name: "vanished-read", detail, operations: [poll] }];
  }
  return [];
}

/** unsent-read: a record in the log or in a poll that nobody sent there, or whose sending has certainly failed. */
export function unsentReads(facts: PartitionFacts): Anomaly[] {
  const sends = new Map(facts.sends.map((send) => [send.value, send]));
  const anomalies: Anomaly[] = [];
  const reported = new Set<string>();
  const check = (record: { offset: number; key: string | null; value: string }, poll: PollOperation | null): void => {
    const send = sends.get(record.value);
    const problem = whyUnsent(record, send);
    if (problem === null || reported.has(record.value)) return;
    reported.add(record.value);
    const detail = `${facts.name} at ${record.offset}: ${record.value} ${problem}`;
    anomalies.push({ name: "unsent-read", detail, operations: present(poll, send ?? null) });
  };
  for (const poll of facts.polls) for (const record of poll.records) check(record, poll);
  for (const record of facts.log?.records ?? []) check(record, null);
  return anomalies;
}

function whyUnsent({ key }: { key: string | null }, send: SendOperation | undefined): string | null {
  if (send === undefined) return "was never sent there";
  if (send.type === "fail") return "was read although sending it has failed";
  if (send.key !== key) return `was sent with the key ${send.key}, and has ${key}`;
  return null;
}

/**
 * The order within one consumer's reading of a partition, inside of a poll (`int-`) and from one poll to the next, until it seeks:
 *
 * - nonmonotonic-poll: an offset that is not beyond the one before.
 * - poll-skip: records in between that it was not given. Offsets in which nobody has seen a record prove nothing.
 */
export function pollOrder(facts: PartitionFacts, evidence: Evidence): Anomaly[] {
  const known = [...new Set(sightings(facts, evidence).map(({ offset }) => offset))].sort((a, b) => a - b);
  const anomalies: Anomaly[] = [];
  const positions = new Map<string, { next: number; operation: Operation }>();
  for (const operation of readingOf(facts, evidence)) {
    if (operation.f === "seek") {
      positions.set(operation.process, { next: operation.offset, operation });
      continue;
    }
    const before = positions.get(operation.process);
    let next = before?.next ?? operation.position;
    operation.records.forEach(({ offset }, at) => {
      const within = at > 0;
      const operations = within || before === undefined ? [operation] : [before.operation, operation];
      const found = orderProblem({ next, offset, known });
      if (found !== null) {
        const name = `${within ? "int-" : ""}${found.name}`;
        const detail = `${facts.name}: ${operation.process} got ${offset}, ${found.detail}`;
        anomalies.push({ name, detail, operations });
      }
      next = offset + 1;
    });
    positions.set(operation.process, { next, operation });
  }
  return anomalies;
}

function orderProblem(read: { next: number; offset: number; known: readonly number[] }) {
  const { next, offset, known } = read;
  if (offset < next) return { name: "nonmonotonic-poll", detail: `and had been at ${next}` };
  if (offset === next) return null;
  const skipped = known[firstAtLeast(known, next)];
  if (skipped === undefined || skipped >= offset) return null;
  return { name: "poll-skip", detail: `and had been at ${next}: there is a record at ${skipped}` };
}

/** Where the first of the sorted numbers is that is not below `value`. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readingOf({ topic, partition }: PartitionFacts, { history }: Evidence) {
  return history.operations.filter(
    (operation) =>
      (operation.f === "poll" || operation.f === "seek") &&
      operation.topic === topic &&
      operation.partition === partition,
  ) as Extract<Operation, { f: "poll" | "seek" }>[];
}

/** diverged-replica: a replica has something else below the high watermark than the leader. */
export function divergedReplicas(facts: PartitionFacts): Anomaly[] {
  const { log } = facts;
  return (log?.replicas ?? []).flatMap(({ node, records }) => {
    const differs = (at: number) => {
      const [mine, leaders] = [records[at], log!.records[at]];
      return mine?.offset !== leaders?.offset || mine?.value !== leaders?.value;
    };
    const count = Math.max(records.length, log!.records.length);
    const at = Array.from({ length: count }, (_, index) => index).find(differs);
    if (at === undefined) return [];
    const [mine, leaders] = [records[at], log!.records[at]];
    const text = (record: typeof mine) => (record === undefined ? "nothing" : `${record.value} at ${record.offset}`);
    const detail = `${facts.name}: node ${node} has ${text(mine)} where the leader has ${text(leaders)}`;
    return [{ name: "diverged-replica", detail, operations: [] }];
  });
}

function present(...operations: (Operation | null)[]): Operation[] {
  return operations.filter((operation) => operation !== null);
}
