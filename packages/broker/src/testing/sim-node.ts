import type { TimerHandle } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import type { BrokerOptions } from "../config/broker-options.ts";
import { BrokerNode } from "../node.ts";
import type { BrokerPorts, Random, Timers } from "../ports.ts";
import { RecordingLogger } from "./recording-connection.ts";

/** Small files: a simulated disk holds all of them in memory. */
const JOURNAL = { fileBytes: 256 * 1024, firstFileBytes: 16 * 1024, readyFilesMax: 1 };
const STORAGE = { journal: JOURNAL, raftJournal: JOURNAL, raftFrameBytesMax: 64 * 1024 };

/** One process life of the node. Nothing of it runs after it was killed. */
interface Life {
  readonly logger: RecordingLogger;
  node: BrokerNode;
  alive: boolean;
}

/** A node that is a cluster of its own, on a simulated disk and clock. Clusters of several nodes are the simulator's. */
export class SimNode {
  readonly scheduler: SimScheduler;
  readonly disk: SimDisk;
  readonly fatal: Error[] = [];
  readonly #random: SeededRandom;
  readonly #directoryId: string;
  #life: Life | null = null;

  constructor(options: { seed: number }) {
    this.#random = new SeededRandom(options.seed);
    this.scheduler = new SimScheduler(new SeededRandom(this.#random.seed()));
    this.disk = new SimDisk(this.scheduler);
    this.#directoryId = uuidFrom(this.#random);
  }

  get node(): BrokerNode {
    return this.#running().node;
  }

  get logger(): RecordingLogger {
    return this.#running().logger;
  }

  /** Starts it, and waits until it is registered. */
  start(): void {
    const life: Life = { logger: new RecordingLogger(), alive: true, node: undefined as never };
    life.node = new BrokerNode({
      ports: this.#ports(life),
      options: optionsOf(uuidFrom(this.#random), this.#directoryId),
      storage: STORAGE,
      onFatal: (error) => this.fatal.push(error),
    });
    this.#life = life;
    life.node.recover();
    life.node.startRaft();
    let isRegistered = false;
    life.node.whenLeaderKnown(() => {
      life.node.register([{ listener: "PLAINTEXT", host: "localhost", port: 9092 }], () => {
        isRegistered = true;
      });
    });
    this.until(() => isRegistered);
  }

  /** Its power is cut: what was not synced may be lost. */
  cutPower(): void {
    this.#running().alive = false;
    this.#life = null;
    this.disk.restart(this.#random.seed());
  }

  /** Tries an action, which may take simulated time itself, every 20 ms until it returns true. */
  eventually(action: () => boolean, withinMs = 30_000): void {
    const deadlineMs = this.scheduler.nowMs() + withinMs;
    while (!action()) {
      if (this.scheduler.nowMs() > deadlineMs)
        throw new Error(`not within ${withinMs} ms of simulated time: ${action}`);
      this.scheduler.advance(20);
    }
  }

  /** Lets the simulation run, step by step, until the condition holds, which must only look. */
  until(condition: () => boolean, withinMs = 30_000): void {
    const deadlineMs = this.scheduler.nowMs() + withinMs;
    let holds = false;
    this.scheduler.until(() => {
      holds = condition();
      return holds || this.scheduler.nowMs() > deadlineMs;
    });
    if (!holds) throw new Error(`not within ${withinMs} ms of simulated time: ${condition}`);
  }

  advance(ms: number): void {
    this.scheduler.advance(ms);
  }

  #running(): Life {
    if (this.#life === null) throw new Error("the node is down");
    return this.#life;
  }

  #ports(life: Life): BrokerPorts {
    const { scheduler } = this;
    const noPeers = () => {
      throw new Error("a node that is alone has nobody to talk to");
    };
    return {
      clock: { monotonicMs: () => scheduler.nowMs(), nowMs: () => 1_700_000_000_000 + scheduler.nowMs() },
      timers: timersOf(scheduler, life),
      random: randomFrom(this.#random),
      disk: this.disk,
      logger: life.logger,
      decompression: {
        decompress: (codec) => {
          throw new Error(`no ${codec} here`);
        },
      },
      network: { raft: { send: noPeers }, replication: { send: noPeers } },
    };
  }
}

function timersOf(scheduler: SimScheduler, life: Life): Timers {
  const guarded = (callback: () => void) => () => {
    if (life.alive) callback();
  };
  return {
    set: (delayMs, callback): TimerHandle => scheduler.timers.set(delayMs, guarded(callback)),
    defer: (callback) => scheduler.defer(guarded(callback)),
  };
}

function randomFrom(parent: SeededRandom): Random {
  const random = new SeededRandom(parent.seed());
  return { below: (bound) => random.below(bound), uuid: () => uuidFrom(random) };
}

function uuidFrom(random: SeededRandom): string {
  return Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
}

function optionsOf(incarnation: string, directoryId: string): BrokerOptions {
  return {
    nodeId: 1,
    clusterId: "sim",
    incarnation,
    directoryId,
    rack: null,
    dataFolder: "/data",
    voters: [1],
    topicDefaults: {
      minInsyncReplicas: 1,
      segmentBytes: 1024 * 1024,
      segmentMs: 604_800_000,
      messageBytesMax: 1_048_588,
      messageTimestampType: "CreateTime",
    },
    autoCreateTopics: true,
    partitionCountDefault: 1,
    replicationFactorDefault: 1,
    offsetsTopicPartitionCount: 4,
    offsetsTopicReplicationFactor: 1,
    offsetsRetentionMinutes: 10_080,
    offsetMetadataBytesMax: 4096,
    groupInitialRebalanceDelayMs: 0,
    groupSessionTimeoutMsMin: 100,
    groupSessionTimeoutMsMax: 1_800_000,
    groupSizeMax: 1000,
    journalCommitDelayMsMax: 0,
    requestBytesMax: 100 * 1024 * 1024,
    replicaLagTimeMsMax: 10_000,
    brokerSessionTimeoutMs: 1000,
    leaderImbalanceCheckIntervalMs: 300_000,
    nodeConfigs: new Map(),
  };
}
