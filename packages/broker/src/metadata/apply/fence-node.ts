import type { FenceNode } from "../command.ts";
import type { MetadataImage } from "../image.ts";
import { mapPartitions, updatePartition } from "./election.ts";
import { accept, type Outcome } from "./outcome.ts";
import { registrationOf } from "./registration-of.ts";

/**
 * The node leads nothing any more, and leaves every ISR of more than one. Where it is the only in-sync replica it stays the
 * only one (the others may lack acknowledged records), and the partition is offline.
 */
export function applyFenceNode(image: MetadataImage, command: FenceNode): Outcome {
  const found = registrationOf(image, command);
  if ("refused" in found) return found.refused;
  if (found.node.fenced) return accept(image);

  const { nodeId } = command;
  const nodes = new Map(image.nodes).set(nodeId, { ...found.node, fenced: true });
  const topics = mapPartitions(image.topics, (partition) => {
    if (!partition.isr.includes(nodeId)) return partition;
    const isr = partition.isr.length > 1 ? partition.isr.filter((member) => member !== nodeId) : partition.isr;
    return updatePartition(partition, { isr, endsLeadership: partition.leader === nodeId }, nodes);
  });
  return accept({ ...image, nodes, topics });
}
