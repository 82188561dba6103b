import { encodeBatch, errorCodes } from "@chronik/kafka-protocol";
import { WalError } from "@chronik/wal";
import { describe, expect, it } from "vitest";
import type { CommandResult } from "../metadata/command.ts";
import { NO_LEADER, type PartitionImage } from "../metadata/image.ts";
import { MemoryPartitionLog } from "../testing/memory-partition-log.ts";
import { RecordingLogger } from "../testing/recording-connection.ts";
import { Partition } from "./partition.ts";
import type { IsrChange, ReplicaFailure } from "./partition-host.ts";
import { checkProducedBatch } from "./produced-batch.ts";
import { type LeaderBatch, ReplicaState } from "./replica-state.ts";

const key = { topicId: "00000000000000000000000000000001", partition: 0 };
const config = {
  minInsyncReplicas: 2,
  maxMessageBytes: 1_000_000,
  segmentBytes: 1_000_000,
  segmentMs: 604_800_000,
  logAppendTime: false,
};
const incarnations = new Map([
  [2, 22],
  [3, 33],
]);

function image(fields: Partial<PartitionImage> = {}): PartitionImage {
  const isr = [1, 2, 3];
  return { partition: 0, replicas: [1, 2, 3], isr, leader: 1, leaderEpoch: 5, partitionEpoch: 0, ...fields };
}

/** Node 1's replica of a partition on nodes 1, 2 and 3; it leads, unless told otherwise. */
function fixture(first: PartitionImage = image()) {
  const log = new MemoryPartitionLog();
  const proposals: { change: IsrChange; answer: (result: CommandResult) => void }[] = [];
  const failures: ReplicaFailure[] = [];
  const clock = { nowMs: 0 };
  const partition = new Partition({
    key,
    topic: "topic",
    replica: new ReplicaState(log),
    config,
    image: image({ leader: NO_LEADER, leaderEpoch: 4 }),
    host: {
      self: 1,
      logger: new RecordingLogger(),
      lagMaxMs: 1000,
      monotonicMs: () => clock.nowMs,
      liveIncarnation: (node) => incarnations.get(node),
      connectedIncarnation: (node) => incarnations.get(node),
      proposeIsr: (change, answer) => proposals.push({ change, answer }),
      appended: () => {},
      highWatermarkAdvanced: () => {},
      durableAdvanced: () => {},
      failed: (failure) => failures.push(failure),
    },
  });
  partition.update(first);
  const answers: number[] = [];
  const append = (acks: "all" | "leader" = "all", given: LeaderBatch = batch()) =>
    partition.append(given, { acks, deadlineMs: clock.nowMs + 100 }, (error) => answers.push(error));
  return { partition, log, proposals, failures, clock, answers, append };
}

function batch(fields: { producerId?: number; producerEpoch?: number; baseSequence?: number } = {}): LeaderBatch {
  const records = [1, 2].map((timestamp) => ({ timestamp, key: null, value: new Uint8Array(8) }));
  const checked = checkProducedBatch(encodeBatch({ records, ...fields }), {
    bytesMax: 1e6,
    zstd: true,
    appendTimeMs: null,
  });
  if (checked.kind === "refused") throw new Error(`batch refused: ${checked.message}`);
  return checked.batch;
}

