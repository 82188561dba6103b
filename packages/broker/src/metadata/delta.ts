import type { MetadataImage, NodeRegistration, PartitionImage, TopicImage } from "./image.ts";

/** What is different between two images. Nothing is listed twice: partitions of new and deleted topics are not "changed". */
export interface ImageDelta {
  readonly topicsCreated: readonly TopicImage[];
  readonly topicsDeleted: readonly TopicImage[];
  /** Of topics in both images. */
  readonly partitionsChanged: readonly PartitionChange[];
  /** Topics in both images whose configurations differ, as they are now. */
  readonly configsChanged: readonly TopicImage[];
  readonly nodesChanged: readonly NodeChange[];
}

export interface PartitionChange {
  /** As it is now. */
  readonly topic: TopicImage;
  /** Null where the partition was added. */
  readonly before: PartitionImage | null;
  readonly after: PartitionImage;
}

export interface NodeChange {
  /** Null before the first registration. */
  readonly before: NodeRegistration | null;
  /** Null where the node is no longer registered. */
  readonly after: NodeRegistration | null;
}

/** Takes time in proportion to the topics and to what changed, not to the partitions: unchanged parts are the same objects. */
export function imageDelta(before: MetadataImage, after: MetadataImage): ImageDelta {
  const topicsCreated: TopicImage[] = [];
  const topicsDeleted: TopicImage[] = [];
  const partitionsChanged: PartitionChange[] = [];
  const configsChanged: TopicImage[] = [];
  for (const { before: earlier, after: later } of changedEntries(before.topics, after.topics)) {
    if (later === undefined) topicsDeleted.push(earlier!);
    else if (earlier === undefined) topicsCreated.push(later);
    else {
      if (earlier.configs !== later.configs) configsChanged.push(later);
      partitionsChanged.push(...changedPartitions(earlier, later));
    }
  }
  const nodesChanged = changedEntries(before.nodes, after.nodes).map(
    (change): NodeChange => ({ before: change.before ?? null, after: change.after ?? null }),
  );
  return { topicsCreated, topicsDeleted, partitionsChanged, configsChanged, nodesChanged };
}

function changedPartitions(earlier: TopicImage, later: TopicImage): PartitionChange[] {
  const changes: PartitionChange[] = [];
  for (const [index, after] of later.partitions.entries()) {
    const before = earlier.partitions[index];
    if (before !== after) changes.push({ topic: later, before: before ?? null, after });
  }
  return changes;
}

function changedEntries<K, V extends object>(
  before: ReadonlyMap<K, V>,
  after: ReadonlyMap<K, V>,
): { before: V | undefined; after: V | undefined }[] {
  if (before === after) return [];
  const changes: { before: V | undefined; after: V | undefined }[] = [];
  for (const [key, earlier] of before) {
    const later = after.get(key);
    if (later !== earlier) changes.push({ before: earlier, after: later });
  }
  for (const [key, later] of after) {
    if (!before.has(key)) changes.push({ before: undefined, after: later });
  }
  return changes;
}
