/**
 * Kafka clients for the simulation: callbacks instead of promises, time from the event queue, chance from a seeded generator, bytes
 * over a dialled stream. They speak the real protocol and behave as good clients do, and write all they do to a history.
 *
 * All take {@link ClientOptions} (`id`, `queue`, `random`, `sockets`, `history`, `bootstrap`, time limits, version caps) and are
 * driven as a {@link ClientProcess}: `start`, `stop`, `kill`, `pause`, `resume`, `idle`, `onIdle`.
 *
 * - {@link Producer}: `topic`, `partitions`, `acks`, `idempotent`, `epochBump`, `ratePerS`, `batchRecords`, `lingerMs`, `inFlightMax`,
 *   `valueBytes`, `deliveryTimeoutMs`, `produceTimeoutMs`, `pendingRecordsMax`; `send(partition?)` for one more record.
 * - {@link Consumer}: `topic`, `partitions`, `from`, and {@link FetchOptions}; `position(partition)`.
 * - {@link GroupMember}: `group`, `topic`, `groupInstanceId`, `sessionTimeoutMs`, `rebalanceTimeoutMs`, `heartbeatIntervalMs`,
 *   `commitIntervalMs`, `leavesOnStop`, and {@link FetchOptions}; `stable`, `assigned`, `generation`, `position(partition)`, `fenced`.
 *   A member that comes back after `kill` or `stop` is a new object with another `id`.
 * - {@link Admin}: `intervalMs`, `partitions`, `replicationFactor`, `timeoutMs`, `topicsMax`; `createTopic`, `deleteTopic`,
 *   `describeTopic`, `listTopics`.
 * - {@link LogReader} and {@link OffsetsReader}: for the end of a run, what the checks need: `onDone`.
 */
export { Admin, type AdminOptions, type TopicSpec } from "./admin.ts";
export { Consumer, type ConsumerOptions } from "./consumer.ts";
export type { FetchOptions } from "./fetcher.ts";
export { GroupMember, type GroupMemberOptions } from "./group-member.ts";
export { LogReader, type LogReaderOptions } from "./log-reader.ts";
export { OffsetsReader, type OffsetsReaderOptions } from "./offsets-reader.ts";
export type { ClientOptions, ClientProcess, ClientTime, Dialer, Endpoint, VersionCaps } from "./ports.ts";
export { Producer, type ProducerOptions } from "./producer.ts";
export type { EpochBump } from "./producer-identity.ts";
