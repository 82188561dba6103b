import type { NodeId } from "@chronik/raft-core";

/**
 * Replicas for each partition, as Kafka spreads them over brokers without racks: first replicas go round robin over the nodes
 * from a start that the seed picks; the other replicas follow behind at a shift, which grows each time the nodes are
 * through once, so that the partitions of a failed leader are taken over by many nodes and not by one.
 *
 * `replicationFactor` must be in `[1, nodes.length]`.
 */
export function placeReplicas(
  nodes: readonly NodeId[],
  options: { readonly partitionCount: number; readonly replicationFactor: number; readonly placementSeed: number },
): NodeId[][] {
  const sorted = [...nodes].sort((left, right) => left - right);
  const count = sorted.length;
  const start = options.placementSeed % count;
  let shift = Math.floor(options.placementSeed / count) % count;
  const assignments: NodeId[][] = [];
  for (let partition = 0; partition < options.partitionCount; partition++) {
    if (partition > 0 && partition % count === 0) shift++;
    const first = (start + partition) % count;
    const replicas = [sorted[first]!];
    for (let follower = 0; follower < options.replicationFactor - 1; follower++) {
      const distance = 1 + ((shift + follower) % (count - 1));
      replicas.push(sorted[(first + distance) % count]!);
    }
    assignments.push(replicas);
  }
  return assignments;
}
