import { assemblyOf, type BrokerNode } from "../node.ts";
import type { NodeAssembly } from "../node-assembly.ts";

export type { MetadataCommand } from "../metadata/command.ts";
export type { MetadataImage, PartitionImage, TopicImage } from "../metadata/image.ts";
export type { StorageTuning } from "../node-assembly.ts";
export type { Partition } from "../partition/partition.ts";
export { storeMetadata } from "./store-metadata.ts";
export type { NodeAssembly };

/**
 * The parts of a node as they are now, to look at and not to touch: its Raft loop and log, metadata image, partitions, groups and
 * write-ahead log. Null before `recover`. They are the same objects for as long as the node lives.
 */
export function inspectNode(node: BrokerNode): NodeAssembly | null {
  return assemblyOf(node);
}
