import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import { describe, expect, test, vi } from "vitest";
import { ManualTurns } from "../testing/turns.ts";
import { APPEND_TIMEOUT_MS, APPENDS_IN_FLIGHT_MAX } from "./group-options.ts";
import type { CoordinatorLog } from "./ports.ts";
import { ShardImage } from "./shard-image.ts";
import { ShardWriter, storingError } from "./shard-writer.ts";
import type { StoredRecord } from "./stored-record.ts";

/** A log that answers when it is told to. */
class HeldLog {
  readonly appends: ((error: number) => void)[] = [];
  readonly commits: ((error: number) => void)[] = [];
  readonly port: CoordinatorLog = {
    append: (_at, _records, done) => void this.appends.push(done),
    whenCommitted: (_at, done) => void this.commits.push(done),
    read: () => ({ records: [], nextOffset: 0 }),
    logStartOffset: () => 0,
    logEndOffset: () => 0,
  };
}

function setUp() {
  const log = new HeldLog();
  const image = new ShardImage();
  const turns = new ManualTurns();
  const onLost = vi.fn();
  const at = { partition: 0, leaderEpoch: 1 };
  const clock = { monotonicMs: () => turns.nowMs };
  const writer = new ShardWriter({ at, log: log.port, clock, timers: turns, image, onLost });
  const answers: string[] = [];
  const commit = (offset: number) =>
    writer.append([offsetRecord(offset)], (error) => answers.push(`${offset}: ${error}, shows ${shown()}`));
  const shown = () => image.offset("group", "orders", 0)?.offset;
  return { log, image, turns, onLost, writer, answers, commit, shown };
}

function offsetRecord(offset: number): StoredRecord {
  const value = {
    offset,
    topicId: ZERO_UUID,
    leaderEpoch: -1,
    metadata: "",
    commitTimestampMs: 0,
    expireTimestampMs: -1,
  };
  return { kind: "offset", groupId: "group", topic: "orders", partition: 0, value };
}

describe("answers", () => {
  test("come when the image has changed", () => {
    const { log, answers, commit, shown } = setUp();
    commit(1);
    expect(shown()).toBeUndefined();
    log.appends[0]!(0);
    expect(answers).toEqual(["1: 0, shows 1"]);
  });

  test("come in the order of the appends, whatever the log's is", () => {
    const { log, answers, commit } = setUp();
    commit(1);
    commit(2);
    commit(3);
    log.appends[1]!(errorCodes.MESSAGE_TOO_LARGE);
    log.appends[2]!(0);
    expect(answers).toEqual([]);
    log.appends[0]!(0);
    expect(answers).toEqual(["1: 0, shows 1", "2: 10, shows 1", "3: 0, shows 3"]);
  });

  test("to who waits for what is on its way come after it", () => {
    const { log, writer, answers, commit } = setUp();
    writer.whenSettled((error) => answers.push(`nothing: ${error}`));
    commit(1);
    commit(2);
    writer.whenSettled((error) => answers.push(`both: ${error}`));
    log.appends[0]!(0);
    log.appends[1]!(errorCodes.NOT_ENOUGH_REPLICAS);
    expect(answers).toEqual(["nothing: 0", "1: 0, shows 1", "2: 19, shows 1", "both: 0"]);
  });
});

describe("what was refused changes nothing", () => {
  test.each([errorCodes.NOT_ENOUGH_REPLICAS, errorCodes.MESSAGE_TOO_LARGE, errorCodes.RECORD_LIST_TOO_LARGE])(
    "error %i",
    (error) => {
      const { log, commit, shown } = setUp();
      commit(1);
      log.appends[0]!(error);
      commit(2);
      log.appends[1]!(0);
      expect(shown()).toBe(2);
      expect(log.commits).toEqual([]);
    },
  );
});

