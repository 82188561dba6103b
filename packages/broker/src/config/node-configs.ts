import {
  booleanConfig,
  type ConfigDefinition,
  type ConfigValue,
  fixedConfig,
  INT_MAX,
  intConfig,
  listConfig,
  longConfig,
  stringConfig,
} from "./config-definition.ts";
import { TOPIC_CONFIGS } from "./topic-configs.ts";

/** The node's default of a topic configuration: the same values, described as a default. */
function defaultOf<Value>(topicConfig: ConfigDefinition<Value, string>): ConfigDefinition<Value, string> {
  return { ...topicConfig, doc: `${topicConfig.doc} The default for topics that do not set it.` };
}

/** Who the node is, and where it is reached. */
const IDENTITY = {
  "process.roles": fixedConfig({
    type: "list",
    value: "broker,controller",
    meaning: "every node is both",
    doc: "What the node does. Only broker,controller.",
  }),
  "node.id": intConfig({ default: 1, min: 1, doc: "The node's number, unique in the cluster. Synonym: broker.id." }),
  "cluster.id": stringConfig({
    default: null,
    doc: "Names the cluster: up to 64 letters, digits, - and _. A node that is alone draws one at its first start; the nodes of a larger cluster must all be given the same.",
  }),
  "broker.rack": stringConfig({ default: null, doc: "Where the node stands. Shown to clients." }),
  listeners: listConfig({
    default: "PLAINTEXT://localhost:9092,CONTROLLER://0.0.0.0:9192",
    doc: "Where the node listens, as name://host:port. No host: all interfaces. Host localhost: 127.0.0.1 and ::1. Port 0: a free one. Without the controller's listener in it, that listens on all interfaces at the port that controller.quorum.voters names.",
  }),
  "advertised.listeners": listConfig({
    default: null,
    doc: "Where clients are told to connect to, as name://host:port. Default: listeners, with the machine's host name in place of all interfaces.",
  }),
  "listener.security.protocol.map": listConfig({
    default: "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    doc: "The security protocol of each listener, as name:protocol. The only protocol yet is PLAINTEXT.",
  }),
  "controller.listener.names": listConfig({
    default: "CONTROLLER",
    doc: "The listener on which the nodes talk to each other. One name.",
  }),
  "controller.quorum.voters": listConfig({
    default: null,
    doc: "All nodes of the cluster, as id@host:port of their controller listeners. Default: this node alone.",
  }),
  "log.dirs": listConfig({
    default: null,
    doc: "The node's data folder. One folder. Default: .chronik/node-<node.id> in the working folder. Synonym: log.dir.",
  }),
} as const;

/** Topics: how they are created, and what they are without configuration of their own. */
const TOPICS = {
  "auto.create.topics.enable": booleanConfig({
    default: true,
    doc: "Whether a topic that a client asks for by name is created, where the client allows it.",
  }),
  "num.partitions": intConfig({ default: 1, min: 1, doc: "Partitions of a topic that is created without a number." }),
  "default.replication.factor": intConfig({
    default: null,
    min: 1,
    max: 32_767,
    doc: "Replicas of a topic that is created without a number. Default: 3, or the number of voters where that is less.",
  }),
  "min.insync.replicas": defaultOf(TOPIC_CONFIGS["min.insync.replicas"]),
  "message.max.bytes": defaultOf(TOPIC_CONFIGS["max.message.bytes"]),
  "log.segment.bytes": defaultOf(TOPIC_CONFIGS["segment.bytes"]),
  "log.roll.ms": defaultOf(TOPIC_CONFIGS["segment.ms"]),
  "log.roll.hours": intConfig({
    default: null,
    min: 1,
    doc: "The same as log.roll.ms in hours, where that is not set.",
  }),
  "log.message.timestamp.type": defaultOf(TOPIC_CONFIGS["message.timestamp.type"]),
  "log.cleanup.policy": defaultOf(TOPIC_CONFIGS["cleanup.policy"]),
  "log.retention.ms": defaultOf(TOPIC_CONFIGS["retention.ms"]),
  "log.retention.bytes": defaultOf(TOPIC_CONFIGS["retention.bytes"]),
  "compression.type": defaultOf(TOPIC_CONFIGS["compression.type"]),
  "unclean.leader.election.enable": defaultOf(TOPIC_CONFIGS["unclean.leader.election.enable"]),
} as const;

