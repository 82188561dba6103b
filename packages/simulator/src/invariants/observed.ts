import type { Entry, HardState, Role } from "@chronik/raft-core";
import type { PartitionLog } from "@chronik/wal";

/**
 * What invariants see of a node: live objects, not copies, since they are looked at after every step. Everything here only
 * looks; a real node's parts have these shapes, and tests make their own.
 */
export interface ObservedNode {
  readonly loop: { status(): ObservedRaft };
  readonly raftLog: ObservedRaftLog;
  readonly metadata: { readonly image: ObservedImage; readonly pendingProposalCount: number };
  readonly replicas: { all(): Iterable<ObservedReplica> };
  readonly wal: { partitions(): Iterable<PartitionLog>; stats(): { readonly journalPendingBytes: number } };
}

export interface ObservedRaft {
  readonly role: Role;
  readonly term: number;
  readonly commit: number;
  readonly lastIndex: number;
  readonly durableIndex: number;
}

/** A part of raft-core's `LogReader`. */
export interface ObservedRaftLog {
  hardState(): HardState;
  firstIndex(): number;
  lastIndex(): number;
  term(index: number): number | undefined;
  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[];
}

export interface ObservedImage {
  readonly appliedIndex: number;
  readonly nodes: ReadonlyMap<number, ObservedRegistration>;
  readonly topics: ReadonlyMap<string, ObservedTopic>;
  readonly nextProducerId: number;
}

export interface ObservedRegistration {
  readonly nodeEpoch: number;
  readonly fenced: boolean;
  readonly directoryId: string;
}

export interface ObservedTopic {
  readonly topicId: string;
  readonly name: string;
  readonly partitions: readonly ObservedPartition[];
  readonly configs: ReadonlyMap<string, string>;
}

/** What the metadata says of a partition. */
export interface ObservedPartition {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** −1 for nobody. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Replicas whose logs cannot be used. */
  readonly failed?: readonly number[];
}

/** A node's disk, looked at past the node's process. */
export interface ObservedDisk {
  /** Names in a folder; none where it is not there. */
  list(folder: string): string[];
  contents(path: string): Uint8Array;
}

/** A disk of which nothing is known. */
export const UNSEEN_DISK: ObservedDisk = { list: () => [], contents: () => new Uint8Array(0) };

/** Where a node has the files of a log. */
export function folderOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `/data/${topic}-${partition}`;
}

/** One replica of a partition on a node. */
export interface ObservedReplica {
  readonly key: { readonly topicId: string; readonly partition: number };
  readonly topic: string;
  readonly highWatermark: number;
  /** Undefined where it does not lead. */
  readonly leadingEpoch: number | undefined;
  readonly isr: readonly number[];
  readonly image: ObservedPartition;
  readonly config: { readonly minInsyncReplicas: number };
  readonly replica: {
    readonly logEndOffset: number;
    readonly durableEndOffset: number;
    readonly log: PartitionLog;
    /** The producers it knows, as Kafka's snapshots have them; null while it does not know them. */
    capture(): { readonly bytes: Uint8Array } | null;
  };
}

export function keyOf({ topicId, partition }: { readonly topicId: string; readonly partition: number }): string {
  return `${topicId}-${partition}`;
}
