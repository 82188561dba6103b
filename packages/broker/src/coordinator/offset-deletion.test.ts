import { consumerProtocolSubscription, errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import {
  CoordinatorBench,
  commit,
  deleteGroup,
  deleteOffsets,
  join,
  offsets,
  offsetToCommit,
  stableMember,
} from "./testing/coordinator-bench.ts";

function led(options?: ConstructorParameters<typeof CoordinatorBench>[0]) {
  const bench = new CoordinatorBench(options);
  return { bench, at: bench.lead(0) };
}

describe("deleting a group", () => {
  test("removes it with its offsets, also after a failover", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1), offsetToCommit(2, { partition: 1 })]);
    bench.turns.endTurn();
    const deleting = deleteGroup(at);
    expect(deleting.answer).toBeUndefined();
    bench.turns.endTurn();
    expect(deleting.answer).toBe(errorCodes.NONE);
    expect(at.describe("group")).toBe(errorCodes.GROUP_ID_NOT_FOUND);
    const second = bench.lead(1);
    expect(second.list().groups).toEqual([]);
    expect(offsets(second)).toEqual([]);
  });

  test("removes what was on its way when it began", () => {
    const { bench, at } = led();
    bench.log.autoCommit = false;
    const committing = commit(at, [offsetToCommit(1)]);
    const deleting = deleteGroup(at);
    bench.log.commit(0);
    bench.turns.endTurn();
    bench.log.commit(0);
    bench.turns.endTurn();
    expect([committing.answer, deleting.answer]).toEqual([[0], 0]);
    expect(offsets(at)).toEqual([]);
  });

  test("lets nothing in meanwhile", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    deleteGroup(at);
    expect(commit(at, [offsetToCommit(2)]).answer).toEqual([errorCodes.COORDINATOR_NOT_AVAILABLE]);
    expect(join(at).answer?.errorCode).toBe(errorCodes.COORDINATOR_NOT_AVAILABLE);
    expect(deleteGroup(at).answer).toBe(errorCodes.GROUP_ID_NOT_FOUND);
    bench.turns.endTurn();
    commit(at, [offsetToCommit(2)]);
    bench.turns.endTurn();
    expect(offsets(at)).toEqual(["orders-0=2"]);
  });

  test("is refused while it has members", () => {
    const { bench, at } = led();
    stableMember(bench, at);
    expect(deleteGroup(at).answer).toBe(errorCodes.NON_EMPTY_GROUP);
    expect(deleteGroup(at, "none").answer).toBe(errorCodes.GROUP_ID_NOT_FOUND);
  });

  test("that cannot be written leaves it as it was", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS);
    const deleting = deleteGroup(at);
    bench.turns.endTurn();
    expect(deleting.answer).toBe(errorCodes.COORDINATOR_NOT_AVAILABLE);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    expect(at.describe("group")).toMatchObject({ state: "Empty" });
  });

  test("of which nothing is stored needs no record", () => {
    const { at } = led();
    join(at, { knowsMemberIdRequired: true });
    expect(deleteGroup(at).answer).toBe(errorCodes.NONE);
    expect(at.list().groups).toEqual([]);
  });

  test("with many offsets takes several batches", () => {
    const { bench, at } = led();
    const topic = "t".repeat(249);
    for (let partition = 0; partition < 3000; partition += 500) {
      commit(
        at,
        Array.from({ length: 500 }, (_, i) => offsetToCommit(1, { topic, partition: partition + i })),
      );
    }
    bench.turns.endTurn();
    expect(offsets(at)).toHaveLength(3000);
    bench.log.recordsMax = 1000;
    const deleting = deleteGroup(at);
    bench.turns.endTurn();
    expect(deleting.answer).toBe(errorCodes.NONE);
    expect(offsets(at)).toEqual([]);
  });
});

describe("deleting offsets", () => {
  const subscription = (topic: string) => consumerProtocolSubscription.encode({ topics: [topic] }, 0);

  function withMember(protocolType: string, metadata: Uint8Array) {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1), offsetToCommit(2, { topic: "old", partition: 3 })]);
    bench.turns.endTurn();
    stableMember(bench, at, { protocolType, protocols: [{ name: "range", metadata }] });
    return { bench, at };
  }

  test("spares topics that the group consumes", () => {
    const { bench, at } = withMember("consumer", subscription("orders"));
    const own = deleteOffsets(at, "orders", [0]);
    expect(own.answer).toEqual({
      errorCode: 0,
      topics: [{ topic: "orders", errors: [{ partition: 0, errorCode: errorCodes.GROUP_SUBSCRIBED_TO_TOPIC }] }],
    });
    const other = deleteOffsets(at, "old", [3, 4]);
    expect(other.answer).toBeUndefined();
    bench.turns.endTurn();
    expect(other.answer?.topics[0]?.errors).toEqual([
      { partition: 3, errorCode: 0 },
      { partition: 4, errorCode: 0 },
    ]);
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });

  test("spares everything where it cannot be read what the group consumes", () => {
    const { at } = withMember("consumer", Uint8Array.of(0));
    expect(deleteOffsets(at, "old", [3]).answer?.topics[0]?.errors[0]?.errorCode).toBe(86);
  });

  test("is refused in a group of another protocol that has members", () => {
    const { at } = withMember("connect", subscription("orders"));
    expect(deleteOffsets(at, "old", [3]).answer).toEqual({ errorCode: errorCodes.NON_EMPTY_GROUP, topics: [] });
  });

  test("is refused in a group that does not exist", () => {
    expect(deleteOffsets(led().at, "old", [3]).answer?.errorCode).toBe(errorCodes.GROUP_ID_NOT_FOUND);
  });

  test("that cannot be written fails as a whole", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS);
    const deleting = deleteOffsets(at, "orders", [0]);
    bench.turns.endTurn();
    expect(deleting.answer).toEqual({ errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, topics: [] });
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });
});

describe("the offsets of deleted topics", () => {
  test("go with them", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(1), offsetToCommit(2, { topic: "old" })]);
    commit(at, [offsetToCommit(3, { topic: "old" })], { groupId: "other" });
    bench.turns.endTurn();
    at.topicsDeleted(new Set(["old", "never used"]));
    bench.turns.endTurn();
    expect([offsets(at), offsets(at, "other")]).toEqual([["orders-0=1"], []]);
    expect(at.list().groups.map(({ groupId }) => groupId)).toEqual(["group"]);
  });

  test("remain where that cannot be written, and the log says so", () => {
    const { bench, at } = led();
    commit(at, [offsetToCommit(2, { topic: "old" })]);
    bench.turns.endTurn();
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS);
    at.topicsDeleted(new Set(["old"]));
    bench.turns.endTurn();
    expect(offsets(at)).toEqual(["old-0=2"]);
    expect(bench.logger.lines.some(({ message }) => message.includes("deleted topics"))).toBe(true);
  });
});
