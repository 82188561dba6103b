import type { BrokerOptions } from "@chronik/broker";
import type { StorageTuning } from "@chronik/broker/testing";
import type { PeerNetworkLimits } from "@chronik/transport-tcp";
import type { DiskLatency } from "../machine/latency-device.ts";

/** How a simulated cluster is built. Everything has a default that a test can live with. */
export interface ClusterKnobs {
  /** Nodes are numbered from 1, and are all voters. Default 3. */
  readonly nodeCount?: number;
  /** What differs from {@link defaultOptions}, on every node. */
  readonly broker?: Partial<BrokerOptions>;
  /** Default {@link SMALL_STORAGE}. */
  readonly storage?: StorageTuning;
  readonly peerLimits?: Partial<PeerNetworkLimits>;
  /** Default: 0.5 to 1.5 ms. */
  readonly diskLatency?: DiskLatency;
  /** By node, from node 1 on; default 0. */
  readonly clockSkewPpm?: readonly number[];
  /** A turn of a node's event loop takes up to so long. Default 0.2. */
  readonly turnMsMax?: number;
  /** Bytes that wait for a client in its connection before the broker is asked to wait. Default 1 MiB, as in the server. */
  readonly clientBufferBytesMax?: number;
}

const JOURNAL = { fileBytes: 256 * 1024, firstFileBytes: 16 * 1024, readyFilesMax: 1 };

/** Small files: a simulated disk holds all of them in memory. */
export const SMALL_STORAGE: StorageTuning = { journal: JOURNAL, raftJournal: JOURNAL, raftFrameBytesMax: 64 * 1024 };

export const DEFAULT_DISK_LATENCY: DiskLatency = { syncMs: 0.5, syncJitterMs: 1 };

/** What a node is told that is not its own. */
export function defaultOptions(nodeCount: number): Omit<BrokerOptions, "nodeId" | "incarnation" | "directoryId"> {
  const replicationFactor = Math.min(3, nodeCount);
  return {
    clusterId: "simulated",
    rack: null,
    dataFolder: "/data",
    voters: Array.from({ length: nodeCount }, (_, index) => index + 1),
    topicDefaults: {
      minInsyncReplicas: Math.min(2, nodeCount),
      segmentBytes: 1024 * 1024,
      segmentMs: 604_800_000,
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
    journalCommitDelayMsMax: 0,
    requestBytesMax: 100 * 1024 * 1024,
    replicaLagTimeMsMax: 10_000,
    brokerSessionTimeoutMs: 1000,
    leaderImbalanceCheckIntervalMs: null,
    nodeConfigs: new Map(),
  };
}
