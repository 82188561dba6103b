import type { MetadataImage, TopicImage } from "@chronik/broker/testing";
import type { Target } from "./fault-plan.ts";
import type { SimWorld } from "./sim-world.ts";

const OFFSETS_TOPIC = "__consumer_offsets";

/** Answers about the cluster as a whole, by looking into its nodes. */
export class ClusterView {
  readonly #world: SimWorld;
  readonly #topic: string;
  readonly #groupId: string;

  /** `topic` is the clients' topic, `groupId` the first group's. */
  constructor(world: SimWorld, names: { readonly topic: string; readonly groupId: string }) {
    this.#world = world;
    this.#topic = names.topic;
    this.#groupId = names.groupId;
  }

  /** The node that is meant; null where nobody fits. */
  find(target: Target): number | null {
    const { cluster, invariants } = this.#world;
    if (typeof target === "number") return target <= cluster.machines.length ? target : null;
    switch (target) {
      case "raftLeader":
        return this.#raftLeader();
      case "recovering": {
        const starting = cluster.liveNodes.filter((node) => !cluster.readyNodes.includes(node));
        return starting.at(-1) ?? null;
      }
      case "newLeader":
        return invariants.replicas.newestLeader;
      case "coordinator":
        return this.#leaderOf(OFFSETS_TOPIC, (count) => partitionOfGroup(this.#groupId, count));
      default:
        return this.#leaderOf(this.#topic, () => Number(target.slice("leaderOf".length)));
    }
  }

  /** Every node runs and serves clients. */
  get allServing(): boolean {
    const { cluster } = this.#world;
    return cluster.readyNodes.length === cluster.machines.length && cluster.machines.every(({ isPaused }) => !isPaused);
  }

  /** What is missing to a cluster that is whole: null, or a sentence. */
  whyNotWhole(): string | null {
    const { cluster } = this.#world;
    const down = cluster.machines.filter(({ id }) => !cluster.readyNodes.includes(id));
    if (down.length > 0) {
      return down.map(({ id }) => `node ${id} is ${cluster.simNode(id)?.step ?? "down"}`).join(", ");
    }
    let lastIndex = 0;
    for (const { id } of cluster.machines) {
      const missing = this.#whyNodeNotWhole(id);
      if (missing !== null) return `node ${id}: ${missing}`;
      lastIndex = Math.max(lastIndex, cluster.inspect(id)!.loop.status().lastIndex);
    }
    const behind = cluster.ids.find((id) => cluster.inspect(id)!.loop.status().commit < lastIndex);
    return behind === undefined ? null : `node ${behind} is behind in the metadata log`;
  }

  /** The newest image that any node shows. */
  get image(): MetadataImage | null {
    let newest: MetadataImage | null = null;
    for (const id of this.#world.cluster.liveNodes) {
      const image = this.#world.cluster.inspect(id)?.metadata.image;
      if (image !== undefined && image.appliedIndex > (newest?.appliedIndex ?? -1)) newest = image;
    }
    return newest;
  }

  #whyNodeNotWhole(id: number): string | null {
    const { metadata, replicas } = this.#world.cluster.inspect(id)!;
    for (const topic of metadata.image.topics.values()) {
      for (const { partition, leader, isr, replicas: wanted } of topic.partitions) {
        const name = `${topic.name}-${partition}`;
        if (leader < 0) return `${name} has no leader`;
        if (isr.length < wanted.length) return `${name} has the ISR ${isr} of ${wanted}`;
        if (!wanted.includes(id)) continue;
        const replica = replicas.partition(topic.topicId, partition);
        if (replica === undefined) return `${name} could not be opened`;
        if (replica.replica.log.state !== "online") return `the log of ${name} is ${replica.replica.log.state}`;
      }
    }
    return null;
  }

  #raftLeader(): number | null {
    const { cluster } = this.#world;
    let leader: { readonly id: number; readonly term: number } | null = null;
    for (const id of cluster.liveNodes) {
      const status = cluster.inspect(id)?.loop.status();
      if (status?.role === "leader" && status.term > (leader?.term ?? 0)) leader = { id, term: status.term };
    }
    return leader?.id ?? null;
  }

  #leaderOf(name: string, partitionOf: (count: number) => number): number | null {
    const topic = this.#topicNamed(name);
    if (topic === undefined) return null;
    const leader = topic.partitions[partitionOf(topic.partitions.length)]?.leader ?? -1;
    return leader < 0 ? null : leader;
  }

  #topicNamed(name: string): TopicImage | undefined {
    const { image } = this;
    const topicId = image?.topicIdByName.get(name);
    return topicId === undefined ? undefined : image?.topics.get(topicId);
  }
}

/** Java's `String.hashCode`, positive, as Kafka finds a group's partition. */
function partitionOfGroup(groupId: string, count: number): number {
  let hash = 0;
  for (let at = 0; at < groupId.length; at++) hash = (Math.imul(hash, 31) + groupId.charCodeAt(at)) | 0;
  return Math.abs(hash) % count;
}
