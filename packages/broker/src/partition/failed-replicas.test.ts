import { errorCodes } from "@chronik/kafka-protocol";
import { expect, it } from "vitest";
import { FakeLogger } from "../controller/testing/fake-metadata.ts";
import type { CommandResult } from "../metadata/command.ts";
import type { PartitionImage } from "../metadata/image.ts";
import { VirtualTime } from "../metadata/testing/virtual-time.ts";
import { MemoryPartitionLog } from "../testing/memory-partition-log.ts";
import { FailedReplicas } from "./failed-replicas.ts";
import { Partition } from "./partition.ts";
import { ReplicaState } from "./replica-state.ts";

const TOPIC_ID = "1".repeat(32);
const ACCEPTED: CommandResult = { error: errorCodes.NONE, message: null };

/** Node 1's replica of a partition that node 2 leads, or of one that only node 1 could lead. */
function replicaOf(index: number, fields: Partial<PartitionImage> = {}): Partition {
  const image = {
    partition: index,
    replicas: [1, 2],
    isr: [2],
    leader: 2,
    leaderEpoch: 1,
    partitionEpoch: 1,
    ...fields,
  };
  return new Partition({
    key: { topicId: TOPIC_ID, partition: index },
    topic: "orders",
    replica: new ReplicaState(new MemoryPartitionLog()),
    config: {
      minInsyncReplicas: 1,
      maxMessageBytes: 1e6,
      segmentBytes: 1e6,
      segmentMs: 604_800_000,
      logAppendTime: false,
    },
    image,
    host: {
      self: 1,
      logger: new FakeLogger(),
      lagMaxMs: 1000,
      monotonicMs: () => 0,
      liveIncarnation: () => undefined,
      connectedIncarnation: () => undefined,
      proposeIsr: () => {},
      appended: () => {},
      highWatermarkAdvanced: () => {},
      durableAdvanced: () => {},
      failed: () => {},
    },
  });
}

function setup() {
  const time = new VirtualTime();
  const logger = new FakeLogger();
  const told: { readonly partitions: readonly number[]; readonly done: (result: CommandResult) => void }[] = [];
  const refilled: number[] = [];
  const failed = new FailedReplicas({
    self: 1,
    timers: time,
    logger,
    tell: (topics, done) => told.push({ partitions: topics.flatMap(({ partitions }) => partitions), done }),
    refill: ({ key }) => refilled.push(key.partition),
  });
  return { time, logger, told, refilled, failed };
}

const failure = { error: new Error("EIO"), told: false };

it("tells of all that have failed meanwhile with one proposal at a time, a thousand replicas in each", () => {
  const { failed, told, refilled } = setup();
  for (let index = 0; index < 1500; index++) failed.add(replicaOf(index), failure);
  expect(told.map(({ partitions }) => partitions.length)).toEqual([1]);
  told[0]!.done(ACCEPTED);
  expect(told.map(({ partitions }) => partitions.length)).toEqual([1, 1000]);
  told[1]!.done(ACCEPTED);
  told[2]!.done(ACCEPTED);
  expect(told.map(({ partitions }) => partitions.length)).toEqual([1, 1000, 499]);
  expect(refilled).toEqual(Array.from({ length: 1500 }, (_, index) => index));
  expect(failed.count).toBe(0);
});

it("does nothing more for replicas that are gone, nor after it was stopped", () => {
  const { time, failed, told, refilled } = setup();
  const [gone, kept] = [replicaOf(0), replicaOf(1)];
  failed.add(gone, failure);
  failed.forget(gone);
  told[0]!.done(ACCEPTED);
  failed.add(kept, failure);
  failed.stop();
  told[1]!.done(ACCEPTED);
  time.advance(120_000);
  expect([refilled, told.length, failed.count]).toEqual([[], 2, 0]);
});

it("tells nothing that the registration has told, and says once that the only replica has failed", () => {
  const { failed, told, refilled, logger } = setup();
  const alone = replicaOf(0, { isr: [1], leader: -1, failed: [1] });
  failed.add(alone, { ...failure, told: true });
  for (let times = 0; times < 3; times++) failed.imageChanged(alone);
  failed.add(replicaOf(1, { failed: [1] }), { ...failure, told: true });
  expect([told, refilled]).toEqual([[], [1]]);
  expect(logger.lines.filter((line) => line.includes("no other replica is in sync"))).toHaveLength(1);
});

it("waits with the drop of a log that it has dropped before, and lets it be where the metadata counts on it by then", () => {
  const { time, failed, refilled } = setup();
  const replica = replicaOf(0);
  const told = { ...failure, told: true };
  failed.add(replica, told);
  failed.add(replica, told);
  replica.update({ ...replica.image, isr: [1, 2], partitionEpoch: 2 });
  time.advance(1000);
  expect(refilled).toEqual([0]);
  replica.update({ ...replica.image, isr: [2], partitionEpoch: 3 });
  failed.imageChanged(replica);
  time.advance(999);
  expect(refilled).toEqual([0]);
  time.advance(1);
  expect(refilled).toEqual([0, 0]);
});
