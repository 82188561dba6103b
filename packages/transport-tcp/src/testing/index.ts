export { socketsCompliance, type TestRunner } from "./sockets-compliance.ts";
export type { SocketsUnderTest } from "./sockets-rig.ts";
export { PortCalls, StreamProbe } from "./stream-probe.ts";
