import type { NodeId } from "@chronik/raft-core";
import type { MetadataCommand } from "../command.ts";
import type { MetadataImage, NodeRegistration, PartitionImage } from "../image.ts";
import type { RequestId } from "../proposal-codec.ts";
import { TOPIC_ID } from "./cluster.ts";

/** Rules of replication that can be broken on purpose, to see that the model notices. */
export type PlantedBug =
  /** A wiped node registers under the directory id it had. */
  | "wipe goes unnoticed"
  /** A restarted process leads and follows by entries from before its own registration. */
  | "acts on history"
  /** The high watermark ignores members of an ISR change that is under way. */
  | "high watermark over the committed ISR"
  /** A follower may join that lacks what the leader had when its epoch began. */
  | "joins below the epoch's start"
  /** A log that failed again is dropped on the strength of what was said of its first failure. */
  | "an old failure stands for the next"
  /** A log that failed is dropped although the metadata still counts on it. */
  | "drops what is in sync"
  /** The failure of a follower leaves the leader epoch as it is: what was acknowledged before it counts after it. */
  | "a failure leaves the epoch";

/** States that a run should reach somewhere, or it proves little. */
export type Mark =
  | "failover"
  | "offline"
  | "awaits disk"
  | "disk found"
  | "isr shrunk"
  | "isr grown"
  | "change refused"
  | "failed"
  | "failed alone"
  | "dropped"
  | "dropped again";

export interface Disk {
  readonly id: string;
  /** Ids of records, by partition. */
  readonly logs: number[][];
  /** Partitions whose logs cannot be used. */
  readonly broken: Set<number>;
}

/** What a process has told of a log that failed. */
export interface Report {
  /** Null where its registration has told it. */
  readonly proposal: Proposal | null;
}

export interface Leadership {
  readonly epoch: number;
  readonly startLength: number;
  readonly progress: Map<NodeId, { readonly incarnation: string; readonly length: number }>;
  highWatermark: number;
  pending: { readonly isr: readonly NodeId[]; readonly proposal: Proposal } | null;
}

export interface Process {
  readonly nodeId: NodeId;
  readonly incarnation: string;
  readonly disk: Disk;
  /** How many entries of the log it has applied. */
  applied: number;
  readonly leaderships: Map<number, Leadership>;
  /** Its last wish about its registration. */
  wish: Proposal | null;
  /** By partition. */
  readonly reports: Map<number, Report>;
}

export interface Proposal {
  readonly command: MetadataCommand;
  readonly requestId: RequestId;
  readonly basisIndex: number;
  /** Under way until then. */
  dueStep: number;
  /** Its place in the log, once it has one: the entry with this number. */
  settledAt?: number;
}

export interface Action {
  readonly weight: number;
  readonly happen: () => void;
}

export interface Ack {
  readonly leader: Process;
  readonly epoch: number;
  readonly follower: Process;
  readonly partition: number;
  readonly length: number;
}

export const NODES: readonly NodeId[] = [1, 2, 3, 4];
/** Some proposals take this long, most of them none. */
export const DELAY_STEPS_MAX = 800;
/** Few, so that a lost one is found again now and then. */
export const DISKS_PER_NODE_MAX = 3;
export const ASSIGNMENTS = [
  [1, 2, 3, 4],
  [3, 1, 4, 2],
];

/** The states that a command has led to. */
export function* marksOf(before: MetadataImage, after: MetadataImage, command: MetadataCommand): Iterable<Mark> {
  for (const [index, partition] of partitionsOf(after).entries()) {
    const earlier = partitionsOf(before)[index];
    if (earlier === undefined || earlier === partition) continue;
    if (partition.leader === -1) yield "offline";
    else if (partition.leader !== earlier.leader) yield "failover";
    if (partition.awaitsDirectoryId !== undefined) yield "awaits disk";
    else if (earlier.awaitsDirectoryId !== undefined) yield "disk found";
    if (command.kind === "changeIsr") yield partition.isr.length < earlier.isr.length ? "isr shrunk" : "isr grown";
  }
}

/** The image, with the leader epochs of an earlier one wherever the same node leads. */
export function withEpochsOf(before: MetadataImage, image: MetadataImage): MetadataImage {
  const topic = image.topics.get(TOPIC_ID);
  if (topic === undefined) return image;
  const partitions = topic.partitions.map((partition, index) => {
    const { leader, leaderEpoch } = partitionsOf(before)[index]!;
    return leader === partition.leader ? { ...partition, leaderEpoch } : partition;
  });
  return { ...image, topics: new Map([[TOPIC_ID, { ...topic, partitions }]]) };
}

export function partitionsOf(image: MetadataImage): readonly PartitionImage[] {
  return image.topics.get(TOPIC_ID)?.partitions ?? [];
}

/** What a follower has said counts while the process that said it is the registered one. */
export function isCurrent<Progress extends { readonly incarnation: string }>(
  progress: Progress | undefined,
  node: NodeRegistration | undefined,
): progress is Progress {
  return progress !== undefined && progress.incarnation === node?.incarnation;
}
