import type { UnfenceNode } from "../command.ts";
import { type MetadataImage, NO_LEADER } from "../image.ts";
import { mapPartitions, updatePartition } from "./election.ts";
import { accept, type Outcome } from "./outcome.ts";
import { registrationOf } from "./registration-of.ts";

/** The node may lead again, and does so at once where nobody else could. Into other ISRs it is let by their leaders. */
export function applyUnfenceNode(image: MetadataImage, command: UnfenceNode): Outcome {
  const found = registrationOf(image, command);
  if ("refused" in found) return found.refused;
  if (!found.node.fenced) return accept(image);

  const nodes = new Map(image.nodes).set(command.nodeId, { ...found.node, fenced: false });
  const topics = mapPartitions(image.topics, (partition) => {
    const waits = partition.leader === NO_LEADER && partition.isr.includes(command.nodeId);
    return waits ? updatePartition(partition, {}, nodes) : partition;
  });
  return accept({ ...image, nodes, topics });
}
