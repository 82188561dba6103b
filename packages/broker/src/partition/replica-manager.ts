import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import {
  type PartitionKey,
  type PartitionLog,
  type ReplicationMessage,
  ReplicationSink,
  ReplicationSource,
  type SinkHost,
  type SourceHost,
  type TimerHandle,
  type Wal,
} from "@chronik/wal";
import type { BrokerStats } from "../broker-stats.ts";
import { connectionIncarnation } from "../incarnation.ts";
import type { CommandResult, TopicPartitions } from "../metadata/command.ts";
import { imageDelta } from "../metadata/delta.ts";
import { type MetadataImage, NO_LEADER, type PartitionImage, type TopicImage } from "../metadata/image.ts";
import type { BrokerPorts, PeerConnectionEvent } from "../ports.ts";
import { kafkaBatchFraming } from "./batch-framing.ts";
import { FailedReplicas } from "./failed-replicas.ts";
import { endsWithNode } from "./log-failure.ts";
import { Partition } from "./partition.ts";
import type { IsrChange, PartitionConfig, PartitionHost, ReplicaFailure } from "./partition-host.ts";
import { ReplicaState } from "./replica-state.ts";

/** How often partitions look at the clock: late producers, lagging followers. */
const TICK_MS = 200;
/** Subscriptions that one registration of a node may make before their numbers run into those of the next. */
const SESSIONS_PER_REGISTRATION = 2 ** 22;

export interface ReplicaManagerOptions {
  readonly self: NodeId;
  readonly ports: BrokerPorts;
  readonly wal: Wal;
  readonly stats: BrokerStats;
  readonly replicaLagMaxMs: number;
  /** A topic's configuration, its own settings over the node's. */
  readonly partitionConfig: (topic: TopicImage) => PartitionConfig;
  readonly proposeIsr: (change: IsrChange, done: (result: CommandResult) => void) => void;
  /** Asks the metadata to take these replicas of this node, registered in that epoch, for failed. */
  readonly proposeFailed: (
    failed: { readonly nodeEpoch: number; readonly failed: readonly TopicPartitions[] },
    done: (result: CommandResult) => void,
  ) => void;
}

/** Who wants to know when this node begins or ceases to lead a partition. */
export interface LeadershipListener {
  becameLeader(topic: string, partition: number, leaderEpoch: number): void;
  resigned(topic: string, partition: number): void;
}

/**
 * All replicas on this node. Turns the difference between two metadata images into: logs created and deleted, partitions led,
 * partitions followed.
 *
 * Invariants:
 * - Nothing is led or followed before {@link start}: until the node has seen its own registration applied, images are history.
 * - A log is deleted only when an image at or after that point lacks its topic id; an id never comes back.
 * - A replica never follows and leads at once: it leaves the one before it begins the other. One whose log has failed does neither.
 * - A replica that begins anew with an emptied log is another {@link Partition}: its high watermark begins anew too.
 */
export class ReplicaManager {
  readonly #options: ReplicaManagerOptions;
  readonly #partitions = new Map<string, Partition>();
  readonly #listeners: LeadershipListener[] = [];
  /** The process life on the other end of each node's incoming replication connection. */
  readonly #connected = new Map<NodeId, number>();
  readonly #host: PartitionHost;
  readonly #source: ReplicationSource;
  /** Null until {@link start}: its sessions are numbered from the node's registration on. */
  #sink: ReplicationSink | null = null;
  readonly #failed: FailedReplicas;
  #image: MetadataImage | null = null;
  /** Of this process's registration. */
  #nodeEpoch = 0;
  #starting = true;
  #tick: TimerHandle | null = null;