describe("Partition as leader", () => {
  it("answers acks=all only when the leader's disk and every follower in the ISR have the batch", () => {
    const { partition, log, answers, append } = fixture();
    expect(append()).toEqual({ kind: "appended", baseOffset: 0, endOffset: 2 });
    partition.followerDurable(2, 2);
    partition.followerDurable(3, 2);
    expect([partition.highWatermark, answers]).toEqual([0, []]);
    log.sync();
    expect([partition.highWatermark, answers]).toEqual([2, [errorCodes.NONE]]);
  });

  it("answers acks=1 when the batch is durable here, without the followers", () => {
    const { partition, log, answers, append } = fixture();
    append("leader");
    expect(answers).toEqual([]);
    log.sync();
    expect([partition.highWatermark, answers]).toEqual([0, [errorCodes.NONE]]);
  });

  it("never acknowledges what the disk failed to keep, and is out of service from then on", () => {
    const { partition, log, answers, append, failures } = fixture();
    append();
    log.sync(new Error("EIO"));
    expect(answers).toEqual([errorCodes.KAFKA_STORAGE_ERROR]);
    partition.followerDurable(2, 2);
    partition.followerDurable(3, 2);
    expect(partition.highWatermark).toBe(0);
    expect(partition.leadingEpoch).toBeUndefined();
    expect(append()).toEqual({ kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR });
    partition.update(image({ leaderEpoch: 6, partitionEpoch: 1 }));
    expect(partition.leadingEpoch).toBeUndefined();
    expect(failures).toEqual([expect.objectContaining({ led: true, told: false, error: new Error("EIO") })]);
  });

  it("a batch that no journal file holds is the client's mistake, not the log's: the partition serves on", () => {
    const { log, append } = fixture();
    log.refusal = new WalError("appendTooLarge", "does not fit");
    expect(append()).toEqual({ kind: "refused", error: errorCodes.MESSAGE_TOO_LARGE });
    log.refusal = null;
    expect(append()).toMatchObject({ kind: "appended" });
  });

  it("refuses with a storage error while the disk is full, and goes on when there is room", () => {
    const { log, answers, append } = fixture();
    log.refusal = new WalError("diskFull", "no room");
    expect(append()).toEqual({ kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR });
    log.refusal = null;
    expect(append()).toMatchObject({ kind: "appended", baseOffset: 0 });
    expect(answers).toEqual([]);
  });

  it("refuses acks=all below min.insync.replicas before the append, not acks=1", () => {
    const { append } = fixture(image({ isr: [1] }));
    expect(append()).toEqual({ kind: "refused", error: errorCodes.NOT_ENOUGH_REPLICAS });
    expect(append("leader")).toMatchObject({ kind: "appended" });
  });

  it("says so after the append when the ISR falls below min.insync.replicas, and commits nothing then (KIP-966)", () => {
    const { partition, log, answers, append } = fixture();
    append();
    log.sync();
    partition.update(image({ isr: [1], partitionEpoch: 1 }));
    expect([partition.highWatermark, answers]).toEqual([0, [errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND]]);
    partition.followerDurable(2, 2);
    partition.update(image({ isr: [1, 2], partitionEpoch: 2 }));
    expect(partition.highWatermark).toBe(2);
  });

  it("takes all replicas for enough where there are fewer than min.insync.replicas", () => {
    const { partition, log, answers, append } = fixture(image({ replicas: [1], isr: [1] }));
    append();
    log.sync();
    expect([partition.highWatermark, answers]).toEqual([2, [errorCodes.NONE]]);
  });

  it("answers whoever waits when it loses leadership, also to itself in a later epoch", () => {
    for (const next of [
      image({ leader: 2, leaderEpoch: 6, partitionEpoch: 1 }),
      image({ leaderEpoch: 6, partitionEpoch: 1 }),
    ]) {
      const { partition, answers, append } = fixture();
      append();
      partition.update(next);
      expect(answers).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER]);
    }
  });

  it("forgets what followers said in an earlier epoch", () => {
    const { partition, log, append } = fixture();
    append("leader");
    log.sync();
    partition.followerDurable(2, 2);
    partition.update(image({ leaderEpoch: 6, partitionEpoch: 1 }));
    partition.followerDurable(3, 2);
    expect(partition.highWatermark).toBe(0);
    partition.followerDurable(2, 2);
    expect(partition.highWatermark).toBe(2);
  });

  it("answers with a timeout when the ISR is too slow, and keeps the batch", () => {
    const { partition, log, clock, answers, append } = fixture();
    append();
    log.sync();
    clock.nowMs = 100;
    partition.tick(clock.nowMs);
    expect([answers, partition.replica.logEndOffset]).toEqual([[errorCodes.REQUEST_TIMED_OUT], 2]);
  });

  it("answers a repeated batch of an idempotent producer with its first offset, once it is committed", () => {
    const { partition, log, answers, append } = fixture();
    const sent = { producerId: 9, producerEpoch: 0, baseSequence: 0 };
    append("all", batch(sent));
    expect(append("all", batch(sent))).toEqual({ kind: "duplicate", baseOffset: 0, endOffset: 2 });
    expect(answers).toEqual([]);
    log.sync();
    partition.followerDurable(2, 2);
    partition.followerDurable(3, 2);
    expect([answers, partition.replica.logEndOffset]).toEqual([[errorCodes.NONE, errorCodes.NONE], 2]);
    append("all", batch(sent));
    append("leader", batch(sent));
    expect([answers.length, partition.replica.logEndOffset]).toEqual([4, 2]);
  });

  it("lets a follower join the ISR that has all that is committed and all of the epochs before", () => {
    const { partition, log, proposals, append } = fixture(image({ isr: [1, 2] }));
    append();
    log.sync();
    partition.followerDurable(2, 2);
    expect(partition.highWatermark).toBe(2);
    partition.followerDurable(3, 1);
    expect(proposals).toEqual([]);
    partition.followerDurable(3, 2);
    expect(proposals.map(({ change }) => change)).toEqual([
      { key, leaderEpoch: 5, partitionEpoch: 0, isr: [1, 2, 3], isrBefore: [1, 2] },
    ]);
  });

  it("counts a follower that joins from the proposal on, and stops only when that is refused", () => {
    const { partition, log, proposals, append } = fixture(image({ isr: [1, 2] }));
    partition.followerDurable(3, 0);
    append();
    log.sync();
    partition.followerDurable(2, 2);
    expect(partition.highWatermark).toBe(0);
    proposals[0]!.answer({ error: errorCodes.INELIGIBLE_REPLICA, message: "restarted since" });
    expect(partition.highWatermark).toBe(2);
  });

  it("counts by the wider ISR, and asks for nothing else, until a change is decided", () => {
    const { partition, log, clock, proposals, append } = fixture();
    partition.followerDurable(2, 0);
    append();
    log.sync();
    partition.followerDurable(2, 2);
    for (clock.nowMs = 1500; clock.nowMs < 60_000; clock.nowMs += 1500) partition.tick(clock.nowMs);
    expect(proposals.map(({ change }) => change.isr)).toEqual([[1, 2]]);
    expect(partition.highWatermark).toBe(0);
    partition.update(image({ isr: [1, 2], partitionEpoch: 1 }));
    expect(partition.highWatermark).toBe(2);
  });

  it("tells when everything in the log is committed, as long as it leads in that epoch", () => {
    const { partition, log, answers, append } = fixture();
    append("leader");
    const committed: number[] = [];
    partition.whenCommitted(4, (error) => committed.push(error));
    partition.whenCommitted(5, (error) => committed.push(error));
    log.sync();
    partition.followerDurable(2, 2);
    expect(committed).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER]);
    partition.followerDurable(3, 2);
    expect(committed).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.NONE]);
    expect(answers).toEqual([errorCodes.NONE]);
  });
});

