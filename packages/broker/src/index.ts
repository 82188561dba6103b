export { BrokerStats } from "./broker-stats.ts";
export * from "./config/index.ts";
export { BrokerError, type BrokerErrorCode } from "./errors.ts";
export { connectionIncarnation } from "./incarnation.ts";
export type { Endpoint } from "./metadata/image.ts";
export { BrokerNode, type BrokerNodeInit } from "./node.ts";
export type { NodeStatus, PartitionStatus } from "./node-status.ts";
export type * from "./ports.ts";
export { observeBroker } from "./telemetry.ts";
