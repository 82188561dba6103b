import { describe, expect, test } from "vitest";
import { MemoryLog } from "./memory-log.ts";
import { type RaftOptions, resolveOptions } from "./options.ts";

const given: RaftOptions = { id: 2, voters: [1, 2, 3], log: new MemoryLog(), random: { below: () => 0 } };
const refused = (message: string) => expect.objectContaining({ code: "RAFT_OPTIONS_INVALID", message });

describe("resolveOptions", () => {
  test("what is not given, or given as undefined, has its default", () => {
    const lease = { clock: { nowMs: () => 0 }, durationMs: 5 };
    const undefinedTicks = { heartbeatTicks: undefined } as unknown as Partial<RaftOptions>;
    const resolved = resolveOptions({ ...given, ...undefinedTicks, learners: [4], inflightCountMax: 7, lease });
    expect(resolved).toMatchObject({ id: 2, heartbeatTicks: 1, electionDelayTicks: 0, inflightCountMax: 7, lease });
    expect(resolved.initial).toMatchObject({ voters: [1, 2, 3], learners: [4] });
    expect([resolved.log, resolved.random]).toEqual([given.log, given.random]);
    expect(resolveOptions(given)).toMatchObject({ inflightCountMax: 256, witness: false, lease: undefined });
  });

  test.each([
    [{ id: 0 }, "id 0 is not a positive integer"],
    [{ voters: [] }, "voters [] and learners [] are not two sets of positive integers apart"],
    [{ learners: [3] }, "voters [1,2,3] and learners [3] are not two sets of positive integers apart"],
    [{ witnesses: [1, 2] }, "witnesses [1,2] are not at most half of the voters [1,2,3]"],
    [{ outstandingWritesMax: 0 }, "outstandingWritesMax is 0: not an integer of at least 1"],
    [{ electionDelayTicks: -1 }, "electionDelayTicks is -1: not an integer of at least 0"],
    [{ appendBytesMax: 1.5 }, "appendBytesMax is 1.5: not an integer of at least 1"],
    [{ heartbeatTicks: Number.NaN }, "heartbeatTicks is NaN: not an integer of at least 1"],
    [{ heartbeatTicks: 10 }, "heartbeatTicks must be less than electionTimeoutTicks"],
    [{ lease: { clock: { nowMs: () => 0 }, durationMs: 0 } }, "lease.durationMs must be positive"],
  ])("refuses %j", (wrong, message) => {
    expect(() => resolveOptions({ ...given, ...wrong })).toThrowError(refused(message));
  });
});
