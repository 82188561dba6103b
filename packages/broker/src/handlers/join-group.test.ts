import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import { CoordinatorBench } from "../coordinator/testing/coordinator-bench.ts";
import { call, versionsOf } from "../coordinator/testing/handler-call.ts";
import { heartbeatHandler } from "./heartbeat.ts";
import { joinGroupHandler } from "./join-group.ts";
import { leaveGroupHandler } from "./leave-group.ts";
import { syncGroupHandler } from "./sync-group.ts";

const JOIN = {
  groupId: "group",
  sessionTimeoutMs: 10_000,
  protocolType: "consumer",
  protocols: [{ name: "range", metadata: Uint8Array.of(1) }],
};

function setUp() {
  const bench = new CoordinatorBench({ groups: { initialRebalanceDelayMs: 0 } });
  const groups = bench.lead(0);
  return {
    bench,
    groups,
    join: joinGroupHandler(groups),
    sync: syncGroupHandler(groups),
    heartbeat: heartbeatHandler(groups),
    leave: leaveGroupHandler(groups),
  };
}

/** A member alone in its group, by the newest versions but of JoinGroup. */
function member(version = 9, more: { groupInstanceId?: string } = {}) {
  const all = setUp();
  const first = call(all.join, version, { ...JOIN, memberId: "", ...more });
  const memberId = first.answer?.memberId ?? "";
  const joined = memberId === "" ? first : call(all.join, version, { ...JOIN, memberId, ...more });
  all.bench.turns.advance(0);
  return { ...all, joined: joined.answer! };
}

describe("JoinGroup", () => {
  test.each(versionsOf(setUp().join))("version %i", (version) => {
    const { join, bench } = setUp();
    const first = call(join, version, { ...JOIN, memberId: "" });
    if (version >= 4) {
      expect(first.answer).toMatchObject({
        errorCode: errorCodes.MEMBER_ID_REQUIRED,
        protocolName: version < 7 ? "" : null,
      });
    } else expect(first.answer).toBeUndefined();
    const memberId = first.answer?.memberId ?? "";
    const second = version >= 4 ? call(join, version, { ...JOIN, memberId }) : first;
    bench.turns.advance(0);
    expect(second.answer).toMatchObject({
      errorCode: errorCodes.NONE,
      generationId: 1,
      protocolType: version >= 7 ? "consumer" : null,
      protocolName: "range",
      leader: second.answer?.memberId,
      memberId: expect.stringMatching(/^client-[0-9a-f]{32}$/),
      members: [{ memberId: second.answer?.memberId, groupInstanceId: null, metadata: Uint8Array.of(1) }],
    });
  });

  test("version 0 waits for others no longer than a session", () => {
    const { join, bench, groups } = setUp();
    const first = call(join, 0, { ...JOIN, memberId: "" });
    bench.turns.advance(0);
    call(join, 0, { ...JOIN, memberId: "" });
    bench.turns.advance(9_999);
    expect(groups.heartbeat({ ...first.answer!, groupId: "group", groupInstanceId: null })).toBe(
      errorCodes.REBALANCE_IN_PROGRESS,
    );
    bench.turns.advance(1);
    expect(groups.describe("group")).toMatchObject({ state: "CompletingRebalance", members: [{}] });
  });

  test("a static member that leads is told to skip the assignment in version 9", () => {
    const { join, sync, bench, joined } = member(9, { groupInstanceId: "one" });
    const assignments = [{ memberId: joined.memberId, assignment: Uint8Array.of(5) }];
    const protocol = { protocolType: "consumer", protocolName: "range", groupInstanceId: "one" };
    call(sync, 5, { ...joined, ...protocol, groupId: "group", assignments });
    bench.turns.endTurn();
    const again = call(join, 9, { ...JOIN, memberId: "", groupInstanceId: "one" });
    bench.turns.endTurn();
    expect(again.answer).toMatchObject({ generationId: 1, skipAssignment: true, leader: again.answer?.memberId });
    const older = call(join, 8, { ...JOIN, memberId: "", groupInstanceId: "one" });
    bench.turns.endTurn();
    expect(older.answer).toMatchObject({ generationId: 1, skipAssignment: false, leader: again.answer?.memberId });
  });

  test("a client without an id of its own", () => {
    const { join } = setUp();
    const { answer } = call(join, 9, { ...JOIN, memberId: "" }, null);
    expect(answer?.memberId).toMatch(/^-[0-9a-f]{32}$/);
  });
});

describe("SyncGroup", () => {
  test.each(versionsOf(setUp().sync))("version %i", (version) => {
    const { sync, bench, joined } = member();
    const assignments = [{ memberId: joined.memberId, assignment: Uint8Array.of(5) }];
    const protocol = version >= 5 ? { protocolType: "consumer", protocolName: "range" } : {};
    const { memberId, generationId } = joined;
    const synced = call(sync, version, { groupId: "group", memberId, generationId, ...protocol, assignments });
    expect(synced.answer).toBeUndefined();
    bench.turns.endTurn();
    expect(synced.answer).toMatchObject({
      errorCode: errorCodes.NONE,
      protocolName: version >= 5 ? "range" : null,
      assignment: Uint8Array.of(5),
    });
  });

  test("version 5 has to say which protocol it believes in", () => {
    const { sync, joined } = member();
    const { memberId, generationId } = joined;
    const silent = call(sync, 5, { groupId: "group", memberId, generationId });
    expect(silent.answer?.errorCode).toBe(errorCodes.INCONSISTENT_GROUP_PROTOCOL);
  });
});

test.each(versionsOf(setUp().heartbeat))("Heartbeat, version %i", (version) => {
  const { heartbeat, joined } = member();
  const { memberId, generationId } = joined;
  expect(call(heartbeat, version, { groupId: "group", memberId, generationId }).answer?.errorCode).toBe(0);
  const stale = call(heartbeat, version, { groupId: "group", memberId, generationId: 0 });
  expect(stale.answer?.errorCode).toBe(errorCodes.ILLEGAL_GENERATION);
});

describe("LeaveGroup", () => {
  test.each([0, 1, 2])("version %i", (version) => {
    const { leave, joined } = member();
    const { memberId } = joined;
    expect(call(leave, version, { groupId: "group", memberId }).answer?.errorCode).toBe(0);
    expect(call(leave, version, { groupId: "group", memberId }).answer?.errorCode).toBe(25);
    expect(call(leave, version, { groupId: "", memberId }).answer?.errorCode).toBe(24);
  });

  test.each([3, 4, 5])("version %i", (version) => {
    const { leave, joined } = member(9, { groupInstanceId: "one" });
    const members = [{ memberId: "", groupInstanceId: "one" }, { memberId: joined.memberId }];
    const { answer } = call(leave, version, { groupId: "group", members });
    expect(answer).toMatchObject({
      errorCode: 0,
      members: [
        { memberId: "", groupInstanceId: "one", errorCode: 0 },
        { memberId: joined.memberId, groupInstanceId: null, errorCode: errorCodes.UNKNOWN_MEMBER_ID },
      ],
    });
  });
});
