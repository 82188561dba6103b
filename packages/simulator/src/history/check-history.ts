import type { Anomaly, Evidence } from "./evidence.ts";
import { committedOffsets, fencedCommits, twoOwners, unseenRecords } from "./group-checks.ts";
import { partitionFacts } from "./partition-facts.ts";
import { divergedReplicas, inconsistentOffsets, pollOrder, unsentReads, vanishedReads } from "./read-checks.ts";
import { topics } from "./topic-checks.ts";
import { duplicates, lostWrites, nonmonotonicSends } from "./write-checks.ts";

const PARTITION_CHECKS = [
  lostWrites,
  duplicates,
  nonmonotonicSends,
  inconsistentOffsets,
  vanishedReads,
  unsentReads,
  pollOrder,
  divergedReplicas,
] as const;

const RUN_CHECKS = [twoOwners, fencedCommits, committedOffsets, unseenRecords, topics] as const;

/** Everything that must not be and is, in what clients did and in what is left at the end. Looks only. */
export function checkHistory(evidence: Evidence): Anomaly[] {
  const partitions = partitionFacts(evidence);
  const reports = evidence.history.of("report").map((operation) => ({
    name: operation.name,
    detail: `${operation.process}: ${operation.detail}`,
    operations: [operation],
  }));
  return [
    ...reports,
    ...partitions.flatMap((facts) => PARTITION_CHECKS.flatMap((check) => check(facts, evidence))),
    ...RUN_CHECKS.flatMap((check) => check(evidence)),
  ];
}
