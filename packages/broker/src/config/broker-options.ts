import type { NodeId } from "@chronik/raft-core";
import type { NodeConfigMap } from "./describe-configs.ts";
import type { TopicConfig } from "./topic-configs.ts";

/** What a node is told at its start. Every value is validated; none changes while the node runs. */
export interface BrokerOptions {
  readonly nodeId: NodeId;
  readonly clusterId: string;
  /** Names this process life: a UUID as 32 lower-case hexadecimal digits, drawn at every start. */
  readonly incarnation: string;
  /** Names the data folder's contents: drawn when the folder is first used, kept in it. */
  readonly directoryId: string;
  readonly rack: string | null;
  /** Absolute; locked by this process. All that the node stores lies in it. */
  readonly dataFolder: string;
  /** The Raft group, this node included, ascending. */
  readonly voters: readonly NodeId[];

  /** What topics have that do not set it for themselves. */
  readonly topicDefaults: TopicConfig;
  readonly autoCreateTopics: boolean;
  readonly partitionCountDefault: number;
  readonly replicationFactorDefault: number;

  readonly offsetsTopicPartitionCount: number;
  readonly offsetsTopicReplicationFactor: number;
  readonly offsetsRetentionMinutes: number;
  readonly offsetMetadataBytesMax: number;
  readonly groupInitialRebalanceDelayMs: number;
  readonly groupSessionTimeoutMsMin: number;
  readonly groupSessionTimeoutMsMax: number;
  readonly groupSizeMax: number;

  readonly journalCommitDelayMsMax: number;
  readonly requestBytesMax: number;
  readonly replicaLagTimeMsMax: number;
  readonly brokerSessionTimeoutMs: number;
  /** How often leadership is given back to preferred leaders; null for never. */
  readonly leaderImbalanceCheckIntervalMs: number | null;

  /** All node configurations that have a value, by Kafka's names, for DescribeConfigs. */
  readonly nodeConfigs: NodeConfigMap;
}
