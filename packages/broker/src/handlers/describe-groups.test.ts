import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import { CoordinatorBench, commit, offsetToCommit, stableMember } from "../coordinator/testing/coordinator-bench.ts";
import { call, versionsOf } from "../coordinator/testing/handler-call.ts";
import { GROUP_OPERATIONS, OPERATIONS_NOT_ASKED } from "./authorized-operations.ts";
import { deleteGroupsHandler } from "./delete-groups.ts";
import { describeGroupsHandler } from "./describe-groups.ts";
import { listGroupsHandler } from "./list-groups.ts";

/** A group with a static member, and one that only stores offsets. */
function setUp() {
  const bench = new CoordinatorBench();
  const groups = bench.lead(0);
  const { memberId } = stableMember(bench, groups, { groupInstanceId: "one" });
  commit(groups, [offsetToCommit(1)], { groupId: "simple" });
  bench.turns.endTurn();
  return {
    bench,
    groups,
    memberId,
    describeGroups: describeGroupsHandler(groups),
    listGroups: listGroupsHandler(groups),
    deleteGroups: deleteGroupsHandler(groups),
  };
}

describe("DescribeGroups", () => {
  test.each(versionsOf(setUp().describeGroups))("version %i", (version) => {
    const { describeGroups, memberId } = setUp();
    const { answer } = call(describeGroups, version, { groups: ["group", "simple", "none"] });
    expect(answer?.groups).toMatchObject([
      {
        groupId: "group",
        errorCode: 0,
        groupState: "Stable",
        protocolType: "consumer",
        protocolData: "range",
        authorizedOperations: OPERATIONS_NOT_ASKED,
        members: [
          {
            memberId,
            groupInstanceId: version >= 4 ? "one" : null,
            clientId: "client",
            clientHost: "/127.0.0.1",
            memberMetadata: Uint8Array.of(1),
            memberAssignment: Uint8Array.of(7),
          },
        ],
      },
      { groupId: "simple", errorCode: 0, groupState: "Empty", protocolType: "", protocolData: "", members: [] },
      {
        groupId: "none",
        errorCode: version >= 6 ? errorCodes.GROUP_ID_NOT_FOUND : 0,
        errorMessage: version >= 6 ? expect.any(String) : null,
        groupState: "Dead",
        members: [],
      },
    ]);
  });

  test("tells what is allowed, where it is asked", () => {
    const { describeGroups } = setUp();
    const { answer } = call(describeGroups, 3, { groups: ["group"], includeAuthorizedOperations: true });
    expect(answer?.groups[0]?.authorizedOperations).toBe(GROUP_OPERATIONS);
  });

  test("of another coordinator's group", () => {
    const { describeGroups, groups } = setUp();
    groups.close();
    const { answer } = call(describeGroups, 6, { groups: ["group"] });
    expect(answer?.groups).toMatchObject([{ errorCode: errorCodes.NOT_COORDINATOR, groupState: "", members: [] }]);
  });
});

describe("ListGroups", () => {
  test.each(versionsOf(setUp().listGroups))("version %i", (version) => {
    const { answer } = call(setUp().listGroups, version, {});
    const type = version >= 5 ? "classic" : "";
    expect(answer).toMatchObject({
      errorCode: 0,
      groups: [
        { groupId: "group", protocolType: "consumer", groupState: version >= 4 ? "Stable" : "", groupType: type },
        { groupId: "simple", protocolType: "", groupState: version >= 4 ? "Empty" : "", groupType: type },
      ],
    });
  });

  test.each([
    [["stable"], [], ["group"]],
    [["EMPTY", "Dead"], ["Classic"], ["simple"]],
    [[], ["consumer"], []],
    [["nonsense"], [], []],
  ])("with states %j and types %j", (statesFilter, typesFilter, expected) => {
    const { answer } = call(setUp().listGroups, 5, { statesFilter, typesFilter });
    expect(answer?.groups.map(({ groupId }) => groupId)).toEqual(expected);
  });

  test("while there may be more", () => {
    const { bench, listGroups } = setUp();
    bench.nodes[0]!.becameLeader(0, bench.log.elect(0, 0));
    expect(call(listGroups, 5, {}).answer).toMatchObject({
      errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
      groups: [],
    });
  });
});

test.each(versionsOf(setUp().deleteGroups))("DeleteGroups, version %i", (version) => {
  const { bench, deleteGroups, groups } = setUp();
  const deleting = call(deleteGroups, version, { groupsNames: ["simple", "group", "none", "simple"] });
  expect(deleting.answer).toBeUndefined();
  bench.turns.endTurn();
  expect(deleting.answer?.results).toMatchObject([
    { groupId: "simple", errorCode: 0 },
    { groupId: "group", errorCode: errorCodes.NON_EMPTY_GROUP },
    { groupId: "none", errorCode: errorCodes.GROUP_ID_NOT_FOUND },
  ]);
  expect(groups.describe("simple")).toBe(errorCodes.GROUP_ID_NOT_FOUND);
  expect(call(deleteGroups, version, { groupsNames: [] }).answer?.results).toEqual([]);
});
