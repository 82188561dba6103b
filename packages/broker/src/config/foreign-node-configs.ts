/**
 * Node configurations of Apache Kafka that Chronik does not have. Two kinds, because they deserve different answers:
 * one whose absence would break a promise is refused; one that only tunes machinery that Chronik has not got is
 * ignored, with a warning, so that Kafka's own `server.properties` needs few changes.
 */
export type ForeignConfig =
  | { readonly kind: "unsupported"; readonly reason: string }
  | { readonly kind: "ignored"; readonly reason: string };

/** What Chronik makes of a Kafka configuration that it does not have; undefined where the name is not Kafka's. */
export function foreignNodeConfig(name: string): ForeignConfig | undefined {
  const ignored = IGNORED.get(name);
  if (ignored !== undefined) return { kind: "ignored", reason: ignored };
  const unsupported = UNSUPPORTED.get(name) ?? FAMILIES.find(([prefix]) => name.startsWith(prefix))?.[1];
  if (unsupported !== undefined) return { kind: "unsupported", reason: unsupported };
  return OTHERS.has(name) ? { kind: "unsupported", reason: "Chronik has nothing like it" } : undefined;
}

const ONE_LOOP = "Chronik works on one event loop and has no such threads";
const NO_TRANSACTIONS = "there are no transactions yet";
const NO_SHARE_GROUPS = "there are no share groups";
const OWN_BUFFERS = "the operating system sizes socket buffers";

const IGNORED: ReadonlyMap<string, string> = new Map([
  ["background.threads", ONE_LOOP],
  ["inter.broker.listener.name", "nodes talk to each other on the controller listener"],
  ["log.retention.check.interval.ms", "there is no retention yet"],
  ["num.io.threads", ONE_LOOP],
  ["num.network.threads", ONE_LOOP],
  ["num.recovery.threads.per.data.dir", ONE_LOOP],
  ["num.replica.fetchers", "replication is pushed over one stream per pair of nodes"],
  ["share.coordinator.state.topic.min.isr", NO_SHARE_GROUPS],
  ["share.coordinator.state.topic.replication.factor", NO_SHARE_GROUPS],
  ["socket.receive.buffer.bytes", OWN_BUFFERS],
  ["socket.send.buffer.bytes", OWN_BUFFERS],
  ["transaction.state.log.min.isr", NO_TRANSACTIONS],
  ["transaction.state.log.num.partitions", NO_TRANSACTIONS],
  ["transaction.state.log.replication.factor", NO_TRANSACTIONS],
]);

const NO_RETENTION = "records are kept until their topic is deleted";
const NO_SECURITY = "there is no authentication and no encryption yet: bind listeners to a trusted network";
const NO_ZOOKEEPER = "nodes agree among themselves, through controller.quorum.voters";
const STATIC_VOTERS = "the voters are fixed: use controller.quorum.voters";
const NO_COMPACTION = "there is no compaction yet";

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ["controller.quorum.bootstrap.servers", STATIC_VOTERS],
  ["controller.quorum.auto.join.enable", STATIC_VOTERS],
  ["log.retention.hours", NO_RETENTION],
  ["log.retention.minutes", NO_RETENTION],
  ["metadata.log.dir", "the metadata log lies in the data folder"],
  ["authorizer.class.name", NO_SECURITY],
  ["super.users", NO_SECURITY],
  ["allow.everyone.if.no.acl.found", NO_SECURITY],
  ["security.inter.broker.protocol", NO_SECURITY],
]);

/** Where Chronik has nothing of a whole family, by the beginning of the name. */
const FAMILIES: readonly (readonly [prefix: string, reason: string])[] = [
  ["sasl.", NO_SECURITY],
  ["ssl.", NO_SECURITY],
  ["listener.name.", NO_SECURITY],
  ["delegation.token.", NO_SECURITY],
  ["principal.builder.", NO_SECURITY],
  ["connections.max.reauth", NO_SECURITY],
  ["zookeeper.", NO_ZOOKEEPER],
  ["log.cleaner.", NO_COMPACTION],
  ["remote.log.", "there is no tiered storage"],
  ["log.local.retention.", "there is no tiered storage"],
  ["transaction.", NO_TRANSACTIONS],
  ["transactional.", NO_TRANSACTIONS],
  ["group.share.", NO_SHARE_GROUPS],
  ["share.coordinator.", NO_SHARE_GROUPS],
  ["group.streams.", "there are no streams groups"],
  ["group.consumer.", "there is no consumer group protocol of KIP-848 yet"],
  ["quota.", "there are no quotas yet"],
  ["replication.quota.", "there are no quotas yet"],
  ["controller.quota.", "there are no quotas yet"],
  ["client.quota.", "there are no quotas yet"],
  ["metric", "Chronik has no JMX metrics"],
  ["kafka.metrics.", "Chronik has no JMX metrics"],
  ["auto.include.jmx.", "Chronik has no JMX metrics"],
  ["telemetry.", "there is no client telemetry"],
];

