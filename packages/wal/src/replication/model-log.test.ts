import { expect, test } from "vitest";
import { modelBatch } from "./testing/model-batch.ts";
import { ModelLog } from "./testing/model-log.ts";
import { replicaLogCompliance } from "./testing/replica-log-compliance.ts";

replicaLogCompliance(
  "the model log",
  () => {
    const log = new ModelLog();
    return { log, settle: () => log.sync(), close: () => {} };
  },
  { test, expect },
);

test("a crash leaves what was durable, and perhaps the first of what was on its way", () => {
  for (const [survivors, endOffset] of [
    [0, 2],
    [1, 1],
    [2, 3],
  ] as const) {
    const log = new ModelLog();
    const append = (baseOffset: number, count: number): void => {
      const all = Array.from({ length: count }, (_, index) => baseOffset + index);
      log.append(all.map((offset) => modelBatch({ baseOffset: offset, leaderEpoch: 0, value: offset })));
    };
    append(0, 2);
    log.sync();
    log.truncateTo(1, () => {});
    append(1, 2);
    log.crash(survivors);
    expect(log.logEndOffset).toBe(endOffset);
    expect(log.durableEndOffset).toBe(endOffset);
  }
});
