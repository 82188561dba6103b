import type { ElectLeaders } from "../command.ts";
import type { MetadataImage, PartitionImage } from "../image.ts";
import { electLeader, mapPartitions, updatePartition } from "./election.ts";
import { accept, type Outcome } from "./outcome.ts";
import { PartitionSet } from "./partition-set.ts";

/**
 * Where the preferred leader, the first replica, is in sync and live, and another one leads, it takes over. Never refused: a partition
 * for which that does not hold, or which is gone, stays as it is, and whoever asked sees that.
 */
export function applyElectLeaders(image: MetadataImage, command: ElectLeaders): Outcome {
  const wanted = new PartitionSet(command.partitions);
  const topics = mapPartitions(image.topics, (partition, topicId) => {
    if (!wanted.has(topicId, partition.partition) || !awaitsPreferredLeader(image, partition)) return partition;
    return updatePartition(partition, { endsLeadership: true }, image.nodes);
  });
  return accept({ ...image, topics });
}

/** Whether another replica leads although the preferred one could. */
export function awaitsPreferredLeader({ nodes }: MetadataImage, partition: PartitionImage): boolean {
  const [preferred] = partition.replicas;
  return partition.leader !== preferred && electLeader(partition, nodes) === preferred;
}