/** The rest of what Apache Kafka 4 knows. */
const OTHERS: ReadonlySet<string> = new Set([
  "advertised.host.name",
  "advertised.port",
  "alter.config.policy.class.name",
  "broker.heartbeat.interval.ms",
  "broker.id.generation.enable",
  "compression.gzip.level",
  "compression.lz4.level",
  "compression.zstd.level",
  "config.providers",
  "connection.failed.authentication.delay.ms",
  "controlled.shutdown.enable",
  "controlled.shutdown.max.retries",
  "controlled.shutdown.retry.backoff.ms",
  "controller.performance.always.log.threshold.ms",
  "controller.performance.sample.period.ms",
  "controller.quorum.append.linger.ms",
  "controller.quorum.election.backoff.max.ms",
  "controller.quorum.election.timeout.ms",
  "controller.quorum.fetch.timeout.ms",
  "controller.quorum.request.timeout.ms",
  "controller.quorum.retry.backoff.ms",
  "controller.socket.timeout.ms",
  "create.topic.policy.class.name",
  "delete.topic.enable",
  "early.start.listeners",
  "fetch.max.bytes",
  "fetch.purgatory.purge.interval.requests",
  "group.coordinator.append.linger.ms",
  "group.coordinator.rebalance.protocols",
  "group.coordinator.threads",
  "host.name",
  "initial.broker.registration.timeout.ms",
  "inter.broker.protocol.version",
  "leader.imbalance.per.broker.percentage",
  "log.dir.failure.timeout.ms",
  "log.flush.interval.messages",
  "log.flush.interval.ms",
  "log.flush.offset.checkpoint.interval.ms",
  "log.flush.scheduler.interval.ms",
  "log.flush.start.offset.checkpoint.interval.ms",
  "log.index.interval.bytes",
  "log.index.size.max.bytes",
  "log.initial.task.delay.ms",
  "log.message.downconversion.enable",
  "log.message.format.version",
  "log.message.timestamp.after.max.ms",
  "log.message.timestamp.before.max.ms",
  "log.message.timestamp.difference.max.ms",
  "log.preallocate",
  "log.roll.jitter.hours",
  "log.roll.jitter.ms",
  "log.segment.delete.delay.ms",
  "max.connection.creation.rate",
  "max.connections.per.ip",
  "max.connections.per.ip.overrides",
  "max.incremental.fetch.session.cache.slots",
  "max.request.partition.size.limit",
  "metadata.log.max.record.bytes.between.snapshots",
  "metadata.log.max.snapshot.interval.ms",
  "metadata.log.segment.bytes",
  "metadata.log.segment.ms",
  "metadata.max.idle.interval.ms",
  "metadata.max.retention.bytes",
  "metadata.max.retention.ms",
  "num.replica.alter.log.dirs.threads",
  "offsets.commit.required.acks",
  "offsets.commit.timeout.ms",
  "offsets.load.buffer.size",
  "offsets.retention.check.interval.ms",
  "offsets.topic.compression.codec",
  "offsets.topic.segment.bytes",
  "port",
  "producer.id.expiration.check.interval.ms",
  "producer.id.expiration.ms",
  "producer.purgatory.purge.interval.requests",
  "queued.max.request.bytes",
  "queued.max.requests",
  "replica.fetch.backoff.ms",
  "replica.fetch.max.bytes",
  "replica.fetch.min.bytes",
  "replica.fetch.response.max.bytes",
  "replica.fetch.wait.max.ms",
  "replica.high.watermark.checkpoint.interval.ms",
  "replica.selector.class",
  "replica.socket.receive.buffer.bytes",
  "replica.socket.timeout.ms",
  "request.timeout.ms",
  "reserved.broker.max.id",
  "security.providers",
  "server.max.startup.time.ms",
  "socket.connection.setup.timeout.max.ms",
  "socket.connection.setup.timeout.ms",
  "socket.listen.backlog.size",
  "unstable.api.versions.enable",
  "unstable.feature.versions.enable",
]);
