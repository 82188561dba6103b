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
  | "joins below the epoch's start";

/** States that a run should reach somewhere, or it proves little. */
export type Mark =
  | "failover"
  | "offline"
  | "awaits disk"
  | "disk found"
  | "isr shrunk"
  | "isr grown"
  | "change refused";

export interface Disk {
  readonly id: string;
  /** Ids of records, by partition. */
  readonly logs: number[][];
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
