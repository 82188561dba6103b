import type { FaultPlan } from "./fault-plan.ts";

/**
 * All that a run is made of, as plain data: what is not in here is drawn from `seed`. A plan can be written down, made smaller
 * by hand or by the shrinker, and run again.
 */
export interface Plan {
  /** Of every random stream of the run. */
  readonly seed: number;
  readonly knobs: Knobs;
  readonly clients: readonly ClientPlan[];
  /** By time. */
  readonly faults: readonly FaultPlan[];
  /** How long clients work under faults, from the moment at which the cluster serves clients. */
  readonly safetyMs: number;
  /** How long the cluster may then take to be whole again. */
  readonly healMs: number;
}

/** How the cluster is built. */
export interface Knobs {
  readonly nodeCount: number;
  /** Of the one topic that clients use. */
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly segmentBytes: number;
  /** A multiple of 512. */
  readonly journalFileBytes: number;
  /** A multiple of 512, at least 2048. */
  readonly raftJournalFileBytes: number;
  /** Empty files that a journal keeps ready. */
  readonly journalReadyFilesMax: number;
  /** What may wait for a journal's disk before appends are refused. */
  readonly journalPendingBytesMax: number;
  readonly checkpointBytes: number;
  readonly checkpointIntervalMs: number;
  readonly requestBytesMax: number;
  /** What may wait for a client that does not read before its requests have to wait. */
  readonly clientBufferBytesMax: number;
  readonly replicaLagTimeMsMax: number;
  readonly brokerSessionTimeoutMs: number;
  /** How often leadership goes back to preferred leaders; 0 for never. */
  readonly leaderImbalanceCheckIntervalMs: number;
  readonly offsetsTopicPartitionCount: number;
  readonly network: NetworkKnobs;
  readonly disk: DiskKnobs;
  /** How much faster or slower each node's clock runs, in parts per million, by node. */
  readonly clockSkewPpm: readonly number[];
}

export interface NetworkKnobs {
  /** Every chunk of bytes takes so long, one way. */
  readonly latencyMs: number;
  /** And up to so much more. */
  readonly jitterMs: number;
  /** The most that is delivered in one piece; 0 for whole writes. */
  readonly fragmentBytesMax: number;
}

export interface DiskKnobs {
  /** A sync takes at least so long. */
  readonly syncMs: number;
  /** And up to so much more. */
  readonly syncJitterMs: number;
}

/** What one client process does. */
export type ClientPlan = ProducerPlan | ConsumerPlan | GroupPlan | AdminPlan;

export interface ProducerPlan {
  readonly kind: "producer";
  /** As in the protocol: 0, 1, or −1 for all. */
  readonly acks: 0 | 1 | -1;
  readonly idempotent: boolean;
  /** Records per batch, at most. */
  readonly batchRecords: number;
  readonly recordsPerS: number;
  /** Requests that may be under way at one time. */
  readonly inFlightMax: number;
  /** Of a record's value, at least; it is filled up. */
  readonly valueBytes: number;
  /** After so long, on average, another process takes its place; 0 for never. */
  readonly lifeMs: number;
}

export interface ConsumerPlan {
  readonly kind: "consumer";
  readonly maxWaitMs: number;
  readonly fetchBytesMax: number;
  /** Where it begins to read, which may be beyond the end; null for the first record. */
  readonly from: number | null;
}

export interface GroupPlan {
  readonly kind: "group";
  readonly members: number;
  readonly sessionTimeoutMs: number;
  readonly commitIntervalMs: number;
  /** Every so often a member leaves, dies or comes back; 0 for never. */
  readonly churnMs: number;
  /** Members have a `group.instance.id`. */
  readonly staticMembers: boolean;
}

export interface AdminPlan {
  readonly kind: "admin";
  /** Every so often a topic is created, or one of those deleted again. */
  readonly intervalMs: number;
}
