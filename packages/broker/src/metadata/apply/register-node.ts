import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { RegisterNode } from "../command.ts";
import type { Endpoint, MetadataImage, NodeRegistration, PartitionImage } from "../image.ts";
import { failedAfter, mapPartitions, updatePartition } from "./election.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";
import { PartitionSet } from "./partition-set.ts";

/**
 * A process has started. Whatever its node led, the process before it led: those leaderships end, though the same node may
 * be elected again. With the same data folder the node stays in every ISR, since it acknowledged nothing that was not on
 * disk. With another folder it has lost all that: it leaves every ISR of more than one, and where it is the only member
 * the partition goes offline until the lost folder comes back. Logs that it could not recover count as lost like those of a folder,
 * each for itself; those that an earlier process could not use, and this one can, are in order again.
 */
export function applyRegisterNode(image: MetadataImage, command: RegisterNode, entryIndex: number): Outcome {
  const invalid = whyInvalid(command);
  if (invalid !== null) return refuse(image, errorCodes.INVALID_REQUEST, invalid);

  const before = image.nodes.get(command.nodeId);
  if (before?.incarnation === command.incarnation) return accept(image);
  if ((before?.nodeEpoch ?? 0) !== command.previousNodeEpoch) {
    return refuse(image, errorCodes.STALE_BROKER_EPOCH, `node ${command.nodeId} has been registered since`);
  }
  const clash = clashingNode(image, command);
  if (clash !== null) return refuse(image, errorCodes.INVALID_REQUEST, clash);

  const after: NodeRegistration = {
    nodeId: command.nodeId,
    incarnation: command.incarnation,
    directoryId: command.directoryId,
    nodeEpoch: entryIndex,
    fenced: false,
    endpoints: command.endpoints,
    rack: command.rack,
  };
  const nodes = new Map(image.nodes).set(command.nodeId, after);
  if (before === undefined) return accept({ ...image, nodes });
  const failed = new PartitionSet(command.failed);
  const topics = mapPartitions(image.topics, (partition, topicId) => {
    if (!partition.replicas.includes(command.nodeId)) return partition;
    const hasFailed = failed.has(topicId, partition.partition);
    return afterRestart(partition, { before, after, hasFailed }, nodes);
  });
  return accept({ ...image, nodes, topics });
}

function afterRestart(
  partition: PartitionImage,
  { before, after, hasFailed }: { before: NodeRegistration; after: NodeRegistration; hasFailed: boolean },
  nodes: MetadataImage["nodes"],
): PartitionImage {
  const { nodeId } = after;
  const failed = failedAfter(partition, (replica, wasFailed) => (replica === nodeId ? hasFailed : wasFailed));
  if (!partition.isr.includes(nodeId)) return updatePartition(partition, { failed }, nodes);
  const endsLeadership = partition.leader === nodeId;
  const sameFolder = before.directoryId === after.directoryId;
  if (sameFolder && !hasFailed) return updatePartition(partition, { endsLeadership, failed }, nodes);
  if (partition.isr.length > 1) {
    const isr = partition.isr.filter((member) => member !== nodeId);
    return updatePartition(partition, { isr, endsLeadership, failed }, nodes);
  }
  if (sameFolder) return updatePartition(partition, { endsLeadership, failed }, nodes);
  const awaitsDirectoryId = partition.awaitsDirectoryId ?? before.directoryId;
  return updatePartition(partition, { endsLeadership, awaitsDirectoryId, failed }, nodes);
}

function whyInvalid(command: RegisterNode): string | null {
  if (!Number.isSafeInteger(command.nodeId) || command.nodeId <= 0) return "a node id is a positive integer";
  if (command.incarnation === "") return "the incarnation is empty";
  if (command.directoryId === "") return "the directory id is empty";
  const listeners = new Set<string>();
  for (const { listener, host, port } of command.endpoints) {
    if (listener === "" || host === "") return "an endpoint without listener name or host";
    if (!Number.isSafeInteger(port) || port < 1 || port > 65_535) return `port ${port} of listener ${listener}`;
    if (listeners.has(listener)) return `listener ${listener} twice`;
    listeners.add(listener);
  }
  return null;
}

/** Two live nodes cannot be reached at one address: one of them is configured wrongly, and its clients would be misled. */
function clashingNode(image: MetadataImage, command: RegisterNode): string | null {
  const claimed = new Map<string, NodeId>();
  for (const node of image.nodes.values()) {
    if (node.fenced || node.nodeId === command.nodeId) continue;
    for (const endpoint of node.endpoints) claimed.set(address(endpoint), node.nodeId);
  }
  for (const endpoint of command.endpoints) {
    const owner = claimed.get(address(endpoint));
    if (owner !== undefined) return `${endpoint.host}:${endpoint.port} is the address of node ${owner}`;
  }
  return null;
}

function address(endpoint: Endpoint): string {
  return `${endpoint.host.toLowerCase()}:${endpoint.port}`;
}
