import type { SeededRandom } from "../../testing/random.ts";
import type { PartitionKey, ReplicationMessage, Subscribe } from "../message.ts";
import { PartitionMap } from "../partition-map.ts";
import type { ReplicationNetwork } from "../ports.ts";
import { ReplicationSink } from "../sink.ts";
import { ReplicationSource } from "../source.ts";
import type { EventLoop } from "./event-loop.ts";
import type { Ledger } from "./ledger.ts";
import { modelBatch, modelFraming } from "./model-batch.ts";
import type { ModelController, PartitionMetadata, Plants } from "./model-controller.ts";
import type { ModelLog } from "./model-log.ts";
import { ModelReplica } from "./model-replica.ts";

/** What a process finds around it. */
export interface Surroundings {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly network: { send(from: number, to: number, message: ReplicationMessage): boolean };
  readonly controller: ModelController;
  readonly ledger: Ledger;
  readonly plants: Plants;
  logOf(node: number, key: PartitionKey): ModelLog;
  nextValue(): number;
}

/** One life of one node's process: the real source and sink, and an owner as simple as it can be. */
export class ModelNode {
  readonly node: number;
  readonly source: ReplicationSource;
  readonly sink: ReplicationSink;
  readonly #around: Surroundings;
  readonly #replicas = new PartitionMap<ModelReplica>();
  #alive = true;

  constructor(options: { node: number; firstSession: number; around: Surroundings }) {
    this.node = options.node;
    this.#around = options.around;
    const { loop, network } = options.around;
    const timers = {
      set: (delayMs: number, callback: () => void) => loop.set(delayMs, () => this.#alive && callback()),
      defer: (callback: () => void) => loop.defer(() => this.#alive && callback()),
    };
    const port: ReplicationNetwork = { send: (to, message) => network.send(this.node, to, message) };
    this.source = new ReplicationSource({
      network: port,
      timers,
      framing: modelFraming,
      limits: { windowBytesMax: 600, messageBytesMax: 200 },
      host: {
        leading: (key) => this.#leading(key),
        followerDurable: (node, key, offset) => this.#replicas.get(key)?.followerDurable(node, offset),
        readFailed: (_key, error) => {
          throw error;
        },
      },
    });
    this.sink = new ReplicationSink({
      network: port,
      timers,
      firstSession: options.firstSession,
      delays: { retryDelayMsMin: 10, retryDelayMsMax: 100, answerTimeoutMsMin: 60, answerTimeoutMsMax: 400 },
      host: {
        leaderProgress: (key, progress) => this.#replicas.get(key)?.leaderProgress(progress),
        durableAdvanced: (key) => this.#replicas.get(key)?.advance(),
        followFailed: (_key, error) => {
          throw error;
        },
        batchesRefused: (_key, error) => {
          throw error;
        },
      },
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The process is gone: whatever still calls back into it goes nowhere. */
  kill(): void {
    this.#alive = false;
  }

  replica(key: PartitionKey): ModelReplica | undefined {
    return this.#replicas.get(key);
  }

  receive(from: number, message: ReplicationMessage): void {
    switch (message.kind) {
      case "subscribe":
        this.source.receive(from, this.#mistake(from, message));
        return;
      case "unsubscribe":
      case "acknowledge":
        this.source.receive(from, message);
        return;
      default:
        this.sink.receive(from, message);
    }
  }

  nodeDown(peer: number): void {
    this.source.nodeDown(peer);
    this.sink.nodeDown(peer);
  }

  nodeUp(peer: number): void {
    this.source.nodeUp(peer);
    this.sink.nodeUp(peer);
  }

  writable(peer: number): void {
    this.source.writable(peer);
    this.sink.writable(peer);
  }

  /** The metadata of one partition, in the order in which the controller published it. */
  apply(metadata: PartitionMetadata): void {
    const { key, leader, epoch } = metadata;
    const replica = this.#replicas.get(key) ?? this.#open(metadata);
    if (replica.metadata.version > metadata.version) return;
    const led = replica.leads;
    if (leader === this.node) {
      this.sink.unfollow(key);
      replica.lead(metadata);
      this.source.becameLeader(key);
      return;
    }
    replica.resign(metadata);
    if (led) this.source.resigned(key);
    if (leader === null) this.sink.unfollow(key);
    else {
      if (this.#around.plants.highWatermarkTruncation) replica.log.truncateTo(replica.highWatermark, () => {});
      this.sink.follow(key, { leader, leaderEpoch: epoch, log: replica.log });
    }
  }

  /** A producer's append, if this node believes that it leads. */
  produce(key: PartitionKey, batch: { recordCount: number; sizeBytes: number; handOver: boolean }): void {
    const replica = this.#replicas.get(key);
    if (replica?.leadership == null) return;
    const { log, leadership } = replica;
    const baseOffset = log.logEndOffset;
    const appended = modelBatch({
      ...batch,
      baseOffset,
      leaderEpoch: leadership.epoch,
      value: this.#around.nextValue(),
    });
    log.append([appended], () => {
      if (!this.#alive) return;
      replica.advance();
      this.sink.durableAdvanced(key);
    });
    const run = { baseOffset, endOffset: log.logEndOffset, payload: appended.bytes };
    this.source.appended(key, batch.handOver ? run : undefined);
  }

  /** Retention: everything below some offset goes, never beyond the high watermark. */
  deleteBefore(key: PartitionKey, offset: number): void {
    const replica = this.#replicas.get(key);
    if (replica?.leadership == null) return;
    replica.log.deleteBefore(Math.min(offset, replica.highWatermark));
    this.source.highWatermarkAdvanced(key);
  }

  shrinkIsrs(): void {
    for (const replica of this.#replicas.values()) replica.shrink();
  }

  /** What a planted mistake makes of a subscription. */
  #mistake(from: number, message: Subscribe): Subscribe {
    const replica = this.#replicas.get(message);
    const { earlyCounting, epochBlindness } = this.#around.plants;
    if (earlyCounting) replica?.followerDurable(from, message.durableEndOffset);
    if (!epochBlindness) return message;
    const last = replica?.log.batches.find((batch) => batch.lastOffset >= message.logEndOffset - 1);
    return { ...message, lastEpoch: last?.leaderEpoch ?? message.lastEpoch };
  }

  #leading(key: PartitionKey) {
    const replica = this.#replicas.get(key);
    if (replica === undefined) return "unknown";
    if (replica.leadership === null) return "notLeader";
    return { log: replica.log, leaderEpoch: replica.leadership.epoch, highWatermark: replica.highWatermark };
  }

  #open(metadata: PartitionMetadata): ModelReplica {
    const { controller, ledger, loop } = this.#around;
    const replica = new ModelReplica({
      log: this.#around.logOf(this.node, metadata.key),
      metadata,
      controller,
      ledger,
      owner: {
        node: this.node,
        nowMs: () => loop.nowMs,
        logOf: (node, key) => this.#around.logOf(node, key),
        highWatermarkAdvanced: (key) => this.source.highWatermarkAdvanced(key),
      },
    });
    this.#replicas.set(metadata.key, replica);
    return replica;
  }
}
