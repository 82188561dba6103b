/**
 * Who leads a partition.
 *
 * A leader is always a live (registered, unfenced) member of the ISR, so it holds everything acknowledged: an acks=all
 * append is answered only when all of the ISR has it on disk. A fenced node is taken out of every ISR of more than one, hence
 * all members of such an ISR are live, and a partition can be offline only with an ISR of exactly one: the last replica
 * standing (KIP-966), which alone may lead again. A replica whose log has failed is treated as if its node were fenced, for this
 * one partition.
 */
import type { NodeId } from "@chronik/raft-core";
import { type MetadataImage, NO_LEADER, type PartitionImage, type TopicId, type TopicImage } from "../image.ts";

type Nodes = MetadataImage["nodes"];

const NOBODY: readonly NodeId[] = [];

/** What happens to a partition. What is absent stays as it is. */
export interface PartitionUpdate {
  readonly isr?: readonly NodeId[];
  /** The leader's process life has ended, or its right to lead: the epoch grows even where the same node leads again. */
  readonly endsLeadership?: boolean;
  /** The leader may stay, but what followers have said in its epoch must not count any more: the epoch grows. */
  readonly endsEpoch?: boolean;
  readonly awaitsDirectoryId?: string;
  readonly failed?: readonly NodeId[];
}

/** The partition after the update, with a leader wherever one may lead. The same object where nothing changed. */
export function updatePartition(before: PartitionImage, update: PartitionUpdate, nodes: Nodes): PartitionImage {
  const isr = update.isr ?? before.isr;
  const awaitsDirectoryId = update.awaitsDirectoryId ?? before.awaitsDirectoryId;
  const failed = update.failed ?? before.failed ?? NOBODY;
  const keepsLeader = before.leader !== NO_LEADER && update.endsLeadership !== true;
  const leader = keepsLeader ? before.leader : electLeader({ isr, awaitsDirectoryId, failed }, nodes);
  const endsEpoch = update.endsLeadership === true || update.endsEpoch === true;
  const newEpoch = leader !== before.leader || (endsEpoch && before.leader !== NO_LEADER);
  if (leader === NO_LEADER && before.leader !== NO_LEADER) {
    SIMULATION: globalThis.chronikSometimes?.("a partition is left without a leader");
  } else if (before.leader === NO_LEADER && leader !== NO_LEADER) {
    SIMULATION: globalThis.chronikSometimes?.("the last replica standing leads again");
  }
  const stillAwaits = leader === NO_LEADER ? awaitsDirectoryId : undefined;
  const sameFailed = failed === (before.failed ?? NOBODY);
  if (isr === before.isr && !newEpoch && stillAwaits === before.awaitsDirectoryId && sameFailed) return before;
  return {
    partition: before.partition,
    replicas: before.replicas,
    isr,
    leader,
    leaderEpoch: before.leaderEpoch + (newEpoch ? 1 : 0),
    partitionEpoch: before.partitionEpoch + 1,
    ...(stillAwaits === undefined ? {} : { awaitsDirectoryId: stillAwaits }),
    ...(failed.length === 0 ? {} : { failed }),
  };
}

/** What becomes of {@link PartitionImage.failed} when replicas fail, or are in order again. The same object where nothing changed. */
export function failedAfter(
  { replicas, failed = NOBODY }: PartitionImage,
  isFailed: (nodeId: NodeId, wasFailed: boolean) => boolean,
): readonly NodeId[] {
  const after = replicas.filter((nodeId) => isFailed(nodeId, failed.includes(nodeId)));
  return after.length === failed.length && after.every((nodeId) => failed.includes(nodeId)) ? failed : after;
}

/** The first member of the ISR, which is in replica order, that is live and has not failed. */
export function electLeader(
  candidates: {
    readonly isr: readonly NodeId[];
    readonly awaitsDirectoryId?: string | undefined;
    readonly failed?: readonly NodeId[];
  },
  nodes: Nodes,
): NodeId {
  const leader = candidates.isr.find((nodeId) => {
    const node = nodes.get(nodeId);
    if (node === undefined || node.fenced) return false;
    if (candidates.failed?.includes(nodeId)) return false;
    return candidates.awaitsDirectoryId === undefined || candidates.awaitsDirectoryId === node.directoryId;
  });
  return leader ?? NO_LEADER;
}

/** Every partition of every topic through `change`; topics and the map stay the same objects where nothing changed. */
export function mapPartitions(
  topics: MetadataImage["topics"],
  change: (partition: PartitionImage, topicId: TopicId) => PartitionImage,
): MetadataImage["topics"] {
  let changedTopics: Map<TopicId, TopicImage> | null = null;
  for (const topic of topics.values()) {
    const partitions = mapShared(topic.partitions, (partition) => change(partition, topic.topicId));
    if (partitions === topic.partitions) continue;
    changedTopics ??= new Map(topics);
    changedTopics.set(topic.topicId, { ...topic, partitions });
  }
  return changedTopics ?? topics;
}

function mapShared<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed = false;
  const mapped = items.map((item) => {
    const next = change(item);
    changed ||= next !== item;
    return next;
  });
  return changed ? mapped : items;
}
