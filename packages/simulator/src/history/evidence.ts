import type { History } from "./history.ts";
import type { Operation, PolledRecord } from "./operation.ts";

/** A partition as it is at the end of a run, when the cluster is whole again. */
export interface FinalLog {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that there is. */
  readonly startOffset: number;
  /** The high watermark. */
  readonly endOffset: number;
  /** All records below the high watermark, by offset. */
  readonly records: readonly PolledRecord[];
  /** What each replica has below the high watermark, where somebody looked into it. */
  readonly replicas?: readonly { readonly node: number; readonly records: readonly PolledRecord[] }[];
}

/** All that is known of a run. */
export interface Evidence {
  readonly history: History;
  /** Of all partitions that clients wrote to; of one that is missing only what clients saw is checked. */
  readonly logs: readonly FinalLog[];
  /**
   * Whether something happened in a time that lets a partition lose what was acknowledged without replication (acks 0 and 1): it
   * changed its leader, a node crashed, or, for acks 0, a connection broke. Default: always.
   */
  readonly mayLoseUnreplicated?: (where: { topic: string; partition: number; fromMs: number; toMs: number }) => boolean;
  /** The topics that exist at the end, and how many partitions they have. Default: not looked at. */
  readonly topicsAtEnd?: ReadonlyMap<string, number>;
}

/** The names are those of Jepsen's Kafka workload where it has one. */
export type AnomalyName =
  | "lost-write"
  | "vanished-read"
  | "unsent-read"
  | "duplicate"
  | "inconsistent-offsets"
  | "int-nonmonotonic-poll"
  | "nonmonotonic-poll"
  | "int-poll-skip"
  | "poll-skip"
  | "nonmonotonic-send"
  | "unseen"
  | "diverged-replica"
  | "lost-commit"
  | "phantom-commit"
  | "fenced-commit"
  | "two-owners"
  | "lost-topic"
  | "undeleted-topic"
  | "lost-partitions"
  /** Seen by a client itself; see `ReportValue`. */
  | (string & {});

/** Something that must not be. */
export interface Anomaly {
  readonly name: AnomalyName;
  readonly detail: string;
  /** The operations that show it. */
  readonly operations: readonly Operation[];
}
