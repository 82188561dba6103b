import type {
  AllocateProducerIds,
  ChangeIsr,
  CreatePartitions,
  CreateTopic,
  DeleteTopic,
  FailReplicas,
  FenceNode,
  MetadataCommand,
  RegisterNode,
  UnfenceNode,
} from "./command.ts";
import type { chronik } from "./generated/metadata.js";
import {
  corrupt,
  FEATURE_LEVEL,
  LEVEL_WITHOUT_FAILED,
  present,
  readEndpoints,
  readInteger,
  readName,
  readNodeId,
  readTopicId,
  readTopicPartitions,
  sint32,
  uint32,
  uint64,
  writeEndpoints,
  writeTopicId,
  writeTopicPartitions,
} from "./wire.ts";

type Wire = chronik.metadata.v1.Proposal.$Properties;

/** The one field of a proposal that holds this command. */
export function writeCommand(command: MetadataCommand): Wire {
  switch (command.kind) {
    case "registerNode":
      return { registerNode: writeRegisterNode(command) };
    case "fenceNode":
      return { fenceNode: writeNodeEpoch(command) };
    case "unfenceNode":
      return { unfenceNode: writeNodeEpoch(command) };
    case "createTopic":
      return { createTopic: writeCreateTopic(command) };
    case "deleteTopic":
      return { deleteTopic: { topicId: writeTopicId(command.topicId) } };
    case "createPartitions":
      return { createPartitions: writeCreatePartitions(command) };
    case "electLeaders":
      return { electLeaders: { partitions: writeTopicPartitions(command.partitions) } };
    case "changeIsr":
      return { changeIsr: writeChangeIsr(command) };
    case "failReplicas":
      return { failReplicas: { ...writeNodeEpoch(command), failed: writeTopicPartitions(command.failed) } };
    case "allocateProducerIds":
      return { allocateProducerIds: { count: uint32(command.count, "count") } };
  }
}

/** The lowest feature level that knows all of the command. */
export function levelOf(command: MetadataCommand): number {
  switch (command.kind) {
    case "failReplicas":
    case "createPartitions":
    case "electLeaders":
      return FEATURE_LEVEL;
    case "registerNode":
      return command.failed.length > 0 ? FEATURE_LEVEL : LEVEL_WITHOUT_FAILED;
    default:
      return LEVEL_WITHOUT_FAILED;
  }
}

/** Throws {@link MetadataError} `METADATA_CORRUPT` where there is no command, or one that makes no sense. */
export function readCommand(message: Wire): MetadataCommand {
  switch (message.command) {
    case "registerNode":
      return readRegisterNode(present(message.registerNode, "registerNode"));
    case "fenceNode":
      return readNodeEpoch("fenceNode", present(message.fenceNode, "fenceNode"));
    case "unfenceNode":
      return readNodeEpoch("unfenceNode", present(message.unfenceNode, "unfenceNode"));
    case "createTopic":
      return readCreateTopic(present(message.createTopic, "createTopic"));
    case "deleteTopic":
      return readDeleteTopic(present(message.deleteTopic, "deleteTopic"));
    case "createPartitions":
      return readCreatePartitions(present(message.createPartitions, "createPartitions"));
    case "electLeaders": {
      const { partitions } = present(message.electLeaders, "electLeaders");
      return { kind: "electLeaders", partitions: readTopicPartitions(partitions ?? []) };
    }
    case "changeIsr":
      return readChangeIsr(present(message.changeIsr, "changeIsr"));
    case "failReplicas":
      return readFailReplicas(present(message.failReplicas, "failReplicas"));
    case "allocateProducerIds":
      return readAllocateProducerIds(present(message.allocateProducerIds, "allocateProducerIds"));
    default:
      throw corrupt("a proposal without a command");
  }
}

function writeRegisterNode(command: RegisterNode): chronik.metadata.v1.RegisterNode.$Properties {
  return {
    nodeId: uint32(command.nodeId, "node id"),
    incarnation: command.incarnation,
    directoryId: command.directoryId,
    previousNodeEpoch: uint64(command.previousNodeEpoch, "previous node epoch"),
    endpoints: writeEndpoints(command.endpoints),
    ...(command.rack === null ? {} : { rack: command.rack }),
    failed: writeTopicPartitions(command.failed),
  };
}

function readRegisterNode(message: chronik.metadata.v1.RegisterNode.$Properties): RegisterNode {
  return {
    kind: "registerNode",
    nodeId: readNodeId(message.nodeId),
    incarnation: readName(message.incarnation, "an incarnation"),
    directoryId: readName(message.directoryId, "a directory id"),
    previousNodeEpoch: readInteger(message.previousNodeEpoch),
    endpoints: readEndpoints(message.endpoints ?? []),
    rack: message.rack ?? null,
    failed: readTopicPartitions(message.failed ?? []),
  };
}