describe("Partition as follower", () => {
  it("refuses appends and takes the leader's high watermark, never beyond its own log", () => {
    const { partition, log, append } = fixture(image({ leader: 2 }));
    expect(append()).toEqual({ kind: "refused", error: errorCodes.NOT_LEADER_OR_FOLLOWER });
    const sent = batch().bytes;
    partition.replica.appendAsFollower(sent, () => {});
    log.sync();
    partition.leaderProgress(50);
    expect(partition.highWatermark).toBe(2);
  });

  it("keeps its high watermark when it becomes leader, and does not let it fall", () => {
    const { partition, log } = fixture(image({ leader: 2 }));
    partition.replica.appendAsFollower(batch().bytes, () => {});
    log.sync();
    partition.leaderProgress(2);
    partition.update(image({ leader: 1, leaderEpoch: 6, partitionEpoch: 1 }));
    partition.followerDurable(2, 0);
    partition.followerDurable(3, 0);
    expect([partition.highWatermark, partition.epochStartOffset]).toEqual([2, 2]);
  });

  it("knows the producers of what it replicated, and forgets those that were truncated", () => {
    const { partition, log } = fixture(image({ leader: 2 }));
    const sent = batch({ producerId: 9, producerEpoch: 0, baseSequence: 0 });
    partition.replica.appendAsFollower(sent.bytes, () => {});
    log.sync();
    expect(partition.replica.checkSequence(sent)).toEqual({ kind: "duplicate", baseOffset: 0 });
    partition.replica.truncateTo(0, () => {});
    expect(partition.replica.checkSequence(sent)).toEqual({ kind: "append" });
  });
});
