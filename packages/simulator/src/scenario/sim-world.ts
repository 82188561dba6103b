import type { BrokerError } from "@chronik/broker";
import { SimCluster } from "../cluster/sim-cluster.ts";
import { Invariants, Violation } from "../invariants/index.ts";
import type { Death } from "../machine/sim-process.ts";
import { SimNetwork } from "../network/index.ts";
import { EventQueue, RandomStreams, Trace } from "../world/index.ts";
import type { Knobs, Plan } from "./plan.ts";

const TRACE_LINES_PER_NODE_MAX = 400;
const MIB = 1024 * 1024;
/** Kafka's default; records are only as old as the run. */
const SEGMENT_MS = 604_800_000;
/** So little that most checkpoints keep the producers of most logs. */
const STATE_SNAPSHOT_BYTES = 256;

/** Who wants to know when a node's process ends. */
export type DeathListener = (node: number, death: Death) => void;

/** Everything that a run consists of but for its faults and clients: time, chance, a network, a cluster, and who watches it. */
export class SimWorld {
  readonly queue = new EventQueue();
  readonly streams: RandomStreams;
  readonly trace: Trace;
  readonly network: SimNetwork;
  readonly cluster: SimCluster;
  readonly invariants: Invariants;
  onDeath: DeathListener = () => {};

  constructor({ seed, knobs }: Plan, options: { trace: boolean }) {
    const { queue } = this;
    this.streams = new RandomStreams(seed);
    this.trace = new Trace({ clock: queue, keep: options.trace, linesPerNodeMax: TRACE_LINES_PER_NODE_MAX });
    this.invariants = new Invariants(knobs, (node) => this.cluster.machine(node).disk);
    this.network = new SimNetwork({
      queue,
      streams: this.streams,
      ...knobs.network,
      onDelivered: (host, byteCount) => this.trace.event(nodeOf(host), "data", byteCount),
    });
    this.cluster = new SimCluster({
      streams: this.streams,
      queue,
      trace: this.trace,
      network: this.network,
      knobs: clusterKnobs(knobs),
      hooks: {
        onStep: (node) => this.#observe(node),
        onDeath: (node, death) => this.onDeath(node, death),
        onFatal: (node, error) => this.#judgeFatal(node, error as BrokerError),
        onThrow: (node, error) => {
          if (error instanceof Violation) throw error;
          throw new Violation("a node's code throws", `node ${node}: ${String((error as Error).stack ?? error)}`);
        },
      },
    });
  }

  #observe(node: number): void {
    const observed = this.cluster.inspect(node);
    if (observed !== null) this.invariants.afterStep(node, observed);
  }

  /** Only a disk that fails, or another process in its place, are reasons to give up. */
  #judgeFatal(node: number, error: BrokerError): void {
    const machine = this.cluster.machine(node);
    const excused = machine.storageWasFaulty || machine.diskIsLimited || error.code === "replaced";
    if (excused) return;
    throw new Violation("a node gives up without a reason", `node ${node}: ${error.stack ?? error.message}`);
  }
}

/** 0 for a client's. */
function nodeOf(host: string): number {
  return host.startsWith("node") ? Number(host.slice(4)) : 0;
}

function clusterKnobs(knobs: Knobs) {
  const { nodeCount, replicationFactor, minInsyncReplicas, segmentBytes, journalFileBytes, raftJournalFileBytes } =
    knobs;
  return {
    nodeCount,
    clockSkewPpm: knobs.clockSkewPpm,
    diskLatency: knobs.disk,
    clientBufferBytesMax: knobs.clientBufferBytesMax,
    broker: {
      topicDefaults: {
        minInsyncReplicas,
        segmentBytes,
        segmentMs: SEGMENT_MS,
        messageBytesMax: MIB,
        messageTimestampType: "CreateTime" as const,
      },
      partitionCountDefault: knobs.partitionCount,
      replicationFactorDefault: replicationFactor,
      offsetsTopicPartitionCount: knobs.offsetsTopicPartitionCount,
      offsetsTopicReplicationFactor: replicationFactor,
      requestBytesMax: knobs.requestBytesMax,
      replicaLagTimeMsMax: knobs.replicaLagTimeMsMax,
      brokerSessionTimeoutMs: knobs.brokerSessionTimeoutMs,
      leaderImbalanceCheckIntervalMs: knobs.leaderImbalanceCheckIntervalMs || null,
    },
    storage: {
      journal: {
        fileBytes: journalFileBytes,
        firstFileBytes: Math.min(journalFileBytes, 16 * 1024),
        readyFilesMax: knobs.journalReadyFilesMax,
        pendingBytesMax: knobs.journalPendingBytesMax,
      },
      raftJournal: { fileBytes: raftJournalFileBytes, firstFileBytes: 4096, readyFilesMax: 1 },
      raftFrameBytesMax: Math.floor(raftJournalFileBytes / 4),
      wal: {
        checkpointBytes: knobs.checkpointBytes,
        checkpointIntervalMs: knobs.checkpointIntervalMs,
        stateSnapshotBytes: STATE_SNAPSHOT_BYTES,
      },
    },
  };
}