function writeNodeEpoch(command: FenceNode | UnfenceNode | FailReplicas): chronik.metadata.v1.FenceNode.$Properties {
  return { nodeId: uint32(command.nodeId, "node id"), nodeEpoch: uint64(command.nodeEpoch, "node epoch") };
}

function readNodeEpoch<Kind extends "fenceNode" | "unfenceNode">(
  kind: Kind,
  message: chronik.metadata.v1.FenceNode.$Properties,
): { kind: Kind; nodeId: number; nodeEpoch: number } {
  return { kind, nodeId: readNodeId(message.nodeId), nodeEpoch: readInteger(message.nodeEpoch) };
}

function readFailReplicas(message: chronik.metadata.v1.FailReplicas.$Properties): FailReplicas {
  const failed = readTopicPartitions(message.failed ?? []);
  return {
    kind: "failReplicas",
    nodeId: readNodeId(message.nodeId),
    nodeEpoch: readInteger(message.nodeEpoch),
    failed,
  };
}

function writeCreateTopic(command: CreateTopic): chronik.metadata.v1.CreateTopic.$Properties {
  return {
    name: command.name,
    topicId: writeTopicId(command.topicId),
    partitionCount: sint32(command.partitionCount, "partition count"),
    replicationFactor: sint32(command.replicationFactor, "replication factor"),
    placementSeed: uint32(command.placementSeed, "placement seed"),
    ...writeAssignments(command),
    configs: command.configs.map(({ name, value }) => ({ name, value })),
  };
}

function readCreateTopic(message: chronik.metadata.v1.CreateTopic.$Properties): CreateTopic {
  return {
    kind: "createTopic",
    name: message.name ?? "",
    topicId: readTopicId(message.topicId),
    partitionCount: message.partitionCount ?? 0,
    replicationFactor: message.replicationFactor ?? 0,
    placementSeed: message.placementSeed ?? 0,
    assignments: readAssignments(message),
    configs: (message.configs ?? []).map(({ name, value }) => ({ name: name ?? "", value: value ?? "" })),
  };
}

function writeCreatePartitions(command: CreatePartitions): chronik.metadata.v1.CreatePartitions.$Properties {
  return {
    topicId: writeTopicId(command.topicId),
    partitionCount: sint32(command.partitionCount, "partition count"),
    placementSeed: uint32(command.placementSeed, "placement seed"),
    ...writeAssignments(command),
  };
}

function readCreatePartitions(message: chronik.metadata.v1.CreatePartitions.$Properties): CreatePartitions {
  return {
    kind: "createPartitions",
    topicId: readTopicId(message.topicId),
    partitionCount: message.partitionCount ?? 0,
    placementSeed: message.placementSeed ?? 0,
    assignments: readAssignments(message),
  };
}

function writeAssignments({ assignments }: CreateTopic | CreatePartitions): {
  assignments?: chronik.metadata.v1.Assignments.$Properties;
} {
  if (assignments === null) return {};
  const partitions = assignments.map((replicas) => ({ nodeIds: replicas.map((nodeId) => sint32(nodeId, "node id")) }));
  return { assignments: { partitions } };
}

function readAssignments({
  assignments,
}: {
  readonly assignments?: chronik.metadata.v1.Assignments.$Properties | null;
}): readonly (readonly number[])[] | null {
  return assignments ? (assignments.partitions ?? []).map(({ nodeIds }) => nodeIds ?? []) : null;
}

function readDeleteTopic(message: chronik.metadata.v1.DeleteTopic.$Properties): DeleteTopic {
  return { kind: "deleteTopic", topicId: readTopicId(message.topicId) };
}

function writeChangeIsr(command: ChangeIsr): chronik.metadata.v1.ChangeIsr.$Properties {
  return {
    topicId: writeTopicId(command.topicId),
    partition: uint32(command.partition, "partition"),
    leader: uint32(command.leader, "leader"),
    leaderEpoch: uint32(command.leaderEpoch, "leader epoch"),
    partitionEpoch: uint32(command.partitionEpoch, "partition epoch"),
    isr: command.isr.map(({ nodeId, nodeEpoch }) => ({
      nodeId: uint32(nodeId, "node id"),
      nodeEpoch: uint64(nodeEpoch, "node epoch"),
    })),
  };
}

function readChangeIsr(message: chronik.metadata.v1.ChangeIsr.$Properties): ChangeIsr {
  return {
    kind: "changeIsr",
    topicId: readTopicId(message.topicId),
    partition: message.partition ?? 0,
    leader: readNodeId(message.leader),
    leaderEpoch: message.leaderEpoch ?? 0,
    partitionEpoch: message.partitionEpoch ?? 0,
    isr: (message.isr ?? []).map((member) => ({
      nodeId: readNodeId(member.nodeId),
      nodeEpoch: readInteger(member.nodeEpoch),
    })),
  };
}

function readAllocateProducerIds(message: chronik.metadata.v1.AllocateProducerIds.$Properties): AllocateProducerIds {
  return { kind: "allocateProducerIds", count: message.count ?? 0 };
}
