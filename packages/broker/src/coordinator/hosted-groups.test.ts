import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import { TIMER_LATENESS_MS_MAX } from "./group-options.ts";
import {
  box,
  CoordinatorBench,
  commit,
  join,
  joinRequest,
  offsetToCommit,
  stableMember,
  sync,
} from "./testing/coordinator-bench.ts";

const MEMBER = { memberId: "m", groupInstanceId: null, generationId: 1 };

describe("requests that are refused at the door", () => {
  const bench = new CoordinatorBench();
  const at = bench.lead(0);

  test("an empty group id", () => {
    const { INVALID_GROUP_ID } = errorCodes;
    expect(join(at, { groupId: "" }).answer?.errorCode).toBe(INVALID_GROUP_ID);
    expect(sync(at, { ...join(at, { memberId: "x" }).answer!, memberId: "x" }, [], "").answer?.errorCode).toBe(
      INVALID_GROUP_ID,
    );
    expect(at.heartbeat({ ...MEMBER, groupId: "" })).toBe(INVALID_GROUP_ID);
    expect(at.leave("", []).errorCode).toBe(INVALID_GROUP_ID);
    const deleting = box<{ errorCode: number }>((respond) => at.deleteOffsets({ groupId: "", topics: [] }, respond));
    expect(deleting.answer?.errorCode).toBe(INVALID_GROUP_ID);
  });

  test.each([
    [5999, errorCodes.INVALID_SESSION_TIMEOUT],
    [6000, errorCodes.MEMBER_ID_REQUIRED],
    [1_800_000, errorCodes.MEMBER_ID_REQUIRED],
    [1_800_001, errorCodes.INVALID_SESSION_TIMEOUT],
  ])("a session timeout of %i ms", (sessionTimeoutMs, errorCode) => {
    const joined = join(at, { groupId: `session ${sessionTimeoutMs}`, sessionTimeoutMs, knowsMemberIdRequired: true });
    expect(joined.answer?.errorCode).toBe(errorCode);
  });

  test("a member id of a group that does not exist", () => {
    expect(join(at, { groupId: "none", memberId: "x" }).answer).toMatchObject({ errorCode: 25, memberId: "x" });
    expect(at.heartbeat({ ...MEMBER, groupId: "none" })).toBe(errorCodes.UNKNOWN_MEMBER_ID);
    const leaving = [{ memberId: "x", groupInstanceId: null, reason: null }];
    expect(at.leave("none", leaving)).toEqual({
      errorCode: 0,
      outcomes: [{ memberId: "x", groupInstanceId: null, errorCode: errorCodes.UNKNOWN_MEMBER_ID }],
    });
  });
});

describe("what goes on in a group", () => {
  test("is forgotten when it comes to nothing", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    join(at, { knowsMemberIdRequired: true });
    expect(at.describe("group")).toMatchObject({ state: "Empty" });
    bench.turns.advance(10_000);
    expect(at.describe("group")).toBe(errorCodes.GROUP_ID_NOT_FOUND);
  });

  test("is driven by one timer a group", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    const timersBefore = bench.turns.timerCount;
    const { memberId, generationId } = stableMember(bench, at);
    for (let i = 0; i < 10; i++) {
      bench.turns.advance(5000);
      expect(at.heartbeat({ groupId: "group", memberId, generationId, groupInstanceId: null })).toBe(0);
    }
    expect(bench.turns.timerCount).toBe(timersBefore + 1);
    bench.turns.advance(10_000);
    expect(at.describe("group")).toMatchObject({ state: "Empty", members: [] });
  });

  test("is not held against members that could not be heard", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    stableMember(bench, at);
    const run = bench.turns.advance.bind(bench.turns);
    // The process stands still for a minute; all timers are late.
    bench.turns.nowMs += 60_000;
    run(0);
    expect(at.describe("group")).toMatchObject({ state: "Stable" });
    run(TIMER_LATENESS_MS_MAX + 10_000);
    expect(at.describe("group")).toMatchObject({ state: "Empty" });
  });

  test("member ids do not grow with what clients call themselves", () => {
    const bench = new CoordinatorBench();
    const joined = join(bench.lead(0), { clientId: "x".repeat(30_000), knowsMemberIdRequired: true });
    expect(joined.answer?.memberId).toHaveLength(255 + 1 + 32);
  });

  test("copies what a request's frame says", () => {
    const bench = new CoordinatorBench();
    const at = bench.lead(0);
    const metadata = Uint8Array.of(1, 2, 3);
    const joined = box<ReturnType<typeof join>["answer"]>((respond) =>
      at.join(joinRequest({ protocols: [{ name: "range", metadata }] }), respond),
    );
    metadata.fill(0);
    bench.turns.advance(3000);
    expect(joined.answer?.members[0]?.metadata).toEqual(Uint8Array.of(1, 2, 3));
    const assignment = Uint8Array.of(9);
    const synced = sync(at, joined.answer!, [{ memberId: joined.answer!.memberId, assignment }]);
    assignment.fill(0);
    bench.turns.endTurn();
    expect(synced.answer?.assignment).toEqual(Uint8Array.of(9));
  });

  test("who gets an answer may come back with the next request at once", () => {
    const bench = new CoordinatorBench({ groups: { initialRebalanceDelayMs: 0 } });
    const at = bench.lead(0);
    const states: unknown[] = [];
    at.join(joinRequest(), ({ memberId, generationId }) => {
      const describe = at.describe("group");
      states.push(typeof describe === "number" ? describe : describe.state);
      states.push(at.heartbeat({ groupId: "group", memberId, generationId, groupInstanceId: null }));
      states.push(at.leave("group", [{ memberId, groupInstanceId: null, reason: null }]).outcomes[0]?.errorCode);
    });
    bench.turns.advance(0);
    expect(states).toEqual(["CompletingRebalance", 0, 0]);
    expect(at.describe("group")).toMatchObject({ state: "Empty" });
  });
});

test("groups are listed and described", () => {
  const bench = new CoordinatorBench();
  const at = bench.lead(0);
  const { memberId } = stableMember(bench, at);
  commit(at, [offsetToCommit(1, { topicId: ZERO_UUID })], { groupId: "simple" });
  bench.turns.endTurn();
  const { groups } = at.list();
  expect(groups.map(({ groupId, state, protocolType }) => [groupId, state, protocolType])).toEqual([
    ["group", "Stable", "consumer"],
    ["simple", "Empty", ""],
  ]);
  expect(at.describe("group")).toEqual({
    state: "Stable",
    generationId: 1,
    protocolType: "consumer",
    protocolName: "range",
    members: [
      {
        memberId,
        groupInstanceId: null,
        clientId: "client",
        clientHost: "/127.0.0.1",
        metadata: Uint8Array.of(1),
        assignment: Uint8Array.of(7),
      },
    ],
  });
});
