export { type Command, findChronik } from "./chronik-command.ts";
export { Cluster, type ClusterOptions } from "./cluster.ts";
export {
  type ClusterMetadata,
  fetchClusterMetadata,
  fetchTopicMetadata,
  type PartitionMetadata,
  type TopicMetadata,
} from "./metadata.ts";
export type { Report, RunResult } from "./report.ts";
export { type RunnerOptions, runScenario } from "./runner.ts";
export { catchUp } from "./scenario/catch-up.ts";
export { cold } from "./scenario/cold.ts";
export { elections } from "./scenario/elections.ts";
export { failover } from "./scenario/failover.ts";
export type { RunContext, Scenario } from "./scenario/scenario.ts";
export { type AckedRecord, type ConsumedRecord, formatVerdict, judge, type Verdict } from "./verdict.ts";
