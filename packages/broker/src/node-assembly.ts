import { type Leadership, MessageLoop } from "@chronik/raft-core";
import { type JournalOptions, type PartitionLog, Wal, type WalError, type WalOptions } from "@chronik/wal";
import type { BrokerStats } from "./broker-stats.ts";
import type { BrokerOptions } from "./config/broker-options.ts";
import { effectiveTopicConfig } from "./config/effective-topic-config.ts";
import { validateTopicConfigs } from "./config/validate-topic-configs.ts";
import { Controller } from "./controller/controller.ts";
import { LeaderBalance } from "./controller/leader-balance.ts";
import { Registration } from "./controller/registration.ts";
import { GroupCoordinator } from "./coordinator/group-coordinator.ts";
import { ImageCoordinatorDirectory, ImageTopicNames } from "./coordinator-directory.ts";
import type { BrokerErrorCode } from "./errors.ts";
import type { Handler } from "./handlers/handler.ts";
import { handlerTable } from "./handlers/handler-table.ts";
import { byTopic } from "./metadata/command.ts";
import { imageDelta } from "./metadata/delta.ts";
import { type TopicImage, topicNamed } from "./metadata/image.ts";
import { MetadataLog } from "./metadata/metadata-log.ts";
import { kafkaBatchFraming } from "./partition/batch-framing.ts";
import { PartitionCoordinatorLog } from "./partition/coordinator-log.ts";
import type { IsrChange, PartitionConfig } from "./partition/partition-host.ts";
import { ReplicaManager } from "./partition/replica-manager.ts";
import type { PeerConnections } from "./peer-connections.ts";
import type { BrokerPorts } from "./ports.ts";
import { ProducerIds } from "./producer-ids.ts";
import { LeaderWatch } from "./raft/leader-watch.ts";
import { DurableRaftLog } from "./raft/raft-log.ts";
import { RaftTicker, TICK_MS } from "./raft/raft-ticker.ts";
import type { Services } from "./services.ts";
import { OFFSETS_TOPIC, TopicCreator } from "./topic-creator.ts";

/** With this tick, an election starts 0.5 to 1 s after the last word of a leader. */
const ELECTION_TIMEOUT_TICKS = 10;
const HEARTBEAT_TICKS = 2;
/** A receiver makes room for what a snapshot claims to hold. 20,000 partitions take a few megabytes. */
const SNAPSHOT_BYTES_MAX = 64 * 1024 * 1024;
const MS_PER_MINUTE = 60_000;
/** Kafka's default of `offsets.retention.check.interval.ms`. */
const OFFSETS_RETENTION_CHECK_INTERVAL_MS = 600_000;

/** How the storage is laid out, where the defaults are not wanted: on a small device, or a simulated one. */
export interface StorageTuning {
  readonly journal?: Partial<JournalOptions>;
  readonly raftJournal?: Partial<JournalOptions>;
  /** The most payload in one frame of the Raft log; must fit a file of its journal. */
  readonly raftFrameBytesMax?: number;
  /** When the write-ahead log does what it does on its own. */
  readonly wal?: Partial<Omit<WalOptions, "journal" | "log">>;
}

/** What assembling needs of the node that it is for. */
export interface AssemblyInit {
  readonly ports: BrokerPorts;
  readonly options: BrokerOptions;
  readonly connections: PeerConnections;
  readonly storage: StorageTuning;
  readonly stats: BrokerStats;
  readonly onLeadership: (leadership: Leadership) => void;
  readonly onFailure: (code: BrokerErrorCode, error: Error) => void;
}

/** Everything that a node consists of, once its storage is open. */
export interface NodeAssembly {
  readonly wal: Wal;
  readonly raftLog: DurableRaftLog;
  readonly loop: MessageLoop;
  readonly ticker: RaftTicker;
  readonly leaderWatch: LeaderWatch;
  readonly metadata: MetadataLog;
  readonly controller: Controller;
  readonly leaderBalance: LeaderBalance;
  readonly registration: Registration;
  readonly replicas: ReplicaManager;
  readonly groups: GroupCoordinator;
  readonly handlers: ReadonlyMap<number, Handler>;
}

