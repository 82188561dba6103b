import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import { CoordinatorBench, commit, offsetToCommit } from "../coordinator/testing/coordinator-bench.ts";
import { call, versionsOf } from "../coordinator/testing/handler-call.ts";
import { offsetCommitHandler } from "./offset-commit.ts";
import { offsetDeleteHandler } from "./offset-delete.ts";
import { offsetFetchHandler } from "./offset-fetch.ts";

const ORDERS_ID = `${"0".repeat(31)}1`;
const STRANGE_ID = "f".repeat(32);

function setUp() {
  const bench = new CoordinatorBench();
  const groups = bench.lead(0);
  return {
    bench,
    groups,
    commit: offsetCommitHandler(groups),
    fetch: offsetFetchHandler(groups),
    remove: offsetDeleteHandler(groups),
  };
}

/** As the version names a topic. */
function topic(version: number, name: string, topicId: string) {
  return version >= 10 ? { topicId } : { name };
}

describe("OffsetCommit", () => {
  test.each(versionsOf(setUp().commit))("version %i", (version) => {
    const { bench, commit: handler, fetch } = setUp();
    const partitions = [
      { partitionIndex: 0, committedOffset: 42, committedLeaderEpoch: 7, committedMetadata: "m" },
      { partitionIndex: 4, committedOffset: 1, committedMetadata: null },
      { partitionIndex: -1, committedOffset: 1, committedMetadata: null },
      { partitionIndex: 1, committedOffset: 2 ** 60, committedMetadata: null },
      { partitionIndex: 2, committedOffset: 3, committedMetadata: null },
    ];
    const topics = [
      { ...topic(version, "strange", STRANGE_ID), partitions: [{ partitionIndex: 0, committedOffset: 1 }] },
      { ...topic(version, "orders", ORDERS_ID), partitions },
    ];
    const committing = call(handler, version, { groupId: "group", topics });
    bench.turns.endTurn();
    const errors = committing.answer?.topics.map((one) => one.partitions.map(({ errorCode }) => errorCode));
    expect(errors).toEqual([[version >= 10 ? 100 : 3], [0, 3, 3, errorCodes.INVALID_REQUEST, 0]]);
    expect(committing.answer?.topics[1]).toMatchObject(topic(version, "orders", ORDERS_ID));
    const { answer } = call(fetch, 8, { groups: [{ groupId: "group", topics: null }] });
    expect(answer?.groups[0]?.topics).toMatchObject([
      {
        name: "orders",
        partitions: [
          { partitionIndex: 0, committedOffset: 42, committedLeaderEpoch: version >= 6 ? 7 : -1, metadata: "m" },
          { partitionIndex: 2, committedOffset: 3, metadata: "" },
        ],
      },
    ]);
  });

  test("nothing but unknown topics needs no coordinator", () => {
    const { groups, commit: handler } = setUp();
    groups.close();
    const topics = [{ name: "strange", partitions: [{ partitionIndex: 0, committedOffset: 1 }] }];
    expect(call(handler, 9, { groupId: "group", topics }).answer?.topics[0]?.partitions[0]?.errorCode).toBe(3);
  });

  test("of a group that does not exist", () => {
    const { commit: handler } = setUp();
    const topics = [{ name: "orders", partitions: [{ partitionIndex: 0, committedOffset: 1 }] }];
    const request = { groupId: "none", generationIdOrMemberEpoch: 1, memberId: "m", topics };
    const error = (version: number) => call(handler, version, request).answer?.topics[0]?.partitions[0]?.errorCode;
    expect([error(8), error(9)]).toEqual([errorCodes.ILLEGAL_GENERATION, errorCodes.GROUP_ID_NOT_FOUND]);
  });

  test("with a retention time", () => {
    const { bench, commit: handler, groups } = setUp();
    const topics = [{ name: "orders", partitions: [{ partitionIndex: 0, committedOffset: 1 }] }];
    call(handler, 4, { groupId: "group", retentionTimeMs: 1000, topics });
    bench.turns.advance(600_000);
    expect(groups.list().groups).toEqual([]);
  });
});

