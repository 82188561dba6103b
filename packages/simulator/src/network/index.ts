export { CONNECT_TIMEOUT_MS, type ResetSides } from "./connection.ts";
export type { Link, LinkConditions } from "./link.ts";
export { oneWay, oneWayRing, ring, split } from "./partitions.ts";
export { type ProcessGuard, UNGUARDED } from "./process-guard.ts";
export { type NetworkCounters, SimNetwork, type SimNetworkOptions, type Way } from "./sim-network.ts";
export type { SimSockets } from "./sim-sockets.ts";
export type { SimStream } from "./sim-stream.ts";
