import { resolve as resolvePath } from "node:path";
import {
  type BrokerOptions,
  NODE_CONFIGS,
  type NodeConfigName,
  type NodeConfigSetting,
  type NodeConfigValues,
} from "@chronik/broker";
import { type Address, clusterId, formatAddress, type Voter, voter } from "./endpoint.ts";
import { type ClientListenerConfig, type ListenerAddresses, resolveListeners } from "./listener-addresses.ts";
import { SettingsParser } from "./parse-settings.ts";
import type { Setting } from "./setting.ts";

/** What a node is configured to be: everything that is known before its data folder has been looked at. */
export interface NodeConfig {
  readonly nodeId: number;
  /** Null: whatever the data folder says, or a new one. */
  readonly clusterId: string | null;
  /** Absolute. */
  readonly dataFolder: string;
  /** All voters, this node included, by node id, ascending. */
  readonly voters: ReadonlyMap<number, Address>;
  readonly raftListener: Address;
  readonly clientListeners: readonly ClientListenerConfig[];
  /** Null: none. */
  readonly adminListener: Address | null;
  readonly connectionsMax: number;
  readonly connectionIdleMsMax: number;
  /** What goes to the broker as it is. */
  readonly broker: Omit<BrokerOptions, "clusterId" | "incarnation" | "directoryId">;
}

const RAFT_PORT = 9192;
const MS_PER_HOUR = 3_600_000;
const REPLICATION_FACTOR_MAX = 3;

/** Turns settings into a configuration; `config` is undefined where there are problems. */
export function resolveNodeConfig(
  settings: ReadonlyMap<NodeConfigName, Setting>,
  workingFolder: string,
): { config: NodeConfig | undefined; problems: readonly string[] } {
  const parser = new SettingsParser(settings);
  const values = parser.values();
  const voters = resolveVoters(values, parser);
  const ownVoter = voters?.find(({ nodeId }) => nodeId === values["node.id"]);
  const listeners = resolveListeners(withVoterPort(values, { settings, ownVoter }), {
    parser,
    ownVoter,
    raftPortDefault: RAFT_PORT,
  });
  checkClusterId(values, parser, voters?.length ?? 1);
  checkDataFolder(values, parser);
  checkGroupTimeouts(values, parser);
  if (voters !== undefined) checkReplicationFactors(values, parser, Math.max(1, voters.length));
  if (parser.problems.length > 0 || voters === undefined || listeners === undefined) {
    return { config: undefined, problems: parser.problems };
  }
  return { config: assemble({ values, settings, voters, listeners, workingFolder }), problems: [] };
}

/** Without `listeners`, the default's controller port gives way to the one that the other nodes dial. */
function withVoterPort(
  values: NodeConfigValues,
  { settings, ownVoter }: { settings: ReadonlyMap<NodeConfigName, Setting>; ownVoter: Voter | undefined },
): NodeConfigValues {
  if (settings.has("listeners") || ownVoter === undefined) return values;
  const clients = values.listeners.filter((listener) => !listener.startsWith("CONTROLLER:"));
  return { ...values, listeners: clients };
}

/** An empty list stands for a node that is alone. */
function resolveVoters(values: NodeConfigValues, parser: SettingsParser): Voter[] | undefined {
  const voters = parser.items("controller.quorum.voters", values["controller.quorum.voters"] ?? [], voter);
  if (voters === undefined || voters.length === 0) return voters;
  const ids = voters.map(({ nodeId }) => nodeId);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) parser.problem("controller.quorum.voters", `node ${twice} is there twice`);
  const own = values["node.id"];
  if (!ids.includes(own)) {
    parser.problem(
      "controller.quorum.voters",
      `node.id=${own} is not among them (${ids.join(", ")}); add it, or set node.id`,
    );
  }
  return voters.sort((a, b) => a.nodeId - b.nodeId);
}

function checkClusterId(values: NodeConfigValues, parser: SettingsParser, voterCount: number): void {
  const given = values["cluster.id"];
  if (given !== null) parser.items("cluster.id", [given], clusterId);
  else if (voterCount > 1) {
    parser.problem(
      "cluster.id",
      "must be set, to the same on every node, where controller.quorum.voters names several nodes",
    );
  }
}

function checkDataFolder(values: NodeConfigValues, parser: SettingsParser): void {
  const folders = values["log.dirs"];
  if (folders !== null && folders.length !== 1) parser.problem("log.dirs", "must name exactly one folder");
}

function checkGroupTimeouts(values: NodeConfigValues, parser: SettingsParser): void {
  const [min, max] = [values["group.min.session.timeout.ms"], values["group.max.session.timeout.ms"]];
  if (min > max) {
    parser.problem("group.min.session.timeout.ms", `${min} is more than group.max.session.timeout.ms, which is ${max}`);
  }
}

function checkReplicationFactors(values: NodeConfigValues, parser: SettingsParser, nodeCount: number): void {
  for (const name of ["default.replication.factor", "offsets.topic.replication.factor"] as const) {
    const given = values[name];
    if (given === null || given <= nodeCount) continue;
    parser.problem(
      name,
      `${given} replicas need as many nodes, and controller.quorum.voters has ${nodeCount}; lower it`,
    );
  }
}

