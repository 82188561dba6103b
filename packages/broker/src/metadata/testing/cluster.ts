import type { NodeId } from "@chronik/raft-core";
import { applyCommand } from "../apply/apply-command.ts";
import type { MetadataRules } from "../apply/rules.ts";
import { assertImage, assertSuccession } from "../assert-image.ts";
import type { CommandResult, CreateTopic, MetadataCommand, RegisterNode, TopicPartitions } from "../command.ts";
import { EMPTY_IMAGE, type MetadataImage, type PartitionImage, type TopicImage } from "../image.ts";

/** Takes any configuration but the one called "bad". */
export const TEST_RULES: MetadataRules = {
  validateTopicConfigs: (configs) => (configs.some(({ name }) => name === "bad") ? "bad is not a configuration" : null),
};

export const TOPIC_ID = "00000000000000000000000000000001";

export const FIRST_PARTITION: readonly TopicPartitions[] = [{ topicId: TOPIC_ID, partitions: [0] }];

/** A register command for a node that lives at its own port. */
export function registerNode(nodeId: NodeId, overrides: Partial<RegisterNode> = {}): RegisterNode {
  return {
    kind: "registerNode",
    nodeId,
    incarnation: `${nodeId}-first`,
    directoryId: `disk-${nodeId}`,
    previousNodeEpoch: 0,
    endpoints: [{ listener: "PLAINTEXT", host: "127.0.0.1", port: 9090 + nodeId }],
    rack: null,
    failed: [],
    ...overrides,
  };
}

export function createTopic(overrides: Partial<CreateTopic> = {}): CreateTopic {
  return {
    kind: "createTopic",
    name: "orders",
    topicId: TOPIC_ID,
    partitionCount: 1,
    replicationFactor: 1,
    placementSeed: 0,
    assignments: null,
    configs: [],
    ...overrides,
  };
}

/** An image that commands are applied to one after the other, its invariants checked after each. */
export class TestCluster {
  image: MetadataImage = EMPTY_IMAGE;

  apply(command: MetadataCommand): CommandResult {
    const before = this.image;
    const { image, result } = applyCommand(before, command, before.appliedIndex + 1, TEST_RULES);
    assertImage(image);
    assertSuccession(before, image);
    this.image = image;
    return result;
  }

  /** Applies what must succeed. */
  do(command: MetadataCommand): void {
    const { error, message } = this.apply(command);
    if (error !== 0) throw new Error(`${command.kind}: error ${error}: ${message}`);
  }

  register(...nodeIds: NodeId[]): this {
    for (const nodeId of nodeIds) this.do(registerNode(nodeId));
    return this;
  }

  /** A new process on a node that was registered before, on another disk if one is named. */
  restart(nodeId: NodeId, directoryId = this.node(nodeId).directoryId, failed: readonly TopicPartitions[] = []): void {
    const { nodeEpoch: previousNodeEpoch, incarnation } = this.node(nodeId);
    this.do(registerNode(nodeId, { incarnation: `${incarnation}+`, directoryId, previousNodeEpoch, failed }));
  }

  /** The node cannot use its log of the first partition. */
  fail(...nodeIds: NodeId[]): void {
    for (const nodeId of nodeIds) {
      const { nodeEpoch } = this.node(nodeId);
      this.do({ kind: "failReplicas", nodeId, nodeEpoch, failed: FIRST_PARTITION });
    }
  }

  /** The leader of the first partition changes its ISR. */
  changeIsr(...isr: NodeId[]): CommandResult {
    const { leader, leaderEpoch, partitionEpoch } = this.partition();
    const members = isr.map((nodeId) => ({ nodeId, nodeEpoch: this.node(nodeId).nodeEpoch }));
    const partition = { topicId: TOPIC_ID, partition: 0, leader, leaderEpoch, partitionEpoch };
    return this.apply({ kind: "changeIsr", ...partition, isr: members });
  }

  fence(...nodeIds: NodeId[]): void {
    for (const nodeId of nodeIds) this.do({ kind: "fenceNode", nodeId, nodeEpoch: this.node(nodeId).nodeEpoch });
  }

  unfence(...nodeIds: NodeId[]): void {
    for (const nodeId of nodeIds) this.do({ kind: "unfenceNode", nodeId, nodeEpoch: this.node(nodeId).nodeEpoch });
  }

  /** A topic of one partition on these nodes. */
  topicOn(...replicas: NodeId[]): this {
    this.do(createTopic({ assignments: [replicas] }));
    return this;
  }

  node(nodeId: NodeId) {
    const node = this.image.nodes.get(nodeId);
    if (node === undefined) throw new Error(`node ${nodeId} is not registered`);
    return node;
  }

  topic(name = "orders"): TopicImage {
    const topic = this.image.topics.get(this.image.topicIdByName.get(name) ?? "");
    if (topic === undefined) throw new Error(`no topic ${name}`);
    return topic;
  }

  partition(partition = 0): PartitionImage {
    return this.topic().partitions[partition]!;
  }

  /** `leader@epoch [isr]`, as in `1@0 [1,2,3]`, and who has failed. */
  get state(): string {
    const { leader, leaderEpoch, isr, awaitsDirectoryId, failed } = this.partition();
    const awaits = awaitsDirectoryId === undefined ? "" : ` awaits ${awaitsDirectoryId}`;
    return `${leader}@${leaderEpoch} [${isr}]${awaits}${failed === undefined ? "" : ` failed ${failed}`}`;
  }
}
