import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, test } from "vitest";
import { CoordinatorBench, commit, join, offsets, offsetToCommit, stableMember } from "./testing/coordinator-bench.ts";

const DAY_MS = 24 * 3600 * 1000;
const CHECK_MS = 600_000;

function led(options?: ConstructorParameters<typeof CoordinatorBench>[0]) {
  const bench = new CoordinatorBench(options);
  return { bench, at: bench.lead(0) };
}

describe("retention", () => {
  const oneDay = { groups: { offsetsRetentionMs: DAY_MS } };

  test("ends a group some time after its last member has left", () => {
    const { bench, at } = led(oneDay);
    const { memberId, generationId } = stableMember(bench, at);
    commit(at, [offsetToCommit(1)], { memberId, generationId });
    bench.turns.endTurn();
    for (let i = 0; i < 3 * 24 * 60 * 12; i++) {
      bench.turns.advance(5000);
      at.heartbeat({ groupId: "group", memberId, generationId, groupInstanceId: null });
    }
    expect(offsets(at)).toEqual(["orders-0=1"]);
    at.leave("group", [{ memberId, groupInstanceId: null, reason: null }]);
    bench.turns.advance(DAY_MS - CHECK_MS);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    bench.turns.advance(2 * CHECK_MS);
    expect(at.describe("group")).toBe(errorCodes.GROUP_ID_NOT_FOUND);
    expect(offsets(bench.lead(1))).toEqual([]);
  });

  test("ends offsets without a group one by one", () => {
    const { bench, at } = led(oneDay);
    commit(at, [offsetToCommit(1)]);
    bench.turns.advance(DAY_MS / 2);
    commit(at, [offsetToCommit(2, { partition: 1 })]);
    bench.turns.advance(DAY_MS / 2 + CHECK_MS);
    expect(offsets(at)).toEqual(["orders-1=2"]);
    bench.turns.advance(DAY_MS / 2);
    expect(at.list().groups).toEqual([]);
  });

  test.each([400 * DAY_MS, -400 * DAY_MS])("does not follow a wall clock that jumps by %i ms", (jumpMs) => {
    const { bench, at } = led(oneDay);
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    bench.wallSkewMs = jumpMs;
    bench.turns.advance(2 * CHECK_MS);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    const second = bench.lead(1);
    bench.turns.advance(2 * CHECK_MS);
    expect(offsets(second)).toEqual(["orders-0=1"]);
    commit(second, [offsetToCommit(2, { partition: 1 })]);
    bench.turns.advance(2 * CHECK_MS);
    bench.wallSkewMs = 0;
    const third = bench.lead(0);
    bench.turns.advance(2 * CHECK_MS);
    expect(offsets(third)).toEqual(["orders-0=1", "orders-1=2"]);
    bench.turns.advance(DAY_MS);
    expect(offsets(third)).not.toContain("orders-0=1");
  });

  test("leaves a group alone that rebalances or that someone is about to join", () => {
    const { bench, at } = led({ groups: { offsetsRetentionMs: CHECK_MS + 1, initialRebalanceDelayMs: CHECK_MS } });
    commit(at, [offsetToCommit(1)]);
    bench.turns.advance(2 * CHECK_MS - 1);
    join(at, { sessionTimeoutMs: 1_800_000, knowsMemberIdRequired: true });
    bench.turns.advance(CHECK_MS);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    const rebalancing = join(at, { sessionTimeoutMs: 1_800_000 });
    bench.turns.advance(CHECK_MS / 4);
    expect(rebalancing.answer).toBeUndefined();
    expect(offsets(at)).toEqual(["orders-0=1"]);
  });

  test("does not wipe out a commit on its way", () => {
    const { bench, at } = led({ groups: { offsetsRetentionMs: CHECK_MS + 1 } });
    commit(at, [offsetToCommit(1)]);
    bench.turns.advance(2 * CHECK_MS - 1);
    bench.log.autoCommit = false;
    const committing = commit(at, [offsetToCommit(2)]);
    bench.turns.advance(1);
    bench.log.commit(0);
    bench.turns.endTurn();
    expect(committing.answer).toEqual([0]);
    expect(offsets(at)).toEqual(["orders-0=2"]);
  });

  test("that cannot be written is tried again", () => {
    const { bench, at } = led({ groups: { offsetsRetentionMs: CHECK_MS + 1 } });
    commit(at, [offsetToCommit(1)]);
    bench.turns.endTurn();
    bench.log.failures.push(errorCodes.NOT_ENOUGH_REPLICAS);
    bench.turns.advance(2 * CHECK_MS);
    expect(offsets(at)).toEqual(["orders-0=1"]);
    expect(bench.logger.lines.some(({ message }) => message.includes("could not be removed"))).toBe(true);
    bench.turns.advance(CHECK_MS);
    expect(at.list().groups).toEqual([]);
  });
});
