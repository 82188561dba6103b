import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import {
  CoordinatorBench,
  commit,
  deleteGroup,
  fetch,
  offsets,
  offsetToCommit,
  stableMember,
} from "./testing/coordinator-bench.ts";

const CHECK_MS = 600_000;

function led(options?: ConstructorParameters<typeof CoordinatorBench>[0]) {
  const bench = new CoordinatorBench(options);
  return { bench, at: bench.lead(0) };
}

describe("a commit", () => {
  test("is answered, and shows, when it is committed to the log", () => {
    const { bench, at } = led();
    bench.log.autoCommit = false;
    const committing = commit(at, [offsetToCommit(1), offsetToCommit(2, { partition: 1 })]);
    bench.turns.endTurn();
    expect(committing.answer).toBeUndefined();
    expect(offsets(at)).toEqual([]);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(committing.answer).toEqual([0, 0]);
    expect(offsets(at)).toEqual(["orders-0=1", "orders-1=2"]);
  });

  test.each([
    [errorCodes.NOT_ENOUGH_REPLICAS, errorCodes.COORDINATOR_NOT_AVAILABLE],
    [errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, errorCodes.COORDINATOR_NOT_AVAILABLE],
  ])("that fails with %i changes nothing in memory", (error, told) => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    bench.log.autoCommit = false;
    bench.log.failures.push(error);
    const failing = commit(at, [offsetToCommit(2)]);
    bench.turns.endTurn();
    expect(failing.answer).toEqual([told]);
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });

  test("that takes too long says so, and shows when it is committed after all", () => {
    const { bench, at } = led();
    const { memberId, generationId } = stableMember(bench, at);
    const member = { memberId, generationId, groupInstanceId: null };
    bench.log.autoCommit = false;
    const late = commit(at, [offsetToCommit(1)], member);
    const fetching = fetch(at, "group", true);
    bench.turns.advance(5000);
    expect(late.answer).toEqual([errorCodes.COORDINATOR_NOT_AVAILABLE]);
    expect(fetching.answer?.errorCode).toBe(errorCodes.NOT_COORDINATOR);
    expect(at.heartbeat({ ...member, groupId: "group" })).toBe(errorCodes.NONE);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });

  test("that is too large says so", () => {
    const { bench, at } = led();
    bench.log.recordsMax = 2;
    const failing = commit(at, [offsetToCommit(1), offsetToCommit(2)]);
    bench.turns.endTurn();
    expect(failing.answer).toEqual([errorCodes.INVALID_COMMIT_OFFSET_SIZE, errorCodes.INVALID_COMMIT_OFFSET_SIZE]);
  });

  test("with too long a text is refused for that partition alone", () => {
    const { bench, at } = led();
    const texts = ["x".repeat(4096), "x".repeat(4097)];
    const committing = commit(
      at,
      texts.map((metadata, partition) => offsetToCommit(1, { partition, metadata })),
    );
    bench.turns.endTurn();
    expect(committing.answer).toEqual([errorCodes.NONE, errorCodes.OFFSET_METADATA_TOO_LARGE]);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    const all = commit(at, [offsetToCommit(1, { metadata: texts[1]! })]);
    expect(all.answer).toEqual([errorCodes.OFFSET_METADATA_TOO_LARGE]);
  });

  test("by a member of a group that does not exist depends on what the client knows", () => {
    const { at } = led();
    const member = { memberId: "m", generationId: 1 };
    expect(commit(at, [offsetToCommit(1)], member).answer).toEqual([errorCodes.GROUP_ID_NOT_FOUND]);
    const old = { ...member, knowsGroupIdNotFound: false };
    expect(commit(at, [offsetToCommit(1)], old).answer).toEqual([errorCodes.ILLEGAL_GENERATION]);
    expect(at.list().groups).toEqual([]);
  });

  test("by a member of an older generation is refused", () => {
    const { bench, at } = led();
    const { memberId, generationId } = stableMember(bench, at);
    const stale = commit(at, [offsetToCommit(1)], { memberId, generationId: generationId - 1 });
    expect(stale.answer).toEqual([errorCodes.ILLEGAL_GENERATION]);
  });

  test("with a retention time of its own ends then", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1, { topicId: "f".repeat(32) })], { retentionMs: 2 * CHECK_MS });
    commit(at, [offsetToCommit(1, { partition: 1 })]);
    bench.turns.endTurn();
    const shown = fetch(at).answer?.topics;
    expect(offsets(bench.lead(1))).toEqual(["orders-0=1", "orders-1=1"]);
    expect(fetch(bench.nodes[1]!).answer?.topics).toEqual(shown);
    bench.turns.advance(CHECK_MS);
    expect(offsets(bench.nodes[1]!)).toEqual(["orders-0=1", "orders-1=1"]);
    bench.turns.advance(CHECK_MS);
    expect(offsets(bench.nodes[1]!)).toEqual(["orders-1=1"]);
  });
});

describe("a fetch", () => {
  test("of partitions without a commit says so of each", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(5)]);
    bench.turns.endTurn();
    at.fetchOffsets(
      { groupId: "group", topics: [{ topic: "orders", partitions: [1, 0] }], requireStable: false },
      ({ topics }) =>
        expect(topics).toMatchObject([
          {
            topic: "orders",
            partitions: [
              { partition: 1, committed: undefined },
              { partition: 0, committed: { offset: 5 } },
            ],
          },
        ]),
    );
    expect.assertions(1);
  });

  test("that requires stable offsets waits for commits on their way", () => {
    const { bench, at } = led();
    bench.log.autoCommit = false;
    commit(at, [offsetToCommit(5)]);
    const stable = fetch(at, "group", true);
    const any = fetch(at, "group", false);
    expect([stable.answer, any.answer?.topics]).toEqual([undefined, []]);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(stable.answer?.topics).toMatchObject([{ partitions: [{ committed: { offset: 5 } }] }]);
  });
});

describe("a commit that failed and may be in the log after all", () => {
  function inDoubt() {
    const { bench, at } = led();
    bench.log.autoCommit = false;
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    return { bench, at };
  }

  test("keeps its group", () => {
    const { bench, at } = inDoubt();
    expect(offsets(at)).toEqual([]);
    expect(at.list().groups).toMatchObject([{ groupId: "group", state: "Empty" }]);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });

  test("cannot be deleted until that is known", () => {
    const { bench, at } = inDoubt();
    expect(deleteGroup(at).answer).toBe(errorCodes.COORDINATOR_NOT_AVAILABLE);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(offsets(at)).toEqual(["orders-0=1"]);
    const again = deleteGroup(at);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(again.answer).toBe(errorCodes.NONE);
    expect(at.list().groups).toEqual([]);
  });

  test("leaves no group behind where it is not", () => {
    const { bench, at } = led();
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS);
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    expect(at.list().groups).toEqual([]);
  });
});