/** Consumer groups and their offsets. */
const GROUPS = {
  "offsets.topic.num.partitions": intConfig({
    default: 50,
    min: 1,
    doc: "Partitions of __consumer_offsets. Counts when that topic is created, at first use.",
  }),
  "offsets.topic.replication.factor": intConfig({
    default: null,
    min: 1,
    max: 32_767,
    doc: "Replicas of __consumer_offsets. Counts when that topic is created. Default: 3, or the number of voters where that is less.",
  }),
  "offsets.retention.minutes": intConfig({
    default: 10_080,
    min: 1,
    doc: "For how many minutes the offsets of a group that has no members are kept.",
  }),
  "offset.metadata.max.bytes": intConfig({
    default: 4096,
    min: 0,
    doc: "The longest text, in bytes, that can be committed along with an offset.",
  }),
  "group.initial.rebalance.delay.ms": intConfig({
    default: 3000,
    min: 0,
    doc: "How many milliseconds an empty group waits for more members before its first rebalance.",
  }),
  "group.min.session.timeout.ms": intConfig({
    default: 6000,
    min: 1,
    doc: "The shortest session timeout, in milliseconds, that a group member may ask for.",
  }),
  "group.max.session.timeout.ms": intConfig({
    default: 1_800_000,
    min: 1,
    doc: "The longest session timeout, in milliseconds, that a group member may ask for.",
  }),
  "group.max.size": intConfig({ default: INT_MAX, min: 1, doc: "The most members that a group can have." }),
} as const;

/** Limits and timeouts of the node itself. */
const NODE = {
  "socket.request.max.bytes": intConfig({
    default: 104_857_600,
    min: 1024,
    doc: "The largest request in bytes; a connection that announces a larger one is closed.",
  }),
  "connections.max.idle.ms": longConfig({
    default: 600_000,
    min: 1000,
    doc: "After how many milliseconds without a byte in either direction a client connection is closed.",
  }),
  "max.connections": intConfig({
    default: 100_000,
    min: 1,
    doc: "The most client connections at once; further ones are closed as they come.",
  }),
  "replica.lag.time.max.ms": longConfig({
    default: 30_000,
    min: 100,
    doc: "After how many milliseconds behind the leader's log a live follower leaves the ISR.",
  }),
  "broker.session.timeout.ms": intConfig({
    default: 1000,
    min: 100,
    doc: "After how many milliseconds of silence a node is taken for dead and loses its leaderships.",
  }),
  "auto.leader.rebalance.enable": booleanConfig({
    default: true,
    doc: "Whether leadership goes back to the preferred leaders, the first replicas, once they are in sync again.",
  }),
  "leader.imbalance.check.interval.seconds": longConfig({
    default: 300,
    min: 1,
    doc: "How often the controller looks for partitions that another replica leads than the preferred one, in seconds.",
  }),
  "journal.commit.max.delay.ms": intConfig({
    default: 0,
    min: 0,
    max: 1000,
    doc: "How many milliseconds batches may wait for others before they are written to the journal together, while its disk is idle: larger groups for later answers. 0: what gathers while the disk is busy is a group.",
  }),
  "chronik.admin.host": stringConfig({
    default: "127.0.0.1",
    doc: "Where the admin HTTP listener (readiness, health, status) is bound.",
  }),
  "chronik.admin.port": intConfig({
    default: 9292,
    min: 0,
    max: 65_535,
    doc: "Port of the admin HTTP listener; 0 for none.",
  }),
} as const;

/** Every configuration that a node can have, by Kafka's name; `chronik.*` and `journal.*` where Kafka has none. */
export const NODE_CONFIGS = { ...IDENTITY, ...TOPICS, ...GROUPS, ...NODE } as const;

export type NodeConfigName = keyof typeof NODE_CONFIGS;

/** The parsed value of every node configuration; null for one that has neither a value nor a default. */
export type NodeConfigValues = {
  readonly [Name in NodeConfigName]: (typeof NODE_CONFIGS)[Name]["default"] extends string
    ? ConfigValue<(typeof NODE_CONFIGS)[Name]>
    : ConfigValue<(typeof NODE_CONFIGS)[Name]> | null;
};

/** Other spellings of Kafka's for the same configuration. */
export const NODE_CONFIG_SYNONYMS: ReadonlyMap<string, NodeConfigName> = new Map([
  ["broker.id", "node.id"],
  ["log.dir", "log.dirs"],
]);

export function isNodeConfigName(name: string): name is NodeConfigName {
  return Object.hasOwn(NODE_CONFIGS, name);
}
