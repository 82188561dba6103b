export { hostOf, KAFKA_PORT, LISTENER, RAFT_PORT } from "./addresses.ts";
export { type ClusterKnobs, DEFAULT_DISK_LATENCY, defaultOptions, SMALL_STORAGE } from "./knobs.ts";
export { type ClusterHooks, SimCluster, type SimClusterInit } from "./sim-cluster.ts";
export type { NodeStep, SimNode } from "./sim-node.ts";
