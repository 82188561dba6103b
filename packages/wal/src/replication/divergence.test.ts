import { describe, expect, test } from "vitest";
import { divergencePoint, NO_EPOCH, repairFor } from "./divergence.ts";
import { commonBatches, repairToAgreement } from "./testing/history.ts";
import { modelBatch } from "./testing/model-batch.ts";
import { ModelLog } from "./testing/model-log.ts";

let value = 0;

/** A log of runs: epoch, number of batches. Equal runs of two logs are equal batches only where `sharing` says so. */
function logOf(...runs: readonly (readonly [epoch: number, count: number])[]): ModelLog {
  const log = new ModelLog();
  for (const [leaderEpoch, count] of runs) {
    for (let index = 0; index < count; index += 1) {
      value += 1;
      log.append([modelBatch({ baseOffset: log.logEndOffset, leaderEpoch, value })]);
    }
  }
  log.sync();
  return log;
}

/** A log that begins with `count` batches of another, and goes on by itself. */
function sharing(origin: ModelLog, count: number, ...runs: readonly (readonly [number, number])[]): ModelLog {
  const log = new ModelLog();
  log.append(origin.batches.slice(0, count));
  for (const batch of logOf(...runs).batches) {
    const { leaderEpoch } = batch;
    log.append([modelBatch({ baseOffset: log.logEndOffset, leaderEpoch, value: batch.value })]);
  }
  log.sync();
  return log;
}

describe("the leader's comparison", () => {
  const leader = logOf([1, 3], [3, 3], [6, 2]);
  const compare = (logEndOffset: number, lastEpoch: number, log = leader) =>
    divergencePoint(log, { logEndOffset, lastEpoch, firstOffset: log.logStartOffset });

  test.each([
    ["an empty follower", 0, NO_EPOCH, null],
    ["a follower with all of it", 8, 6, null],
    ["a follower with a part of an epoch", 2, 1, null],
    ["a follower that ends where an epoch does", 6, 3, null],
    ["a follower that has more of an epoch", 5, 1, { epoch: 1, endOffset: 3 }],
    ["a follower that has more of the last epoch", 9, 6, { epoch: 6, endOffset: 8 }],
    ["a follower of an epoch that the leader never saw", 7, 4, { epoch: 3, endOffset: 6 }],
    ["a follower of such an epoch that ends earlier", 5, 4, { epoch: 3, endOffset: 6 }],
    ["a follower of a later epoch than the leader's last", 4, 7, { epoch: 6, endOffset: 8 }],
    ["a follower older than all that the leader has", 2, 0, { epoch: NO_EPOCH, endOffset: 0 }],
    ["an empty follower beyond the leader's end", 9, NO_EPOCH, { epoch: NO_EPOCH, endOffset: 0 }],
    ["a follower that wrote an epoch elsewhere than the leader did (KAFKA-10527)", 2, 3, { epoch: 1, endOffset: 3 }],
  ])("with %s", (_name, logEndOffset, lastEpoch, expected) => {
    expect(compare(logEndOffset, lastEpoch)).toEqual(expected);
  });

  test("knows nothing below its log's start", () => {
    const trimmed = sharing(leader, 8);
    trimmed.deleteBefore(4);
    expect(compare(3, 1, trimmed)).toEqual({ epoch: NO_EPOCH, endOffset: 4 });
    expect(compare(3, 3, trimmed)).toEqual({ epoch: 3, endOffset: 6 });
    expect(compare(4, 3, trimmed)).toBeNull();
    expect(compare(4, 5, trimmed)).toEqual({ epoch: 3, endOffset: 6 });
    expect(compare(3, NO_EPOCH, trimmed)).toEqual({ epoch: NO_EPOCH, endOffset: 4 });
  });

  test("by an empty leader leaves nothing of a follower's log", () => {
    const empty = new ModelLog();
    expect(compare(0, NO_EPOCH, empty)).toBeNull();
    expect(compare(5, 3, empty)).toEqual({ epoch: NO_EPOCH, endOffset: 0 });
  });
});

describe("the follower's repair", () => {
  test("cuts to the end of its own epoch where that is earlier (KIP-279)", () => {
    const log = logOf([0, 3], [1, 2], [3, 2]);
    const point = { epoch: 2, endOffset: 6, logStartOffset: 0 };
    expect(repairFor(log, point)).toEqual({ kind: "truncate", offset: 5 });
  });

  test("cuts to the end of the leader's epoch where that is earlier", () => {
    const log = logOf([0, 3], [1, 9]);
    expect(repairFor(log, { epoch: 1, endOffset: 6, logStartOffset: 0 })).toEqual({ kind: "truncate", offset: 6 });
  });

  test("starts over where it ends before the leader begins, or has nothing that the leader has", () => {
    const log = logOf([2, 5]);
    expect(repairFor(log, { epoch: 2, endOffset: 50, logStartOffset: 7 })).toEqual({ kind: "reset", offset: 7 });
    expect(repairFor(log, { epoch: NO_EPOCH, endOffset: 3, logStartOffset: 3 })).toEqual({ kind: "reset", offset: 3 });
  });

  test("empties a log that has only its uncommitted end left, and does not go back behind its start", () => {
    const log = logOf([1, 8], [2, 4]);
    log.deleteBefore(8);
    expect(repairFor(log, { epoch: 1, endOffset: 8, logStartOffset: 0 })).toEqual({ kind: "truncate", offset: 8 });
    expect(repairFor(log, { epoch: 1, endOffset: 10, logStartOffset: 0 })).toEqual({ kind: "truncate", offset: 8 });
  });

  test("starts over where the leader ends before its start, as after an unclean election", () => {
    const log = logOf([1, 8], [2, 4]);
    log.deleteBefore(8);
    expect(repairFor(log, { epoch: 1, endOffset: 5, logStartOffset: 0 })).toEqual({ kind: "reset", offset: 0 });
  });

  test("is nothing where nothing would change", () => {
    const log = logOf([1, 4]);
    expect(repairFor(log, { epoch: 1, endOffset: 9, logStartOffset: 0 })).toEqual({ kind: "none" });
    expect(repairFor(new ModelLog(), { epoch: NO_EPOCH, endOffset: 0, logStartOffset: 0 })).toEqual({ kind: "none" });
  });
});

describe("together they find where logs part", () => {
  test("after a fast double failover, in more than one round (KIP-279)", () => {
    const origin = logOf([0, 3]);
    const leader = sharing(origin, 3, [2, 3], [4, 2]);
    const follower = sharing(origin, 3, [1, 2], [3, 2]);
    expect(repairToAgreement(follower, leader)).toBe(2);
    expect(follower.batches).toEqual(origin.batches);
  });

  test("and leave alone what agrees, whatever anybody believes about the high watermark (KIP-101)", () => {
    const leader = logOf([0, 4], [1, 4]);
    const follower = sharing(leader, 6);
    expect(repairToAgreement(follower, leader)).toBe(0);
    expect(follower.logEndOffset).toBe(6);
    expect(commonBatches(follower, leader)).toHaveLength(6);
  });
});
