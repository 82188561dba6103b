import { encodeBatch, stampBaseOffset, stampPartitionLeaderEpoch } from "@chronik/kafka-protocol";
import { type PartitionLog, type ReplicationMessage, type TimerHandle, Wal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { BrokerStats } from "../../broker-stats.ts";
import { FakeLogger, FakeMetadata } from "../../controller/testing/fake-metadata.ts";
import { byTopic } from "../../metadata/command.ts";
import { registerNode, type TestCluster, TOPIC_ID } from "../../metadata/testing/cluster.ts";
import type { BrokerPorts } from "../../ports.ts";
import { kafkaBatchFraming } from "../batch-framing.ts";
import type { Partition } from "../partition.ts";
import { checkProducedBatch } from "../produced-batch.ts";
import { ReplicaManager } from "../replica-manager.ts";

const SELF = 1;
const JOURNAL = { fileBytes: 64 * 1024, firstFileBytes: 16 * 1024, readyFilesMax: 1 };

/** The replicas of node 1 on a simulated disk, and a metadata log whose proposals are committed by hand. */
export class ReplicasRig {
  readonly scheduler = new SimScheduler(new SeededRandom(1));
  readonly disk = new SimDisk(this.scheduler);
  readonly metadata = new FakeMetadata();
  readonly logger = new FakeLogger();
  /** What was sent to other nodes. */
  readonly sent: ReplicationMessage[] = [];
  readonly leaderships: string[] = [];
  wal: Wal;
  replicas: ReplicaManager;

  /** `orders-0` is on these nodes, and node 1 is registered. */
  constructor(...nodes: number[]) {
    this.metadata.cluster.register(1, 2, 3).topicOn(...nodes);
    this.metadata.onChange((_, image) => this.replicas.imageChanged(image));
    this.wal = this.#openWal();
    this.replicas = this.#manage();
    this.#start();
  }

  get partition(): Partition {
    return this.replicas.partition(TOPIC_ID, 0)!;
  }

  get log(): PartitionLog {
    return this.partition.replica.log;
  }

  /** The state of the log here, where it ends, and in which epoch it is led. */
  get here(): [state: string, logEndOffset: number, leadingEpoch: number | undefined] {
    return [this.log.state, this.log.logEndOffset, this.partition.leadingEpoch];
  }

  /** Where the log ended with which leaders were last asked to fill it up; forgets it. */
  takeSubscriptions(): { leaderEpoch: number; logEndOffset: number }[] {
    const sent = this.sent.splice(0);
    return sent.flatMap((message) => {
      if (message.kind !== "subscribe") return [];
      const { leaderEpoch, logEndOffset } = message;
      return [{ leaderEpoch, logEndOffset }];
    });
  }

  /** The process is killed; the next one registers, and says what it cannot use. */
  restart(): void {
    this.replicas.stop();
    this.scheduler.clear();
    this.disk.restartProcess();
    this.wal = this.#openWal();
    const failed = byTopic([...this.wal.partitions()].filter(({ state }) => state !== "online"));
    const { nodeEpoch: previousNodeEpoch, incarnation } = this.metadata.cluster.node(SELF);
    const command = registerNode(SELF, { incarnation: `${incarnation}+`, previousNodeEpoch, failed });
    this.metadata.change((cluster) => cluster.do(command));
    this.replicas = this.#manage();
    this.#start();
  }

  /** Appends `count` batches of one record as leader; the errors that were answered. */
  append(count = 1): number[] {
    const errors: number[] = [];
    for (; count > 0; count--) {
      const records = [{ timestamp: 1, key: null, value: new Uint8Array(100) }];
      const checked = checkProducedBatch(encodeBatch({ records }), { bytesMax: 1e6, zstd: true, appendTimeMs: null });
      if (checked.kind === "refused") throw new Error(`refused: ${checked.message}`);
      const wait = { acks: "leader", deadlineMs: Number.POSITIVE_INFINITY } as const;
      const outcome = this.partition.append(checked.batch, wait, (error) => errors.push(error));
      if (outcome.kind === "refused") errors.push(outcome.error);
    }
    this.scheduler.drain();
    return errors;
  }

  /** What is written to the log's files fails, until the returned function is called. */
  plant(): () => void {
    return this.disk.plant({ on: "write", path: "/orders-0/", code: "EIO" });
  }

  /** The log fails now, at a batch that the journal has taken. */
  breakLog(): void {
    const lift = this.plant();
    if (this.partition.leadingEpoch === undefined) {
      const bytes = encodeBatch({ records: [{ timestamp: 1, key: null, value: new Uint8Array(1) }] });
      stampBaseOffset(bytes, 0, this.log.logEndOffset);
      stampPartitionLeaderEpoch(bytes, 0, this.metadata.cluster.partition().leaderEpoch);
      this.partition.replica.appendAsFollower(bytes, () => {});
      this.scheduler.drain();
    } else this.append();
    lift();
  }

  commit(): void {
    this.metadata.commit();
    this.scheduler.drain();
  }

  refuse(error: number): void {
    this.metadata.refuse(error);
    this.scheduler.drain();
  }

  change(action: (cluster: TestCluster) => void): void {
    this.metadata.change(action);
    this.scheduler.drain();
  }

  #start(): void {
    this.replicas.start(this.metadata.image);
    this.scheduler.drain();
  }

  #openWal(): Wal {
    const { timers, defer } = this.scheduler;
    return Wal.open({
      disk: this.disk,
      folder: "/data",
      framing: kafkaBatchFraming,
      timers,
      wallClock: this.scheduler,
      defer,
      options: { journal: JOURNAL },
      onFailure: (error) => {
        throw error;
      },
      onPartitionFault: ({ topicId, partition }, error) => this.replicas.partition(topicId, partition)?.fail(error),
    });
  }

  #manage(): ReplicaManager {
    const { metadata } = this;
    const replicas = new ReplicaManager({
      self: SELF,
      ports: this.#ports(),
      wal: this.wal,
      stats: new BrokerStats(),
      replicaLagMaxMs: 30_000,
      partitionConfig: () => ({
        minInsyncReplicas: 1,
        maxMessageBytes: 1e6,
        segmentBytes: 1e6,
        segmentMs: 604_800_000,
        logAppendTime: false,
      }),
      proposeIsr: () => {},
      proposeFailed: ({ nodeEpoch, failed }, done) => {
        const command = { kind: "failReplicas", nodeId: SELF, nodeEpoch, failed } as const;
        metadata.propose(command, { timeoutMs: Number.POSITIVE_INFINITY }, done);
      },
    });
    replicas.addLeadershipListener({
      becameLeader: (_topic, _partition, leaderEpoch) => this.leaderships.push(`leads in ${leaderEpoch}`),
      resigned: () => this.leaderships.push("resigned"),
    });
    return replicas;
  }

  #ports(): BrokerPorts {
    const { scheduler, disk, logger } = this;
    const { timers, defer } = scheduler;
    const nobody = () => {
      throw new Error("the replicas need no such port");
    };
    return {
      clock: { monotonicMs: () => scheduler.nowMs(), nowMs: () => scheduler.nowMs() },
      timers: { set: (delayMs, callback): TimerHandle => timers.set(delayMs, callback), defer },
      random: { below: nobody, uuid: nobody },
      disk,
      logger,
      decompression: { decompress: nobody },
      network: { raft: { send: nobody }, replication: { send: (_, message) => this.sent.push(message) > 0 } },
    };
  }
}
