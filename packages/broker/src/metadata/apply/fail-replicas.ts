import type { NodeId } from "@chronik/raft-core";
import type { FailReplicas } from "../command.ts";
import type { MetadataImage, PartitionImage } from "../image.ts";
import { failedAfter, mapPartitions, updatePartition } from "./election.ts";
import { accept, type Outcome } from "./outcome.ts";
import { PartitionSet } from "./partition-set.ts";
import { registrationOf } from "./registration-of.ts";

/**
 * Like the fencing of the node, for these partitions only: it leads them no more, and leaves their ISRs of more than one. Where
 * it is the only in-sync replica it stays the only one, and the partition is offline until its node is started with a log that
 * can be used.
 *
 * The leader epoch grows even where another node leads on. The replica will drop its log and be filled again, and by then
 * nothing that it has acknowledged may help it into an ISR: whatever is still under way belongs to an epoch that is over. A partition
 * that is gone, or has no replica here, is passed over: its deletion may have been on the way.
 */
export function applyFailReplicas(image: MetadataImage, command: FailReplicas): Outcome {
  const found = registrationOf(image, command);
  if ("refused" in found) return found.refused;

  const { nodeId } = command;
  const failed = new PartitionSet(command.failed);
  const topics = mapPartitions(image.topics, (partition, topicId) => {
    if (!partition.replicas.includes(nodeId) || !failed.has(topicId, partition.partition)) return partition;
    return afterFailure(partition, nodeId, image.nodes);
  });
  return accept({ ...image, topics });
}

function afterFailure(partition: PartitionImage, nodeId: NodeId, nodes: MetadataImage["nodes"]): PartitionImage {
  const inOfMany = partition.isr.length > 1 && partition.isr.includes(nodeId);
  return updatePartition(
    partition,
    {
      isr: inOfMany ? partition.isr.filter((member) => member !== nodeId) : partition.isr,
      failed: failedAfter(partition, (replica, wasFailed) => wasFailed || replica === nodeId),
      endsLeadership: partition.leader === nodeId,
      endsEpoch: true,
    },
    nodes,
  );
}
