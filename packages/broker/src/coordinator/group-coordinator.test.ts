import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import type { SyncAnswer } from "./group-messages.ts";
import { encodeRecord } from "./stored-record.ts";
import {
  box,
  CoordinatorBench,
  commit,
  deleteGroup,
  deleteOffsets,
  fetch,
  join,
  offsets,
  offsetToCommit,
  stableMember,
} from "./testing/coordinator-bench.ts";

const MEMBER = { memberId: "m", groupInstanceId: null, generationId: 1 };

/** What every kind of request for a group is answered with. */
function askEverything(bench: CoordinatorBench, node: number) {
  const at = bench.nodes[node]!;
  const answers = {
    join: join(at).answer?.errorCode,
    sync: box<SyncAnswer>((respond) =>
      at.sync({ ...MEMBER, groupId: "group", protocolType: null, protocolName: null, assignments: [] }, respond),
    ).answer,
    heartbeat: at.heartbeat({ ...MEMBER, groupId: "group" }),
    leave: at.leave("group", [{ memberId: "m", groupInstanceId: null, reason: null }]),
    commit: commit(at, [offsetToCommit(1), offsetToCommit(2)]).answer,
    fetch: fetch(at).answer?.errorCode,
    deleteGroup: deleteGroup(at).answer,
    deleteOffsets: deleteOffsets(at, "orders", [0]).answer?.errorCode,
    describe: at.describe("group"),
    list: at.list(),
  };
  return { ...answers, sync: answers.sync?.errorCode };
}

describe("only the leader of a group's partition coordinates it", () => {
  test.each(["while the topic does not exist", "while it leads nothing", "after it has resigned"])("%s", (when) => {
    const bench = new CoordinatorBench();
    if (when.startsWith("after")) {
      bench.lead(0);
      bench.lead(1);
    }
    if (when.includes("exist")) bench.existingPartitionCount = 0;
    const { NOT_COORDINATOR } = errorCodes;
    expect(askEverything(bench, 0)).toEqual({
      join: NOT_COORDINATOR,
      sync: NOT_COORDINATOR,
      heartbeat: NOT_COORDINATOR,
      leave: { errorCode: NOT_COORDINATOR, outcomes: [] },
      commit: [NOT_COORDINATOR, NOT_COORDINATOR],
      fetch: NOT_COORDINATOR,
      deleteGroup: NOT_COORDINATOR,
      deleteOffsets: NOT_COORDINATOR,
      describe: NOT_COORDINATOR,
      list: { errorCode: 0, groups: [] },
    });
  });

  test("group by group", () => {
    const bench = new CoordinatorBench({ partitionCount: 2 });
    const [here, there] = bench.nodes;
    const groupIds = ["a", "b"];
    expect(groupIds.map((groupId) => bench.partitionOf(groupId))).toEqual([1, 0]);
    here!.becameLeader(1, bench.log.elect(1, 0));
    there!.becameLeader(0, bench.log.elect(0, 1));
    bench.turns.endTurn();
    expect(groupIds.map((groupId) => here!.describe(groupId))).toEqual([69, 16]);
    expect(groupIds.map((groupId) => there!.describe(groupId))).toEqual([16, 69]);
  });
});

