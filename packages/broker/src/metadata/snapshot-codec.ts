import type { chronik } from "./generated/metadata.js";
import { type MetadataImage, NO_LEADER, type NodeRegistration, type PartitionImage, type TopicImage } from "./image.ts";
import type { AppliedRequest } from "./request-window.ts";
import {
  corrupt,
  decodeStrictly,
  FEATURE_LEVEL,
  LEVEL_WITHOUT_FAILED,
  readEndpoints,
  readInteger,
  readName,
  readNodeId,
  readTopicId,
  uint32,
  uint64,
  wire,
  writeEndpoints,
  writeTopicId,
} from "./wire.ts";

type WirePartition = chronik.metadata.v1.Partition.$Properties;

/** All of the replicated state: the image, and which proposals must not have their effect again. */
export interface MetadataSnapshot {
  readonly image: MetadataImage;
  /** By rising index. */
  readonly appliedRequests: Iterable<AppliedRequest>;
}

export function encodeSnapshot({ image, appliedRequests }: MetadataSnapshot): Uint8Array {
  return wire.Snapshot.encode({
    featureLevel: levelOf(image),
    appliedIndex: uint64(image.appliedIndex, "applied index"),
    nodes: [...image.nodes.values()].map(writeNode),
    topics: [...image.topics.values()].map(writeTopic),
    nextProducerId: uint64(image.nextProducerId, "next producer id"),
    appliedProposals: [...appliedRequests].map(({ requestId, index }) => ({ ...requestId, index })),
  }).finish();
}

function levelOf({ topics }: MetadataImage): number {
  for (const { partitions } of topics.values()) {
    if (partitions.some(({ failed }) => failed !== undefined)) return FEATURE_LEVEL;
  }
  return LEVEL_WITHOUT_FAILED;
}

/** Throws {@link MetadataError} `METADATA_UNSUPPORTED` or `METADATA_CORRUPT`. */
export function decodeSnapshot(bytes: Uint8Array): MetadataSnapshot {
  return decodeStrictly(
    "metadata snapshot",
    bytes,
    (reader) => wire.Snapshot.decode(reader),
    (message) => {
      const topics = message.topics.map(readTopic);
      return {
        image: {
          appliedIndex: readInteger(message.appliedIndex),
          nodes: new Map(message.nodes.map(readNode).map((node) => [node.nodeId, node])),
          topics: new Map(topics.map((topic) => [topic.topicId, topic])),
          topicIdByName: new Map(topics.map((topic) => [topic.name, topic.topicId])),
          nextProducerId: readInteger(message.nextProducerId),
        },
        appliedRequests: message.appliedProposals.map(readAppliedRequest),
      };
    },
  );
}

function writeNode(node: NodeRegistration): chronik.metadata.v1.Node.$Properties {
  return {
    nodeId: uint32(node.nodeId, "node id"),
    incarnation: node.incarnation,
    directoryId: node.directoryId,
    nodeEpoch: uint64(node.nodeEpoch, "node epoch"),
    fenced: node.fenced,
    endpoints: writeEndpoints(node.endpoints),
    ...(node.rack === null ? {} : { rack: node.rack }),
  };
}

function readNode(message: chronik.metadata.v1.Node.$Properties): NodeRegistration {
  return {
    nodeId: readNodeId(message.nodeId),
    incarnation: readName(message.incarnation, "an incarnation"),
    directoryId: readName(message.directoryId, "a directory id"),
    nodeEpoch: readInteger(message.nodeEpoch),
    fenced: message.fenced ?? false,
    endpoints: readEndpoints(message.endpoints ?? []),
    rack: message.rack ?? null,
  };
}

function writeTopic(topic: TopicImage): chronik.metadata.v1.Topic.$Properties {
  return {
    topicId: writeTopicId(topic.topicId),
    name: topic.name,
    partitions: topic.partitions.map(writePartition),
    configs: Array.from(topic.configs, ([name, value]) => ({ name, value })),
  };
}

function readTopic(message: chronik.metadata.v1.Topic.$Properties): TopicImage {
  return {
    topicId: readTopicId(message.topicId),
    name: readName(message.name, "a topic name"),
    partitions: (message.partitions ?? []).map(readPartition),
    configs: new Map((message.configs ?? []).map(({ name, value }) => [name ?? "", value ?? ""])),
  };
}

function writePartition(partition: PartitionImage): WirePartition {
  const { awaitsDirectoryId, failed = [] } = partition;
  return {
    replicas: [...partition.replicas],
    isr: [...partition.isr],
    leader: partition.leader === NO_LEADER ? 0 : uint32(partition.leader, "leader"),
    leaderEpoch: uint32(partition.leaderEpoch, "leader epoch"),
    partitionEpoch: uint32(partition.partitionEpoch, "partition epoch"),
    ...(awaitsDirectoryId === undefined ? {} : { awaitsDirectoryId }),
    failed: [...failed],
  };
}

function readPartition(message: WirePartition, partition: number): PartitionImage {
  if (!message.replicas?.length || !message.isr?.length) throw corrupt("a partition without replicas");
  return {
    partition,
    replicas: message.replicas.map(readNodeId),
    isr: message.isr.map(readNodeId),
    leader: message.leader || NO_LEADER,
    leaderEpoch: message.leaderEpoch ?? 0,
    partitionEpoch: message.partitionEpoch ?? 0,
    ...(message.awaitsDirectoryId ? { awaitsDirectoryId: message.awaitsDirectoryId } : {}),
    ...(message.failed?.length ? { failed: message.failed.map(readNodeId) } : {}),
  };
}

function readAppliedRequest(message: chronik.metadata.v1.AppliedProposal.$Properties): AppliedRequest {
  return {
    requestId: {
      proposer: readNodeId(message.proposer),
      incarnation: readName(message.incarnation, "the incarnation of a proposer"),
      sequence: readInteger(message.sequence),
    },
    index: readInteger(message.index),
  };
}