  constructor(options: ReplicaManagerOptions) {
    this.#options = options;
    const { timers, network, logger } = options.ports;
    this.#host = this.#partitionHost();
    this.#failed = new FailedReplicas({
      self: options.self,
      timers,
      logger,
      tell: (failed, done) => options.proposeFailed({ nodeEpoch: this.#nodeEpoch, failed }, done),
      refill: (partition) => this.#refill(partition),
    });
    this.#source = new ReplicationSource({
      host: this.#sourceHost(),
      network: network.replication,
      timers,
      framing: kafkaBatchFraming,
    });
  }

  /** To be called before {@link start}. */
  addLeadershipListener(listener: LeadershipListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Opens what the image assigns to this node, and removes the logs of topics that are gone. The image holds the
   * registration of this process life.
   */
  start(image: MetadataImage): void {
    const { self, ports } = this.#options;
    this.#nodeEpoch = image.nodes.get(self)!.nodeEpoch;
    this.#sink = new ReplicationSink({
      host: this.#sinkHost(),
      network: ports.network.replication,
      timers: ports.timers,
      firstSession: this.#nodeEpoch * SESSIONS_PER_REGISTRATION,
    });
    for (const log of this.#options.wal.partitions()) {
      if (!image.topics.has(log.topicId)) this.#options.wal.deletePartition(log);
    }
    this.#image = image;
    for (const topic of image.topics.values()) this.#applyTopic(topic);
    this.#starting = false;
    this.#scheduleTick();
  }

  imageChanged(image: MetadataImage): void {
    const before = this.#image;
    if (before === null || before === image) return;
    this.#image = image;
    const delta = imageDelta(before, image);
    for (const topic of delta.topicsDeleted) this.#removeTopic(topic);
    for (const topic of delta.topicsCreated) this.#applyTopic(topic);
    for (const topic of delta.configsChanged) this.#applyTopic(topic);
    for (const { topic, after } of delta.partitionsChanged) this.#applyReplica(topic, after);
    if (delta.nodesChanged.length === 0) return;
    // What a follower has said counts by its registration: another one may have made it count, or not.
    for (const partition of this.#partitions.values()) partition.nodesChanged();
  }

  partition(topicId: string, partition: number): Partition | undefined {
    return this.#partitions.get(mapKey({ topicId, partition }));
  }

  all(): IterableIterator<Partition> {
    return this.#partitions.values();
  }

  onMessage(node: NodeId, message: ReplicationMessage): void {
    switch (message.kind) {
      case "subscribe":
      case "unsubscribe":
      case "acknowledge":
        return this.#source.receive(node, message);
      default:
        return this.#sink?.receive(node, message);
    }
  }

  onWritable(node: NodeId): void {
    this.#source.writable(node);
    this.#sink?.writable(node);
  }

  onConnection(event: PeerConnectionEvent): void {
    const { node, state, direction, incarnation } = event;
    if (state === "up") {
      if (direction === "incoming") this.#connected.set(node, incarnation);
      this.#source.nodeUp(node);
      this.#sink?.nodeUp(node);
      return;
    }
    if (direction === "incoming") this.#connected.delete(node);
    this.#source.nodeDown(node);
    this.#sink?.nodeDown(node);
    for (const partition of this.#partitions.values()) partition.followerGone(node);
  }

  /** Answers everyone who waits, and follows nobody any more. */
  stop(): void {
    this.#tick?.cancel();
    this.#tick = null;
    this.#failed.stop();
    for (const partition of this.#partitions.values()) {
      this.#sink?.unfollow(partition.key);
      this.#source.resigned(partition.key);
      partition.close();
    }
  }

  #applyTopic(topic: TopicImage): void {
    for (const image of topic.partitions) this.#applyReplica(topic, image);
  }

  #applyReplica(topic: TopicImage, image: PartitionImage): void {
    if (!image.replicas.includes(this.#options.self)) return;
    const key = { topicId: topic.topicId, partition: image.partition };
    const partition = this.#partitions.get(mapKey(key)) ?? this.#open(key, topic, image);
    if (partition === undefined) return;
    partition.configure(this.#options.partitionConfig(topic));
    this.#applyPartition(partition, image);
  }

  #open(key: PartitionKey, topic: TopicImage, image: PartitionImage): Partition | undefined {
    const { wal, ports } = this.#options;
    try {
      const log = wal.partition(key) ?? wal.createPartition({ ...key, topic: topic.name });
      const replica = new ReplicaState(log);
      const config = this.#options.partitionConfig(topic);
      // Until it is applied below, the partition knows of no leader.
      const idle = { ...image, leader: NO_LEADER };
      const partition = new Partition({ key, topic: topic.name, replica, config, image: idle, host: this.#host });
      this.#partitions.set(mapKey(key), partition);
      this.#load(partition, log);
      return partition;
    } catch (error) {
      ports.logger.error("partition cannot be opened on this node", {
        topic: topic.name,
        partition: key.partition,
        reason: (error as Error).message,
      });
      return undefined;
    }
  }

  /** Finds out whether the log can be used. */
  #load(partition: Partition, log: PartitionLog): void {
    // The registration has named what could not be recovered, and has cleared all other marks of this node.
    const told = this.#starting && partition.image.failed?.includes(this.#options.self) === true;
    if (log.fault !== null) return partition.fail(log.fault, { told });
    try {
      partition.replica.load();
    } catch (error) {
      partition.fail(error as Error);
    }
  }

  #onFailed({ key, topic, replica, error, led, told }: ReplicaFailure): void {
    if (led) {
      this.#source.resigned(key);
      for (const listener of this.#listeners) listener.resigned(topic, key.partition);
    }
    const partition = this.#partitions.get(mapKey(key));
    if (partition?.replica !== replica) return;
    this.#sink?.unfollow(key);
    if (!endsWithNode(error)) this.#failed.add(partition, { error, told });
  }

  /** The replica begins a new life with an empty log. */
  #refill(partition: Partition): void {
    const { key } = partition;
    const { log } = partition.replica;
    const topic = this.#image?.topics.get(key.topicId);
    if (topic === undefined) return;
    partition.close();
    this.#partitions.delete(mapKey(key));
    log.resetTo(0, (error) => {
      if (error !== null) this.#partitions.get(mapKey(key))?.fail(error);
    });
    this.#applyReplica(topic, topic.partitions[key.partition]!);
  }

  #applyPartition(partition: Partition, image: PartitionImage): void {
    const { key, topic } = partition;
    const before = partition.leadingEpoch;
    const leads = image.leader === this.#options.self;
    if (leads) this.#sink?.unfollow(key);
    if (before !== undefined && (!leads || before !== image.leaderEpoch)) {
      this.#source.resigned(key);
      for (const listener of this.#listeners) listener.resigned(topic, key.partition);
    }
    partition.update(image);
    if (partition.fault !== null) this.#sink?.unfollow(key);
    // May put another replica in the place of one that has failed.
    this.#failed.imageChanged(partition);
    if (partition.fault !== null) return;
    if (leads && before !== image.leaderEpoch) {
      this.#source.becameLeader(key);
      for (const listener of this.#listeners) listener.becameLeader(topic, key.partition, image.leaderEpoch);
    }
    if (leads) return;
    if (image.leader === NO_LEADER) this.#sink?.unfollow(key);
    else this.#sink?.follow(key, { leader: image.leader, leaderEpoch: image.leaderEpoch, log: partition.replica });
  }

  #removeTopic(topic: TopicImage): void {
    for (const { partition: index } of topic.partitions) {
      const key = { topicId: topic.topicId, partition: index };
      const partition = this.#partitions.get(mapKey(key));
      if (partition === undefined) continue;
      this.#sink?.unfollow(key);
      this.#source.resigned(key);
      if (partition.leadingEpoch !== undefined) {
        for (const listener of this.#listeners) listener.resigned(topic.name, index);
      }
      this.#partitions.delete(mapKey(key));
      this.#failed.forget(partition);
      partition.close();
      this.#options.wal.deletePartition(key);
    }
  }

  #scheduleTick(): void {
    this.#tick = this.#options.ports.timers.set(TICK_MS, () => {
      const nowMs = this.#options.ports.clock.monotonicMs();
      for (const partition of this.#partitions.values()) partition.tick(nowMs);
      this.#scheduleTick();
    });
  }

  #partitionHost(): PartitionHost {
    const { self, ports, replicaLagMaxMs, proposeIsr } = this.#options;
    return {
      self,
      logger: ports.logger,
      lagMaxMs: replicaLagMaxMs,
      monotonicMs: () => ports.clock.monotonicMs(),
      liveIncarnation: (node) => {
        const registration = this.#image?.nodes.get(node);
        if (registration === undefined || registration.fenced) return undefined;
        return connectionIncarnation(registration.incarnation);
      },
      connectedIncarnation: (node) => this.#connected.get(node),
      proposeIsr: (change, done) => {
        const { stats } = this.#options;
        proposeIsr(change, (result) => {
          if (result.error === errorCodes.NONE && change.isr.length < change.isrBefore.length) stats.isrShrinks++;
          else if (result.error === errorCodes.NONE) stats.isrExpansions++;
          done(result);
        });
      },
      appended: (key, run) => this.#source.appended(key, run),
      failed: (failure) => ports.timers.defer(() => this.#onFailed(failure)),
      durableAdvanced: (key) => this.#sink?.durableAdvanced(key),
      highWatermarkAdvanced: (key) => this.#source.highWatermarkAdvanced(key),
    };
  }

  #sourceHost(): SourceHost {
    return {
      leading: (key) => {
        const partition = this.#partitions.get(mapKey(key));
        if (partition === undefined) return "unknown";
        const leaderEpoch = partition.leadingEpoch;
        if (leaderEpoch === undefined) return this.#isUnfitLeader(partition) ? "logError" : "notLeader";
        return { log: partition.replica, leaderEpoch, highWatermark: partition.highWatermark };
      },
      followerDurable: (node, key, durableEndOffset) =>
        this.#partitions.get(mapKey(key))?.followerDurable(node, durableEndOffset),
      readFailed: (key, error) => {
        const partition = this.#partitions.get(mapKey(key));
        partition?.fail(error);
        if (partition?.fault !== null) return;
        const fields = { topic: partition.topic, partition: key.partition, reason: error.message };
        this.#options.ports.logger.warn("a log cannot be read for the moment: its followers ask again", fields);
      },
    };
  }

  /** The metadata names this node still, though its log has failed. */
  #isUnfitLeader({ fault, image }: Partition): boolean {
    return fault !== null && image.leader === this.#options.self;
  }

  #sinkHost(): SinkHost {
    return {
      leaderProgress: (key, { highWatermark }) => this.#partitions.get(mapKey(key))?.leaderProgress(highWatermark),
      durableAdvanced: (key) => this.#partitions.get(mapKey(key))?.durableAdvanced(),
      followFailed: (key, error) => this.#partitions.get(mapKey(key))?.fail(error),
      batchesRefused: (key, error) => {
        const { topic, image } = this.#partitions.get(mapKey(key))!;
        const fields = { topic, partition: key.partition, leader: image.leader, reason: error.message };
        this.#options.ports.logger.error("what the leader sends cannot be appended; it is asked again", fields);
      },
    };
  }
}

function mapKey(key: PartitionKey): string {
  return `${key.topicId}-${key.partition}`;
}