/** Opens and recovers the storage, and wires the parts together. Throws where the storage cannot be opened. */
export function assembleNode(init: AssemblyInit): NodeAssembly {
  const { ports, options } = init;
  const { raftLog, wal } = openStorage(init, (log, error) => {
    replicas.partition(log.topicId, log.partition)?.fail(error);
  });
  const metadata: MetadataLog = new MetadataLog({
    nodeId: options.nodeId,
    incarnation: options.incarnation,
    sink: { propose: (bytes) => loop.propose([bytes]) },
    timers: ports.timers,
    rules: { validateTopicConfigs },
  });
  const loop: MessageLoop = makeLoop(init, raftLog, metadata);
  const replicas: ReplicaManager = makeReplicas(init, wal, metadata);
  const services = makeServices(init, { metadata, loop, replicas });
  const directory = new ImageCoordinatorDirectory({
    image: services.image,
    topics: services.topics,
    logger: ports.logger,
  });
  const groups = makeGroups(services, directory);
  metadata.onChange((before, after) => {
    replicas.imageChanged(after);
    const deleted = imageDelta(before, after).topicsDeleted.map(({ name }) => name);
    if (deleted.length > 0) groups.topicsDeleted(new Set(deleted));
  });
  replicas.addLeadershipListener({
    becameLeader: (topic, partition, leaderEpoch) => {
      if (topic === OFFSETS_TOPIC) groups.becameLeader(partition, leaderEpoch);
    },
    resigned: (topic, partition) => {
      if (topic === OFFSETS_TOPIC) groups.resigned(partition);
    },
  });
  return {
    wal,
    raftLog,
    loop,
    metadata,
    replicas,
    groups,
    ticker: new RaftTicker({ clock: ports.clock, timers: ports.timers, tick: () => loop.tick() }),
    leaderWatch: new LeaderWatch({
      timers: ports.timers,
      random: ports.random,
      hears: (node) => init.connections.hears(node),
      leader: () => loop.status().leader,
      forgetLeader: () => loop.forgetLeader(),
      campaign: () => loop.campaign(),
    }),
    controller: makeController(init, metadata, loop),
    leaderBalance: new LeaderBalance({
      metadata,
      timers: ports.timers,
      logger: ports.logger,
      intervalMs: options.leaderImbalanceCheckIntervalMs,
    }),
    registration: makeRegistration(init, metadata, wal),
    handlers: handlerTable(services, groups, directory),
  };
}

function openStorage(
  { ports, options, storage, onFailure }: AssemblyInit,
  onPartitionFault: (log: PartitionLog, error: WalError) => void,
): { raftLog: DurableRaftLog; wal: Wal } {
  const { disk, timers, clock, logger } = ports;
  const defer = (callback: () => void) => timers.defer(callback);
  const failed = (error: Error) => onFailure("storageFailed", error);
  const raftLog = DurableRaftLog.open({
    disk,
    folder: `${options.dataFolder}/raft`,
    timers,
    defer,
    onFailure: failed,
    journal: storage.raftJournal ?? {},
    ...(storage.raftFrameBytesMax !== undefined && { frameBytesMax: storage.raftFrameBytesMax }),
  });
  try {
    const wal = Wal.open({
      disk,
      folder: options.dataFolder,
      framing: kafkaBatchFraming,
      timers,
      wallClock: clock,
      defer,
      options: {
        ...storage.wal,
        journal: { commitDelayMsMax: options.journalCommitDelayMsMax, ...storage.journal },
        log: {
          segmentBytesMax: options.topicDefaults.segmentBytes,
          segmentAgeMsMax: options.topicDefaults.segmentMs,
        },
      },
      onFailure: failed,
      onPartitionFault,
      log: (level, message, fields) => logger[level](message, fields),
    });
    return { raftLog, wal };
  } catch (error) {
    raftLog.abandon();
    throw error;
  }
}

function makeLoop(init: AssemblyInit, log: DurableRaftLog, stateMachine: MetadataLog): MessageLoop {
  const { ports, options, onLeadership, onFailure } = init;
  return new MessageLoop({
    node: {
      id: options.nodeId,
      voters: options.voters,
      random: ports.random,
      electionTimeoutTicks: ELECTION_TIMEOUT_TICKS,
      heartbeatTicks: HEARTBEAT_TICKS,
      snapshotBytesMax: SNAPSHOT_BYTES_MAX,
    },
    log,
    network: ports.network.raft,
    stateMachine,
    onLeadership,
    onFailure: (error) => onFailure("metadataFailed", error),
  });
}

