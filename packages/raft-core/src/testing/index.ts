export { type ComplianceCase, raftLogCompliance } from "./log-compliance.ts";
export type { RaftLogUnderTest } from "./rig.ts";
