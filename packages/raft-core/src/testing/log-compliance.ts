import { compactionCases } from "./compaction-cases.ts";
import { crashCases } from "./crash-cases.ts";
import { readAndWriteCases } from "./read-and-write-cases.ts";
import { LogRig, type RaftLogUnderTest } from "./rig.ts";

/** One thing that a log must do. `run` throws where it does not. */
export interface ComplianceCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * What Raft relies on in a {@link RaftLog}, as cases for any test runner:
 *
 *     for (const { name, run } of raftLogCompliance(makeLog)) test(name, run);
 *
 * `make` is called at least once per case, for a new and empty log each time.
 */
export function raftLogCompliance(make: () => RaftLogUnderTest | Promise<RaftLogUnderTest>): readonly ComplianceCase[] {
  const cases = [...readAndWriteCases, ...compactionCases, ...crashCases];
  return cases.map(({ name, run }) => ({ name, run: () => run(() => LogRig.over(make)) }));
}