function makeReplicas({ ports, options, stats }: AssemblyInit, wal: Wal, metadata: MetadataLog): ReplicaManager {
  return new ReplicaManager({
    self: options.nodeId,
    ports,
    wal,
    stats,
    replicaLagMaxMs: options.replicaLagTimeMsMax,
    partitionConfig: (topic) => partitionConfig(options, topic),
    proposeIsr: ({ key, leaderEpoch, partitionEpoch, isr }: IsrChange, done) => {
      const { nodes } = metadata.image;
      const members = isr.map((nodeId) => ({ nodeId, nodeEpoch: nodes.get(nodeId)?.nodeEpoch ?? 0 }));
      metadata.propose(
        { kind: "changeIsr", ...key, leader: options.nodeId, leaderEpoch, partitionEpoch, isr: members },
        // Without a limit: until it is decided, the change counts, and one of an earlier registration must not be retried.
        { timeoutMs: Number.POSITIVE_INFINITY },
        done,
      );
    },
    proposeFailed: ({ nodeEpoch, failed }, done) =>
      metadata.propose(
        { kind: "failReplicas", nodeId: options.nodeId, nodeEpoch, failed },
        // Without a limit: a log may be dropped only when this has been decided.
        { timeoutMs: Number.POSITIVE_INFINITY },
        done,
      ),
  });
}

function partitionConfig(options: BrokerOptions, topic: TopicImage): PartitionConfig {
  const config = effectiveTopicConfig(options.topicDefaults, topic.configs);
  return {
    minInsyncReplicas: config.minInsyncReplicas,
    maxMessageBytes: config.messageBytesMax,
    segmentBytes: config.segmentBytes,
    segmentMs: config.segmentMs,
    logAppendTime: config.messageTimestampType === "LogAppendTime",
  };
}

function makeServices(
  { ports, options, stats }: AssemblyInit,
  { metadata, loop, replicas }: { metadata: MetadataLog; loop: MessageLoop; replicas: ReplicaManager },
): Services {
  const propose: Services["propose"] = (command, limits, done) => metadata.propose(command, limits, done);
  return {
    options,
    ports,
    replicas,
    stats,
    metadataRules: { validateTopicConfigs },
    producerIds: new ProducerIds(propose),
    topics: new TopicCreator({ random: ports.random, propose, defaults: options }),
    image: () => metadata.image,
    controllerId: () => loop.status().leader || -1,
    propose,
  };
}

function makeGroups(services: Services, directory: ImageCoordinatorDirectory): GroupCoordinator {
  const { options, ports, replicas, image } = services;
  const { clock, timers, random, logger } = ports;
  const log = new PartitionCoordinatorLog({
    partition: (index) => {
      const topic = topicNamed(image(), OFFSETS_TOPIC);
      return topic === undefined ? undefined : replicas.partition(topic.topicId, index);
    },
    nowMs: () => clock.nowMs(),
    timers,
  });
  return new GroupCoordinator({
    ports: { clock, timers, random, logger, log },
    directory,
    topics: new ImageTopicNames(image),
    options: {
      initialRebalanceDelayMs: options.groupInitialRebalanceDelayMs,
      sessionTimeoutMsMin: options.groupSessionTimeoutMsMin,
      sessionTimeoutMsMax: options.groupSessionTimeoutMsMax,
      groupSizeMax: options.groupSizeMax,
      offsetMetadataLengthMax: options.offsetMetadataBytesMax,
      offsetsRetentionMs: options.offsetsRetentionMinutes * MS_PER_MINUTE,
      offsetsRetentionCheckIntervalMs: OFFSETS_RETENTION_CHECK_INTERVAL_MS,
    },
  });
}

function makeController(
  { ports, options, connections }: AssemblyInit,
  metadata: MetadataLog,
  loop: MessageLoop,
): Controller {
  return new Controller({
    nodeId: options.nodeId,
    metadata,
    liveness: {
      silentMs: (nodeId) => (loop.status().peers.get(nodeId)?.ticksSinceContact ?? Number.POSITIVE_INFINITY) * TICK_MS,
      disconnectedMs: (nodeId) => {
        const brokenAtMs = connections.brokenAtMs(nodeId);
        return brokenAtMs === undefined ? null : ports.clock.monotonicMs() - brokenAtMs;
      },
    },
    clock: ports.clock,
    timers: ports.timers,
    logger: ports.logger,
    settings: { sessionTimeoutMs: options.brokerSessionTimeoutMs },
  });
}

function makeRegistration({ ports, options, onFailure }: AssemblyInit, metadata: MetadataLog, wal: Wal): Registration {
  return new Registration({
    nodeId: options.nodeId,
    incarnation: options.incarnation,
    directoryId: options.directoryId,
    rack: options.rack,
    failedReplicas: () => byTopic([...wal.partitions()].filter(({ state }) => state !== "online")),
    metadata,
    clock: ports.clock,
    timers: ports.timers,
    logger: ports.logger,
    onReplaced: (error) => onFailure("replaced", error),
  });
}
