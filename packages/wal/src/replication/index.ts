export type { BatchRun } from "./batch-reader.ts";
export {
  type DivergencePoint,
  divergencePoint,
  type LogEnd,
  logEndOf,
  NO_EPOCH,
  type Repair,
  repairFor,
} from "./divergence.ts";
export { defaultSinkDelays, defaultSourceLimits, type SinkDelays, type SourceLimits } from "./limits.ts";
export type {
  Acknowledge,
  Batches,
  Diverged,
  PartitionKey,
  Refused,
  ReplicationMessage,
  Subscribe,
  ToFollower,
  ToLeader,
  Unsubscribe,
} from "./message.ts";
export type { Leading, ReplicaLog, ReplicationNetwork, SinkHost, SourceHost, TurnEnd } from "./ports.ts";
export { type LeaderOf, ReplicationSink } from "./sink.ts";
export { ReplicationSource } from "./source.ts";