interface Resolved {
  readonly values: NodeConfigValues;
  readonly settings: ReadonlyMap<NodeConfigName, Setting>;
  readonly voters: readonly Voter[];
  readonly listeners: ListenerAddresses;
  readonly workingFolder: string;
}

function assemble({ values, settings, voters, listeners, workingFolder }: Resolved): NodeConfig {
  const nodeId = values["node.id"];
  const everyVoter: readonly Voter[] =
    voters.length > 0 ? voters : [{ nodeId, host: "localhost", port: listeners.raft.port }];
  const rollHours = settings.has("log.roll.ms") ? null : values["log.roll.hours"];
  const segmentMs = rollHours === null ? values["log.roll.ms"] : rollHours * MS_PER_HOUR;
  const derived = {
    "log.roll.ms": String(segmentMs),
    "log.dirs": values["log.dirs"]?.[0] ?? `.chronik/node-${nodeId}`,
    "default.replication.factor": String(Math.min(REPLICATION_FACTOR_MAX, everyVoter.length)),
    "offsets.topic.replication.factor": String(Math.min(REPLICATION_FACTOR_MAX, everyVoter.length)),
    "controller.quorum.voters": everyVoter.map((each) => `${each.nodeId}@${formatAddress(each)}`).join(","),
    "advertised.listeners": listeners.clientListeners
      .map(({ name, advertised }) => `${name}://${formatAddress(advertised)}`)
      .join(","),
  };
  const dataFolder = resolvePath(workingFolder, derived["log.dirs"]);
  const adminPort = values["chronik.admin.port"];
  return {
    nodeId,
    clusterId: values["cluster.id"],
    dataFolder,
    voters: new Map(everyVoter.map(({ nodeId: id, host, port }) => [id, { host, port }])),
    raftListener: listeners.raft,
    clientListeners: listeners.clientListeners,
    adminListener: adminPort === 0 ? null : { host: values["chronik.admin.host"], port: adminPort },
    connectionsMax: values["max.connections"],
    connectionIdleMsMax: values["connections.max.idle.ms"],
    broker: brokerOptions(values, {
      nodeId,
      dataFolder,
      segmentMs,
      voters: everyVoter.map((each) => each.nodeId),
      replicationFactor: Number(derived["default.replication.factor"]),
      nodeConfigs: nodeConfigs(settings, derived),
    }),
  };
}

function brokerOptions(
  values: NodeConfigValues,
  derived: Pick<BrokerOptions, "nodeId" | "dataFolder" | "voters" | "nodeConfigs"> & {
    replicationFactor: number;
    segmentMs: number;
  },
): NodeConfig["broker"] {
  const { replicationFactor, segmentMs, ...rest } = derived;
  return {
    ...rest,
    rack: values["broker.rack"] || null,
    topicDefaults: {
      minInsyncReplicas: values["min.insync.replicas"],
      segmentBytes: values["log.segment.bytes"],
      segmentMs,
      messageBytesMax: values["message.max.bytes"],
      messageTimestampType: values["log.message.timestamp.type"],
    },
    autoCreateTopics: values["auto.create.topics.enable"],
    partitionCountDefault: values["num.partitions"],
    replicationFactorDefault: values["default.replication.factor"] ?? replicationFactor,
    offsetsTopicPartitionCount: values["offsets.topic.num.partitions"],
    offsetsTopicReplicationFactor: values["offsets.topic.replication.factor"] ?? replicationFactor,
    offsetsRetentionMinutes: values["offsets.retention.minutes"],
    offsetMetadataBytesMax: values["offset.metadata.max.bytes"],
    groupInitialRebalanceDelayMs: values["group.initial.rebalance.delay.ms"],
    groupSessionTimeoutMsMin: values["group.min.session.timeout.ms"],
    groupSessionTimeoutMsMax: values["group.max.session.timeout.ms"],
    groupSizeMax: values["group.max.size"],
    journalCommitDelayMsMax: values["journal.commit.max.delay.ms"],
    requestBytesMax: values["socket.request.max.bytes"],
    replicaLagTimeMsMax: values["replica.lag.time.max.ms"],
    brokerSessionTimeoutMs: values["broker.session.timeout.ms"],
    leaderImbalanceCheckIntervalMs: values["auto.leader.rebalance.enable"]
      ? values["leader.imbalance.check.interval.seconds"] * 1000
      : null,
  };
}

/** For DescribeConfigs: what was set as it was written, and the defaults, those that follow from others included. */
function nodeConfigs(
  settings: ReadonlyMap<NodeConfigName, Setting>,
  derived: Readonly<Partial<Record<NodeConfigName, string>>>,
): ReadonlyMap<string, NodeConfigSetting> {
  const described = new Map<string, NodeConfigSetting>();
  for (const name of Object.keys(NODE_CONFIGS) as NodeConfigName[]) {
    const setting = settings.get(name);
    const standard = derived[name] ?? NODE_CONFIGS[name].default;
    if (setting !== undefined) described.set(name, { value: setting.value, source: "static" });
    else if (standard !== null) described.set(name, { value: standard, source: "default" });
  }
  return described;
}
