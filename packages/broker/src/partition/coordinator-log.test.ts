import { errorCodes } from "@chronik/kafka-protocol";
import { WalError } from "@chronik/wal";
import { describe, expect, it } from "vitest";
import { NO_LEADER, type PartitionImage } from "../metadata/image.ts";
import { MemoryPartitionLog } from "../testing/memory-partition-log.ts";
import { RecordingLogger } from "../testing/recording-connection.ts";
import { PartitionCoordinatorLog } from "./coordinator-log.ts";
import { Partition } from "./partition.ts";
import { ReplicaState } from "./replica-state.ts";

const RECORDS = [{ key: new Uint8Array(4), value: new Uint8Array(4) }];
const AT = { partition: 0, leaderEpoch: 5 };

function image(fields: Partial<PartitionImage> = {}): PartitionImage {
  return { partition: 0, replicas: [1], isr: [1], leader: 1, leaderEpoch: 5, partitionEpoch: 0, ...fields };
}

/** The coordinators' log on the only replica of its partition, which leads in epoch 5. */
function fixture() {
  const log = new MemoryPartitionLog();
  const partition = new Partition({
    key: { topicId: log.topicId, partition: 0 },
    topic: "__consumer_offsets",
    replica: new ReplicaState(log),
    config: {
      minInsyncReplicas: 1,
      maxMessageBytes: 1_000_000,
      segmentBytes: 1_000_000,
      segmentMs: 604_800_000,
      logAppendTime: false,
    },
    image: image({ leader: NO_LEADER, leaderEpoch: 4 }),
    host: {
      self: 1,
      logger: new RecordingLogger(),
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
  partition.update(image());
  const deferred: (() => void)[] = [];
  const coordinatorLog = new PartitionCoordinatorLog({
    partition: () => partition,
    nowMs: () => 0,
    timers: { set: () => ({ cancel: () => {} }), defer: (callback) => deferred.push(callback) },
  });
  const append = () => {
    const errors: number[] = [];
    coordinatorLog.append(AT, RECORDS, (error) => errors.push(error));
    log.sync();
    for (const callback of deferred.splice(0)) callback();
    return errors;
  };
  return { log, partition, append };
}

describe("the coordinators' log", () => {
  it("says so when an append is committed", () => {
    expect(fixture().append()).toEqual([errorCodes.NONE]);
  });

  it("does not take a disk that is full for the end of the leadership: the groups are served again when there is room", () => {
    const { log, append } = fixture();
    log.refusal = new WalError("diskFull", "no room");
    expect(append()).toEqual([errorCodes.NOT_ENOUGH_REPLICAS]);
    log.refusal = null;
    expect(append()).toEqual([errorCodes.NONE]);
  });

  it("says so when the log has failed", () => {
    const { log, append } = fixture();
    log.refusal = new WalError("partitionOffline", "broken");
    expect(append()).toEqual([errorCodes.KAFKA_STORAGE_ERROR]);
  });

  it("says so when the node does not lead any more", () => {
    const { partition, append } = fixture();
    partition.update(image({ leader: NO_LEADER, leaderEpoch: 6 }));
    expect(append()).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER]);
  });
});
