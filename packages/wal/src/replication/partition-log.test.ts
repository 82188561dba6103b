import { expect, test } from "vitest";
import { SeededRandom } from "../testing/random.ts";
import { SimDisk } from "../testing/sim-disk.ts";
import { SimScheduler } from "../testing/sim-scheduler.ts";
import { Wal } from "../wal.ts";
import { modelFraming } from "./testing/model-batch.ts";
import { type LogUnderTest, replicaLogCompliance } from "./testing/replica-log-compliance.ts";

function partitionLog(): LogUnderTest {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const wal = Wal.open({
    disk: new SimDisk(scheduler),
    folder: "/data",
    framing: modelFraming,
    timers: scheduler.timers,
    wallClock: scheduler,
    defer: scheduler.defer,
    options: { journal: { fileBytes: 8192, firstFileBytes: 8192 } },
    onFailure: (error) => {
      throw error;
    },
  });
  const log = wal.createPartition({ topicId: "0123456789abcdef0123456789abcdef", topic: "t", partition: 0 });
  scheduler.drain();
  return { log, settle: () => scheduler.drain(), close: () => scheduler.clear() };
}

replicaLogCompliance("the partition log", partitionLog, { test, expect });
