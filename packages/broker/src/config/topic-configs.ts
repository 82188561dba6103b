import { type ConfigValue, choiceConfig, fixedConfig, intConfig, longConfig } from "./config-definition.ts";

/**
 * Every configuration that a topic can have, by Kafka's name. What a topic does not set comes from the node's
 * configuration named in {@link NODE_SYNONYMS}.
 */
export const TOPIC_CONFIGS = {
  "cleanup.policy": fixedConfig({
    type: "list",
    value: "delete",
    meaning: "no log is compacted",
    doc: "What happens to old records. Only delete; there is no compaction yet, for internal topics neither.",
  }),
  "compression.type": fixedConfig({
    type: "string",
    value: "producer",
    meaning: "batches are kept as their producer compressed them",
    doc: "The codec that batches are stored with. Only producer: as they came.",
  }),
  "max.message.bytes": intConfig({
    default: 1_048_588,
    min: 0,
    doc: "The largest record batch that the topic takes, in bytes, after compression, headers included.",
  }),
  "message.timestamp.type": choiceConfig({
    choices: ["CreateTime", "LogAppendTime"],
    default: "CreateTime",
    doc: "Whether records carry the time their producer gave them, or the time the leader appended them.",
  }),
  "min.insync.replicas": intConfig({
    default: 1,
    min: 1,
    doc: "How many in-sync replicas, the leader included, must hold a batch before a produce request with acks=all succeeds.",
  }),
  "retention.bytes": fixedConfig({
    type: "long",
    value: "-1",
    meaning: "records are kept until their topic is deleted",
    doc: "How many bytes of a partition are kept. Only -1, without limit; there is no retention yet.",
  }),
  "retention.ms": fixedConfig({
    type: "long",
    value: "-1",
    meaning: "records are kept until their topic is deleted",
    doc: "For how many milliseconds records are kept. Only -1, without limit; there is no retention yet.",
  }),
  "segment.bytes": intConfig({
    default: 1_073_741_824,
    min: 1_048_576,
    doc: "The size in bytes at which a log segment is closed and a new one begun.",
  }),
  "segment.ms": longConfig({
    default: 604_800_000,
    min: 1,
    doc: "By how many milliseconds a batch's timestamp must be later than that of the first batch in the log segment to begin a new one.",
  }),
  "unclean.leader.election.enable": fixedConfig({
    type: "boolean",
    value: "false",
    meaning: "a replica that may lack acknowledged records never leads",
    doc: "Whether a replica outside of the ISR may lead as a last resort. Only false.",
  }),
};

export type TopicConfigName = keyof typeof TOPIC_CONFIGS;

/** The node's configuration that holds a topic configuration's default. */
export const NODE_SYNONYMS = {
  "cleanup.policy": "log.cleanup.policy",
  "compression.type": "compression.type",
  "max.message.bytes": "message.max.bytes",
  "message.timestamp.type": "log.message.timestamp.type",
  "min.insync.replicas": "min.insync.replicas",
  "retention.bytes": "log.retention.bytes",
  "retention.ms": "log.retention.ms",
  "segment.bytes": "log.segment.bytes",
  "segment.ms": "log.roll.ms",
  "unclean.leader.election.enable": "unclean.leader.election.enable",
} as const satisfies Record<TopicConfigName, string>;

/** What the broker acts on, topic by topic. */
export interface TopicConfig {
  readonly minInsyncReplicas: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly messageBytesMax: number;
  readonly messageTimestampType: ConfigValue<(typeof TOPIC_CONFIGS)["message.timestamp.type"]>;
}

export function isTopicConfigName(name: string): name is TopicConfigName {
  return Object.hasOwn(TOPIC_CONFIGS, name);
}

/** Topic configurations of Apache Kafka that Chronik does not have. */
export const UNSUPPORTED_TOPIC_CONFIGS: ReadonlySet<string> = new Set([
  "compression.gzip.level",
  "compression.lz4.level",
  "compression.zstd.level",
  "delete.retention.ms",
  "errors.deadletterqueue.group.enable",
  "file.delete.delay.ms",
  "flush.messages",
  "flush.ms",
  "follower.replication.throttled.replicas",
  "index.interval.bytes",
  "leader.replication.throttled.replicas",
  "local.retention.bytes",
  "local.retention.ms",
  "max.compaction.lag.ms",
  "message.downconversion.enable",
  "message.format.version",
  "message.timestamp.after.max.ms",
  "message.timestamp.before.max.ms",
  "message.timestamp.difference.max.ms",
  "min.cleanable.dirty.ratio",
  "min.compaction.lag.ms",
  "preallocate",
  "remote.log.copy.disable",
  "remote.log.delete.on.disable",
  "remote.storage.enable",
  "segment.index.bytes",
  "segment.jitter.ms",
]);