describe("OffsetFetch", () => {
  function committed() {
    const all = setUp();
    commit(all.groups, [offsetToCommit(42, { topicId: ORDERS_ID })]);
    all.bench.turns.endTurn();
    return all;
  }

  const shown = [
    { partitionIndex: 0, committedOffset: 42, metadata: "", errorCode: 0 },
    { partitionIndex: 1, committedOffset: -1, committedLeaderEpoch: -1, metadata: "", errorCode: 0 },
  ];

  test.each([1, 2, 3, 4, 5, 6, 7])("version %i", (version) => {
    const { fetch } = committed();
    const topics = [{ name: "orders", partitionIndexes: [0, 1] }];
    const { answer } = call(fetch, version, { groupId: "group", topics });
    expect(answer).toMatchObject({ errorCode: 0, topics: [{ name: "orders", partitions: shown }] });
    if (version === 1) return;
    const all = call(fetch, version, { groupId: "group", topics: null });
    expect(all.answer?.topics).toMatchObject([{ name: "orders", partitions: [shown[0]] }]);
  });

  test.each([8, 9, 10])("version %i", (version) => {
    const { fetch } = committed();
    const topics = [{ ...topic(version, "orders", ORDERS_ID), partitionIndexes: [0, 1] }];
    const groups = [
      { groupId: "group", topics },
      { groupId: "none", topics },
      { groupId: "group", topics: null },
    ];
    const { answer } = call(fetch, version, { groups });
    const named = topic(version, "orders", ORDERS_ID);
    expect(answer?.groups).toMatchObject([
      { groupId: "group", errorCode: 0, topics: [{ ...named, partitions: shown }] },
      { groupId: "none", errorCode: 0, topics: [{ ...named, partitions: [{ committedOffset: -1 }, {}] }] },
      { groupId: "group", errorCode: 0, topics: [{ ...named, partitions: [shown[0]] }] },
    ]);
  });

  test("of no group at all", () => {
    expect(call(committed().fetch, 8, { groups: [] }).answer?.groups).toEqual([]);
  });

  test("says where it cannot be answered: version 1 of each partition, 2 of the whole, 8 of the group", () => {
    const { fetch, groups } = committed();
    groups.close();
    const topics = [{ name: "orders", partitionIndexes: [0] }];
    const { NOT_COORDINATOR } = errorCodes;
    expect(call(fetch, 1, { groupId: "group", topics }).answer?.topics).toMatchObject([
      { partitions: [{ committedOffset: -1, errorCode: NOT_COORDINATOR }] },
    ]);
    expect(call(fetch, 2, { groupId: "group", topics }).answer).toMatchObject({
      errorCode: NOT_COORDINATOR,
      topics: [],
    });
    const eight = call(fetch, 8, { groups: [{ groupId: "group", topics }] });
    expect(eight.answer?.groups).toMatchObject([{ groupId: "group", errorCode: NOT_COORDINATOR, topics: [] }]);
  });

  test("of a topic id that is not known", () => {
    const { fetch } = committed();
    const topics = [{ topicId: STRANGE_ID, partitionIndexes: [0] }];
    const { answer } = call(fetch, 10, { groups: [{ groupId: "group", topics }] });
    const partition = { committedOffset: -1, errorCode: errorCodes.UNKNOWN_TOPIC_ID };
    expect(answer?.groups[0]?.topics).toMatchObject([{ topicId: STRANGE_ID, partitions: [partition] }]);
  });

  test.each([9, 10])("of a topic that was created anew finds nothing, in version %i", (version) => {
    const { bench, fetch } = committed();
    bench.topicIds.set("orders", STRANGE_ID);
    const topics = [{ ...topic(version, "orders", STRANGE_ID), partitionIndexes: [0] }];
    const groups = [
      { groupId: "group", topics },
      { groupId: "group", topics: null },
    ];
    expect(call(fetch, version, { groups }).answer?.groups).toMatchObject([
      { topics: [{ partitions: [{ committedOffset: -1, errorCode: 0 }] }] },
      { topics: [] },
    ]);
  });

  test("of a topic that is gone has a name but no id", () => {
    const { bench, fetch } = committed();
    bench.topicIds.delete("orders");
    const groups = [{ groupId: "group", topics: null }];
    expect(call(fetch, 9, { groups }).answer?.groups[0]?.topics).toMatchObject([{ name: "orders" }]);
    expect(call(fetch, 10, { groups }).answer?.groups[0]?.topics).toEqual([]);
  });

  test("that requires stable offsets waits for them", () => {
    const { bench, groups, fetch } = committed();
    commit(groups, [offsetToCommit(43, { topicId: ZERO_UUID })]);
    const stable = call(fetch, 9, { groups: [{ groupId: "group", topics: null }], requireStable: true });
    expect(stable.answer).toBeUndefined();
    bench.turns.endTurn();
    expect(stable.answer?.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(43);
  });
});

test("OffsetDelete", () => {
  const { bench, groups, remove } = setUp();
  commit(groups, [offsetToCommit(42), offsetToCommit(1, { partition: 1 })]);
  bench.turns.endTurn();
  const topics = [{ name: "orders", partitions: [{ partitionIndex: 1 }, { partitionIndex: 2 }] }];
  const removing = call(remove, 0, { groupId: "group", topics });
  bench.turns.endTurn();
  expect(removing.answer).toMatchObject({
    errorCode: 0,
    topics: [
      {
        name: "orders",
        partitions: [
          { partitionIndex: 1, errorCode: 0 },
          { partitionIndex: 2, errorCode: 0 },
        ],
      },
    ],
  });
  expect(call(remove, 0, { groupId: "none", topics }).answer).toMatchObject({ errorCode: 69, topics: [] });
});