describe("loading", () => {
  function loading() {
    const bench = new CoordinatorBench();
    commit(bench.lead(0), [offsetToCommit(42)]);
    bench.turns.endTurn();
    bench.log.autoCommit = false;
    bench.nodes[1]!.becameLeader(0, bench.log.elect(0, 1));
    return bench;
  }

  test("is said in a way that each kind of client understands", () => {
    const { COORDINATOR_LOAD_IN_PROGRESS, REBALANCE_IN_PROGRESS } = errorCodes;
    expect(askEverything(loading(), 1)).toEqual({
      join: COORDINATOR_LOAD_IN_PROGRESS,
      sync: REBALANCE_IN_PROGRESS,
      heartbeat: errorCodes.NONE,
      leave: { errorCode: COORDINATOR_LOAD_IN_PROGRESS, outcomes: [] },
      commit: [COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_LOAD_IN_PROGRESS],
      fetch: COORDINATOR_LOAD_IN_PROGRESS,
      deleteGroup: COORDINATOR_LOAD_IN_PROGRESS,
      deleteOffsets: COORDINATOR_LOAD_IN_PROGRESS,
      describe: COORDINATOR_LOAD_IN_PROGRESS,
      list: { errorCode: COORDINATOR_LOAD_IN_PROGRESS, groups: [] },
    });
  });

  test("takes one turn for each piece of the log", () => {
    const bench = new CoordinatorBench();
    const first = bench.lead(0);
    for (let i = 0; i < 7; i++) {
      commit(first, [offsetToCommit(i)]);
      bench.turns.endTurn();
    }
    const reads: number[] = [];
    const { defer } = bench.turns;
    bench.turns.defer = (callback) => {
      reads.push(1);
      defer.call(bench.turns, callback);
    };
    expect(offsets(bench.lead(1))).toEqual(["orders-0=6"]);
    expect(reads.length).toBeGreaterThanOrEqual(4);
  });

  test("waits until what was read is committed", () => {
    const bench = new CoordinatorBench();
    const first = bench.lead(0);
    bench.log.autoCommit = false;
    commit(first, [offsetToCommit(42)]);
    bench.nodes[1]!.becameLeader(0, bench.log.elect(0, 1, 1));
    bench.turns.endTurn();
    expect(fetch(bench.nodes[1]!).answer?.errorCode).toBe(errorCodes.COORDINATOR_LOAD_IN_PROGRESS);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(offsets(bench.nodes[1]!)).toEqual(["orders-0=42"]);
  });

  test("waits for records that cannot be read yet", () => {
    const bench = new CoordinatorBench();
    commit(bench.lead(0), [offsetToCommit(42)]);
    bench.turns.endTurn();
    bench.log.readableCount = 0;
    const second = bench.lead(1);
    bench.turns.advance(1000);
    expect(fetch(second).answer?.errorCode).toBe(errorCodes.COORDINATOR_LOAD_IN_PROGRESS);
    bench.log.readableCount = 1;
    bench.turns.advance(1000);
    expect(offsets(second)).toEqual(["orders-0=42"]);
  });

  test("stops when the leadership ends", () => {
    const bench = loading();
    bench.nodes[1]!.resigned(0);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(fetch(bench.nodes[1]!).answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
  });

  test("stops when the log says that the leadership has ended", () => {
    const bench = loading();
    bench.log.elect(0, 0);
    bench.turns.endTurn();
    expect(fetch(bench.nodes[1]!).answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
  });

  test("an epoch that is not newer changes nothing; a newer one loads again", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    const waiting = join(at);
    at.becameLeader(0, 1);
    expect(waiting.answer).toBeUndefined();
    at.becameLeader(0, bench.log.elect(0, 0));
    expect(waiting.answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
    expect(at.describe("group")).toBe(errorCodes.COORDINATOR_LOAD_IN_PROGRESS);
    bench.turns.endTurn();
    expect(at.describe("group")).toBe(errorCodes.GROUP_ID_NOT_FOUND);
  });

  test("a log that cannot be read puts its groups out of service, and no others", () => {
    const bench = new CoordinatorBench({ partitionCount: 2 });
    bench.log.unreadable.add(1);
    const at = bench.lead(0);
    expect([at.describe("a"), at.describe("b")]).toEqual([errorCodes.NOT_COORDINATOR, errorCodes.GROUP_ID_NOT_FOUND]);
    const failure = bench.logger.lines.find(({ level }) => level === "error");
    expect(failure?.fields).toMatchObject({ partition: 1, reason: "the disk is gone" });
  });

  test("so does a damaged record", () => {
    const bench = new CoordinatorBench();
    const { key } = encodeRecord({ kind: "group", groupId: "group", value: null });
    bench.log.put(0, { key, value: Uint8Array.of(0, 3, 1) });
    expect(bench.lead(0).describe("group")).toBe(errorCodes.NOT_COORDINATOR);
  });

  test("so does a group that contradicts itself", () => {
    const bench = new CoordinatorBench();
    const member = {
      memberId: "twice",
      groupInstanceId: null,
      clientId: "",
      clientHost: "",
      rebalanceTimeoutMs: 1,
      sessionTimeoutMs: 1,
      subscription: new Uint8Array(),
      assignment: new Uint8Array(),
    };
    const value = { generationId: 1, protocolType: "consumer", protocolName: "range", leaderId: null, stateSinceMs: 1 };
    bench.log.put(0, encodeRecord({ kind: "group", groupId: "group", value: { ...value, members: [member, member] } }));
    expect(bench.lead(0).describe("group")).toBe(errorCodes.NOT_COORDINATOR);
  });

  test("records of unknown kinds are left alone", () => {
    const bench = new CoordinatorBench();
    bench.log.put(0, { key: Uint8Array.of(0, 3), value: Uint8Array.of(1) });
    expect(bench.lead(0).list()).toEqual({ errorCode: 0, groups: [] });
    expect(bench.logger.lines.some(({ level }) => level === "warn")).toBe(true);
  });
});

describe("failover", () => {
  test("what was acknowledged survives: offsets, generation, members and their assignment", () => {
    const bench = new CoordinatorBench();
    const first = bench.lead(0);
    const { memberId, generationId } = stableMember(bench, first);
    const member = { memberId, generationId, groupInstanceId: null };
    const acknowledged = commit(first, [offsetToCommit(42, { metadata: "m", leaderEpoch: 3 })], member);
    bench.turns.endTurn();
    expect(acknowledged.answer).toEqual([errorCodes.NONE]);
    const before = first.describe("group");

    const second = bench.lead(1);
    expect(second.describe("group")).toEqual(before);
    expect(second.heartbeat({ ...member, groupId: "group" })).toBe(errorCodes.NONE);
    expect(fetch(second).answer?.topics).toMatchObject([
      { partitions: [{ committed: { offset: 42, metadata: "m", leaderEpoch: 3 } }] },
    ]);
    const again = commit(second, [offsetToCommit(43)], member);
    bench.turns.endTurn();
    expect(again.answer).toEqual([errorCodes.NONE]);
  });

  test("who waits is told to look for the new coordinator", () => {
    const bench = new CoordinatorBench();
    const first = bench.lead(0);
    bench.log.autoCommit = false;
    const waiting = join(first, { groupId: "other" });
    const committing = commit(first, [offsetToCommit(1)]);
    const fetching = fetch(first, "group", true);
    const deleting = deleteGroup(first);
    bench.lead(1);
    expect(waiting.answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
    expect(committing.answer).toEqual([errorCodes.NOT_COORDINATOR]);
    expect(fetching.answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
    expect(deleting.answer).toBe(errorCodes.NOT_COORDINATOR);
  });

  test("a leader that has not heard of its successor acknowledges nothing", () => {
    const bench = new CoordinatorBench();
    const [first, second] = bench.nodes;
    bench.lead(0);
    const { memberId, generationId } = stableMember(bench, first!);
    second!.becameLeader(0, bench.log.elect(0, 1));
    bench.turns.endTurn();
    const stale = commit(first!, [offsetToCommit(7)], { memberId, generationId });
    bench.turns.advance(1000);
    expect(stale.answer).toBeUndefined();
    first!.resigned(0);
    expect(stale.answer).toEqual([errorCodes.NOT_COORDINATOR]);
    expect(offsets(second!)).toEqual([]);
  });

  test.each([errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.KAFKA_STORAGE_ERROR])(
    "what the log says of its own leadership counts at once: error %i",
    (error) => {
      const bench = new CoordinatorBench();
      const at = bench.lead(0);
      const waiting = join(at, { groupId: "other" });
      bench.log.failures.push(error);
      const committing = commit(at, [offsetToCommit(1)]);
      bench.turns.endTurn();
      expect(committing.answer).toEqual([errorCodes.NOT_COORDINATOR]);
      expect(waiting.answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
      expect(at.describe("group")).toBe(errorCodes.NOT_COORDINATOR);
    },
  );

  test("no timer is left behind", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    stableMember(bench, at);
    join(at, { groupId: "other" });
    at.close();
    expect(bench.turns.timerCount).toBe(0);
  });
});
