import type { Message } from "@chronik/raft-core";
import type { ReplicationMessage, TimerHandle } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import type { BrokerOptions } from "../config/broker-options.ts";
import { connectionIncarnation } from "../incarnation.ts";
import { BrokerNode } from "../node.ts";
import type { BrokerPorts, PeerConnectionEvent, Random, Timers } from "../ports.ts";
import { RecordingLogger } from "./recording-connection.ts";

const CHANNELS = ["raft", "replication"] as const;
type Channel = (typeof CHANNELS)[number];

/** Small files: a simulated disk holds all of them in memory. */
const JOURNAL = { fileBytes: 256 * 1024, firstFileBytes: 16 * 1024, readyFilesMax: 1 };
const STORAGE = { journal: JOURNAL, raftJournal: JOURNAL, raftFrameBytesMax: 64 * 1024 };

/** One process life of a node. Nothing of it runs after it was killed. */
interface Life {
  readonly incarnation: string;
  readonly node: BrokerNode;
  readonly logger: RecordingLogger;
  alive: boolean;
}

interface Machine {
  readonly disk: SimDisk;
  directoryId: string;
  life: Life | null;
}

/**
 * Whole nodes in one process, on simulated disks, clocks and connections: the code that production runs, without a socket
 * or a second that passes. The same seed is the same run.
 *
 * Messages take between one and a few milliseconds, and arrive in order on each connection. Killing a node breaks its
 * connections and loses what is under way on them; its disk keeps what was written (SIGKILL), or what the seed leaves of it
 * (power cut).
 */
export class SimCluster {
  readonly scheduler: SimScheduler;
  readonly random: SeededRandom;
  readonly #machines = new Map<number, Machine>();
  readonly #voters: readonly number[];
  readonly #overrides: Partial<BrokerOptions>;
  /** `from to`: messages that way are lost, and nobody is told. */
  readonly #cut = new Set<string>();
  /** When the last message of a connection arrives: the next one is not faster. */
  readonly #lastArrivalMs = new Map<string, number>();
  readonly fatal: Error[] = [];

  constructor(options: { seed: number; nodeCount: number; overrides?: Partial<BrokerOptions> }) {
    this.random = new SeededRandom(options.seed);
    this.scheduler = new SimScheduler(new SeededRandom(this.random.seed()));
    this.#overrides = options.overrides ?? {};
    this.#voters = Array.from({ length: options.nodeCount }, (_, index) => index + 1);
    for (const id of this.#voters) {
      this.#machines.set(id, { disk: new SimDisk(this.scheduler), directoryId: this.#uuid(), life: null });
    }
  }

  get liveNodes(): number[] {
    return this.#voters.filter((id) => this.#machine(id).life !== null);
  }

  /** The running node. */
  node(id: number): BrokerNode {
    const { life } = this.#machine(id);
    if (life === null) throw new Error(`node ${id} is down`);
    return life.node;
  }

  disk(id: number): SimDisk {
    return this.#machine(id).disk;
  }

  logger(id: number): RecordingLogger {
    return this.#machine(id).life!.logger;
  }

  /** Starts a node: its registration follows when it has found a leader. */
  start(id: number): void {
    const machine = this.#machine(id);
    const incarnation = this.#uuid();
    const logger = new RecordingLogger();
    const life: Life = { incarnation, logger, alive: true, node: undefined as never };
    const node = new BrokerNode({
      ports: this.#ports(id, life, logger),
      options: this.#options(id, incarnation, machine.directoryId),
      storage: STORAGE,
      onFatal: (error) => this.fatal.push(error),
    });
    (life as { node: BrokerNode }).node = node;
    machine.life = life;
    node.recover();
    node.startRaft();
    for (const other of this.liveNodes) {
      if (other === id) continue;
      this.#connect(id, other);
      this.#connect(other, id);
    }
    const endpoints = [{ listener: "PLAINTEXT", host: "localhost", port: 9091 + id }];
    node.whenLeaderKnown(() => node.register(endpoints, () => {}));
  }

