import { errorCodes, type metadata, type ResponseOf, ZERO_UUID } from "@chronik/kafka-protocol";
import type { Endpoint } from "./ports.ts";

export interface PartitionLeader {
  readonly nodeId: number;
  /** −1 where the broker's version does not tell. */
  readonly epoch: number;
}

interface TopicView {
  /** The zero UUID where the broker's version does not tell. */
  id: string;
  readonly leaders: Map<number, PartitionLeader>;
  /** The newest leader epoch of each partition that this client has any proof of. */
  readonly epochs: Map<number, number>;
}

const NO_NODE = -1;

/**
 * What a client knows of the cluster.
 *
 * Invariant: a partition's leader is never replaced by one of an older epoch (KIP-320). Nodes lag behind each other, and a client
 * that listens to the one that is behind would go back to a leader that has been deposed.
 */
export class MetadataView {
  readonly #brokers = new Map<number, Endpoint>();
  readonly #topics = new Map<string, TopicView>();

  get brokers(): ReadonlyMap<number, Endpoint> {
    return this.#brokers;
  }

  update(response: ResponseOf<typeof metadata>): void {
    // A node that has just started may know of nobody; what was known is better than nothing.
    if (response.brokers.length > 0) this.#brokers.clear();
    for (const { nodeId, host, port } of response.brokers) this.#brokers.set(nodeId, { host, port });
    for (const { errorCode, name, topicId, partitions } of response.topics) {
      if (errorCode !== errorCodes.NONE || name === null) continue;
      const topic = this.#topicOf(name, topicId);
      for (const { partitionIndex, leaderId, leaderEpoch } of partitions) {
        this.#lead(topic, partitionIndex, { nodeId: leaderId, epoch: leaderEpoch });
      }
    }
  }

  /** A broker named its successor (KIP-951). */
  hint(topic: string, partition: number, leader: PartitionLeader): void {
    const known = this.#topics.get(topic);
    if (known === undefined || leader.epoch < 0) return;
    this.#lead(known, partition, leader);
  }

  addBroker(nodeId: number, endpoint: Endpoint): void {
    this.#brokers.set(nodeId, endpoint);
  }

  /** The partition has been in this epoch: a leader of an older one is no leader any more. */
  epochSeen(topic: string, partition: number, epoch: number): void {
    const known = this.#topics.get(topic);
    if (known !== undefined && epoch > (known.epochs.get(partition) ?? -1)) known.epochs.set(partition, epoch);
  }

  leader(topic: string, partition: number): PartitionLeader | undefined {
    const known = this.#topics.get(topic);
    const leader = known?.leaders.get(partition);
    if (known === undefined || leader === undefined || leader.nodeId === NO_NODE) return undefined;
    if (leader.epoch >= 0 && leader.epoch < (known.epochs.get(partition) ?? -1)) return undefined;
    return leader;
  }

  /** 0 where the topic is not known. */
  partitionCount(topic: string): number {
    return this.#topics.get(topic)?.leaders.size ?? 0;
  }

  topicId(topic: string): string {
    return this.#topics.get(topic)?.id ?? ZERO_UUID;
  }

  topicNameOf(topicId: string): string | undefined {
    for (const [name, { id }] of this.#topics) if (id === topicId) return name;
    return undefined;
  }

  #topicOf(name: string, id: string): TopicView {
    const known = this.#topics.get(name);
    if (known !== undefined && (known.id === id || id === ZERO_UUID)) return known;
    if (known !== undefined && known.id === ZERO_UUID) {
      known.id = id;
      return known;
    }
    // Another topic of the same name: its epochs begin anew.
    const topic: TopicView = { id, leaders: new Map(), epochs: new Map() };
    this.#topics.set(name, topic);
    return topic;
  }

  #lead(topic: TopicView, partition: number, leader: PartitionLeader): void {
    const { epoch } = leader;
    if (epoch >= 0 && epoch < (topic.epochs.get(partition) ?? -1)) {
      // Known to exist, if nothing better is known of it.
      if (!topic.leaders.has(partition)) topic.leaders.set(partition, { nodeId: NO_NODE, epoch });
      return;
    }
    if (epoch >= 0) topic.epochs.set(partition, epoch);
    topic.leaders.set(partition, leader);
  }
}