describe("what is in the log but was not replicated in time", () => {
  test("has failed, but shows as soon as it is committed after all", () => {
    const { log, answers, commit, shown } = setUp();
    commit(1);
    log.appends[0]!(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    expect(answers).toEqual(["1: 20, shows undefined"]);
    log.commits[0]!(0);
    expect(shown()).toBe(1);
  });

  test("shows before a later one that is committed", () => {
    const { log, image, commit, shown } = setUp();
    const applied: StoredRecord[] = [];
    const apply = image.apply.bind(image);
    image.apply = (record) => {
      applied.push(record);
      apply(record);
    };
    commit(1);
    log.appends[0]!(errorCodes.REQUEST_TIMED_OUT);
    commit(2);
    log.appends[1]!(0);
    expect(applied).toEqual([offsetRecord(1), offsetRecord(2)]);
    log.commits[0]!(0);
    expect(shown()).toBe(2);
    expect(applied).toHaveLength(2);
  });

  test("never shows where the leadership ends first", () => {
    const { log, writer, commit, shown } = setUp();
    commit(1);
    log.appends[0]!(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    writer.close();
    log.commits[0]!(0);
    expect(shown()).toBeUndefined();
  });

  test("ends the leadership where the log says so", () => {
    const { log, onLost, commit, answers } = setUp();
    commit(1);
    commit(2);
    log.appends[0]!(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    log.commits[0]!(errorCodes.NOT_LEADER_OR_FOLLOWER);
    expect(onLost).toHaveBeenCalledOnce();
    expect(answers).toEqual(["1: 20, shows undefined", "2: 6, shows undefined"]);
  });
});

describe("what takes too long", () => {
  test("has failed, each in its time, but shows when it is committed after all", () => {
    const { log, turns, answers, commit, shown, writer } = setUp();
    commit(1);
    turns.advance(APPEND_TIMEOUT_MS / 2);
    commit(2);
    writer.whenSettled((error) => answers.push(`settled: ${error}`));
    turns.advance(APPEND_TIMEOUT_MS / 2);
    expect(answers).toEqual(["1: 7, shows undefined"]);
    turns.advance(APPEND_TIMEOUT_MS / 2);
    writer.whenSettled((error) => answers.push(`too late: ${error}`));
    expect(answers.slice(1)).toEqual(["2: 7, shows undefined", "settled: 7", "too late: 7"]);
    expect(writer.isInDoubt("group")).toBe(true);
    log.appends[0]!(0);
    expect(shown()).toBe(1);
    log.appends[1]!(0);
    expect([shown(), answers.length, writer.isInDoubt("group")]).toEqual([2, 4, false]);
    expect(turns.timerCount).toBe(0);
  });

  test("leaves no timer behind when the leadership ends", () => {
    const { turns, writer, commit, answers } = setUp();
    commit(1);
    turns.advance(APPEND_TIMEOUT_MS);
    commit(2);
    writer.close();
    expect(turns.timerCount).toBe(0);
    expect(answers).toEqual(["1: 7, shows undefined", "2: 6, shows undefined"]);
  });
});

describe("the end of a leadership", () => {
  test.each([errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.KAFKA_STORAGE_ERROR])(
    "answers everyone and is reported once: error %i",
    (error) => {
      const { log, onLost, writer, answers, commit, shown } = setUp();
      commit(1);
      commit(2);
      writer.whenSettled((settled) => answers.push(`settled: ${settled}`));
      log.appends[0]!(error);
      expect(onLost).toHaveBeenCalledOnce();
      expect(answers).toEqual(["1: 6, shows undefined", "2: 6, shows undefined", "settled: 6"]);
      log.appends[1]!(0);
      expect(shown()).toBeUndefined();
    },
  );

  test("answers what comes after it in a later turn", () => {
    const { log, turns, writer, answers, commit } = setUp();
    writer.close();
    commit(1);
    expect(answers).toEqual([]);
    turns.endTurn();
    writer.whenSettled((error) => answers.push(`settled: ${error}`));
    expect(answers).toEqual(["1: 6, shows undefined", "settled: 6"]);
    expect(log.appends).toEqual([]);
  });
});

test("writers are turned away while too many wait", () => {
  const { log, turns, answers, commit } = setUp();
  for (let i = 0; i < APPENDS_IN_FLIGHT_MAX; i++) commit(i);
  commit(-7);
  turns.endTurn();
  expect(answers).toEqual([`-7: ${errorCodes.NOT_ENOUGH_REPLICAS}, shows undefined`]);
  expect(log.appends).toHaveLength(APPENDS_IN_FLIGHT_MAX);
  log.appends[0]!(0);
  commit(-8);
  expect(log.appends).toHaveLength(APPENDS_IN_FLIGHT_MAX + 1);
});

test.each([
  [errorCodes.NONE, errorCodes.NONE],
  [errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.NOT_COORDINATOR],
  [errorCodes.KAFKA_STORAGE_ERROR, errorCodes.NOT_COORDINATOR],
  [errorCodes.NOT_ENOUGH_REPLICAS, errorCodes.COORDINATOR_NOT_AVAILABLE],
  [errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, errorCodes.COORDINATOR_NOT_AVAILABLE],
  [errorCodes.REQUEST_TIMED_OUT, errorCodes.COORDINATOR_NOT_AVAILABLE],
  [errorCodes.MESSAGE_TOO_LARGE, errorCodes.UNKNOWN_SERVER_ERROR],
  [errorCodes.RECORD_LIST_TOO_LARGE, errorCodes.UNKNOWN_SERVER_ERROR],
])("clients hear of the log's error %i as %i", (error, told) => {
  expect(storingError(error)).toBe(told);
});