  startAll(): void {
    for (const id of this.#voters) this.start(id);
  }

  /** SIGKILL, or with `power` the loss of what was not synced as well. */
  kill(id: number, options: { power?: boolean } = {}): void {
    const machine = this.#machine(id);
    const { life } = machine;
    if (life === null) return;
    life.alive = false;
    machine.life = null;
    if (options.power) machine.disk.restart(this.random.seed());
    else machine.disk.restartProcess();
    for (const other of this.liveNodes) {
      for (const channel of CHANNELS) {
        this.#tell(other, { node: id, channel, direction: "incoming", state: "down", incarnation: numberOf(life) });
        this.#tell(other, { node: id, channel, direction: "outgoing", state: "down", incarnation: numberOf(life) });
      }
    }
  }

  /** The node comes back with an empty folder. To be called while it is down. */
  wipe(id: number): void {
    const machine = this.#machine(id);
    for (const name of machine.disk.list("/data")) machine.disk.remove(`/data/${name}`);
    machine.directoryId = this.#uuid();
  }

  /** Messages from one node to another vanish from now on, until {@link heal}. */
  cut(from: number, to: number): void {
    this.#cut.add(`${from} ${to}`);
  }

  heal(): void {
    this.#cut.clear();
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

  #connect(from: number, to: number): void {
    const sender = this.#machine(from).life!;
    const receiver = this.#machine(to).life!;
    for (const channel of CHANNELS) {
      const state = "up" as const;
      this.#tell(from, { node: to, channel, direction: "outgoing", state, incarnation: numberOf(receiver) });
      this.#tell(to, { node: from, channel, direction: "incoming", state, incarnation: numberOf(sender) });
    }
  }

  #tell(id: number, event: PeerConnectionEvent): void {
    const { life } = this.#machine(id);
    if (life === null) return;
    this.scheduler.timers.set(1, () => {
      if (life.alive) life.node.onPeerConnection(event);
    });
  }

  #ports(id: number, life: Life, logger: RecordingLogger): BrokerPorts {
    return {
      clock: { monotonicMs: () => this.scheduler.nowMs(), nowMs: () => 1_700_000_000_000 + this.scheduler.nowMs() },
      timers: this.#timers(life),
      random: this.#random(),
      disk: this.#machine(id).disk,
      logger,
      decompression: {
        decompress: (codec) => {
          throw new Error(`no ${codec} here`);
        },
      },
      network: {
        raft: { send: (message) => this.#send(id, message.to, "raft", life, message) },
        replication: {
          send: (to, message) => {
            if (this.#machine(to).life === null) return false;
            this.#send(id, to, "replication", life, message);
            return true;
          },
        },
      },
    };
  }

  #send(from: number, to: number, channel: Channel, sender: Life, message: Message | ReplicationMessage): void {
    const receiver = this.#machine(to).life;
    if (receiver === null || !sender.alive) return;
    const connection = `${sender.incarnation} ${receiver.incarnation} ${channel}`;
    const nowMs = this.scheduler.nowMs();
    const arrivalMs = Math.max(nowMs + 1 + this.random.below(3), this.#lastArrivalMs.get(connection) ?? 0);
    this.#lastArrivalMs.set(connection, arrivalMs);
    const copy = structuredClone(message);
    this.scheduler.timers.set(arrivalMs - nowMs, () => {
      if (!sender.alive || !receiver.alive || this.#cut.has(`${from} ${to}`)) return;
      if (channel === "raft") receiver.node.onRaftMessage(copy as Message);
      else receiver.node.onReplicationMessage(from, copy as ReplicationMessage);
    });
  }

  #timers(life: Life): Timers {
    const guarded = (callback: () => void) => () => {
      if (life.alive) callback();
    };
    return {
      set: (delayMs, callback): TimerHandle => this.scheduler.timers.set(delayMs, guarded(callback)),
      defer: (callback) => this.scheduler.defer(guarded(callback)),
    };
  }

  #random(): Random {
    const random = new SeededRandom(this.random.seed());
    return { below: (bound) => random.below(bound), uuid: () => uuidFrom(random) };
  }

  #uuid(): string {
    return uuidFrom(this.random);
  }

  #machine(id: number): Machine {
    const machine = this.#machines.get(id);
    if (machine === undefined) throw new Error(`no node ${id} in this cluster`);
    return machine;
  }

  #options(id: number, incarnation: string, directoryId: string): BrokerOptions {
    const replicationFactor = Math.min(3, this.#voters.length);
    return {
      nodeId: id,
      clusterId: "sim",
      incarnation,
      directoryId,
      rack: null,
      dataFolder: "/data",
      voters: this.#voters,
      topicDefaults: {
        minInsyncReplicas: Math.min(2, this.#voters.length),
        segmentBytes: 1024 * 1024,
        messageBytesMax: 1_048_588,
        messageTimestampType: "CreateTime",
      },
      autoCreateTopics: true,
      partitionCountDefault: 1,
      replicationFactorDefault: replicationFactor,
      offsetsTopicPartitionCount: 4,
      offsetsTopicReplicationFactor: replicationFactor,
      offsetsRetentionMinutes: 10_080,
      offsetMetadataBytesMax: 4096,
      groupInitialRebalanceDelayMs: 0,
      groupSessionTimeoutMsMin: 100,
      groupSessionTimeoutMsMax: 1_800_000,
      groupSizeMax: 1000,
      requestBytesMax: 100 * 1024 * 1024,
      replicaLagTimeMsMax: 10_000,
      brokerSessionTimeoutMs: 1000,
      nodeConfigs: new Map(),
      ...this.#overrides,
    };
  }
}

function numberOf(life: Life): number {
  return connectionIncarnation(life.incarnation);
}

function uuidFrom(random: SeededRandom): string {
  return Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
}
