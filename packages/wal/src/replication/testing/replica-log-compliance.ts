import type { ExpectStatic, TestAPI } from "vitest";
import type { ReplicaLog } from "../ports.ts";
import { decodeBatches, encodeBatches, type ModelBatch, modelBatch } from "./model-batch.ts";

/** A new, empty log whose batches are framed by `modelFraming`. */
export interface LogUnderTest {
  readonly log: ReplicaLog;
  /** Makes everything durable that was written so far, and runs what follows from that. */
  settle(): void;
  close(): void;
}

interface Outcome {
  readonly order: number[];
  readonly errors: (Error | null)[];
}

/** What replication relies on in a log. Every implementation of the port must pass. */
export function replicaLogCompliance(
  name: string,
  makeLog: () => LogUnderTest,
  { test, expect }: { test: TestAPI; expect: ExpectStatic },
): void {
  const on = (what: string, work: (log: ReplicaLog, settle: () => void) => void): void =>
    test(`${name}: ${what}`, () => {
      const under = makeLog();
      try {
        work(under.log, () => under.settle());
      } finally {
        under.close();
      }
    });

  const offsetsFrom = (log: ReplicaLog, offset: number, bytesMax = 1e6): number[] =>
    decodeBatches(log.read({ offset, bytesMax })).map(({ baseOffset }) => baseOffset);

  on("an empty log", (log) => {
    expect([log.logStartOffset, log.logEndOffset, log.durableEndOffset, log.lastEpoch]).toEqual([0, 0, 0, -1]);
    expect(log.endOffsetForEpoch(7)).toBeUndefined();
    expect(log.read({ offset: 0, bytesMax: 100 }).byteLength).toBe(0);
  });

  on("an append is there at once, and durable when it says so", (log, settle) => {
    const seen: number[] = [];
    log.appendAsFollower(payload(run(0, 3, 1)), () => seen.push(log.durableEndOffset));
    log.appendAsFollower(payload(run(3, 2, 4)), () => seen.push(log.durableEndOffset));
    expect([log.logEndOffset, log.lastEpoch, log.durableEndOffset]).toEqual([5, 4, 0]);
    expect(offsetsFrom(log, 0)).toEqual([0, 1, 2, 3, 4]);
    expect(seen).toEqual([]);
    settle();
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBeGreaterThanOrEqual(3);
    expect(seen[1]).toBe(5);
  });

  on("reads are whole batches: at least one, then up to the limit", (log, settle) => {
    const wide = modelBatch({ baseOffset: 0, leaderEpoch: 1, value: 1, recordCount: 4, sizeBytes: 100 });
    const rest = [4, 5, 6].map((baseOffset) => modelBatch({ baseOffset, leaderEpoch: 1, value: 2, sizeBytes: 50 }));
    log.appendAsFollower(payload([wide, ...rest]), () => {});
    settle();
    expect(offsetsFrom(log, 0, 1)).toEqual([0]);
    expect(offsetsFrom(log, 2, 1)).toEqual([0]);
    expect(offsetsFrom(log, 0, 199)).toEqual([0, 4]);
    expect(offsetsFrom(log, 4, 100)).toEqual([4, 5]);
    expect(offsetsFrom(log, 7)).toEqual([]);
    const upTo = decodeBatches(log.read({ offset: 0, bytesMax: 1e6, endOffset: 5 }));
    expect(upTo.map(({ baseOffset }) => baseOffset)).toEqual([0, 4]);
  });

  on("what was read is the reader's to keep", (log, settle) => {
    log.appendAsFollower(payload(run(0, 2, 1)), () => {});
    settle();
    log.read({ offset: 0, bytesMax: 1e6 }).fill(0);
    expect(offsetsFrom(log, 0)).toEqual([0, 1]);
  });

  on("the end offset of the largest epoch not above the one asked for", (log, settle) => {
    log.appendAsFollower(payload([...run(0, 2, 1), ...run(2, 3, 4)]), () => {});
    settle();
    expect(log.endOffsetForEpoch(0)).toBeUndefined();
    expect(log.endOffsetForEpoch(1)).toEqual({ epoch: 1, endOffset: 2 });
    expect(log.endOffsetForEpoch(3)).toEqual({ epoch: 1, endOffset: 2 });
    expect(log.endOffsetForEpoch(4)).toEqual({ epoch: 4, endOffset: 5 });
    expect(log.endOffsetForEpoch(9)).toEqual({ epoch: 4, endOffset: 5 });
  });

  on("a truncation holds at once, in offsets and epochs, and is durable when it says so", (log, settle) => {
    log.appendAsFollower(payload([...run(0, 2, 1), ...run(2, 3, 4)]), () => {});
    settle();
    const errors: (Error | null)[] = [];
    log.truncateTo(2, (error) => errors.push(error));
    expect([log.logEndOffset, log.lastEpoch, log.durableEndOffset]).toEqual([2, 1, 2]);
    expect(log.endOffsetForEpoch(9)).toEqual({ epoch: 1, endOffset: 2 });
    expect(errors).toEqual([]);
    settle();
    expect(errors).toEqual([null]);
    expect(offsetsFrom(log, 0)).toEqual([0, 1]);
  });

  on("what takes a truncated place is not durable before it is so itself", (log, settle) => {
    log.appendAsFollower(payload(run(0, 4, 1)), () => {});
    settle();
    const seen: number[] = [];
    const look = (): void => {
      seen.push(log.durableEndOffset);
    };
    log.appendAsFollower(payload(run(4, 2, 1)), look);
    log.truncateTo(2, look);
    log.appendAsFollower(payload(run(2, 4, 3)), look);
    expect([log.logEndOffset, log.durableEndOffset, log.lastEpoch]).toEqual([6, 2, 3]);
    settle();
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBe(2);
    expect(seen[2]).toBe(6);
    expect(log.endOffsetForEpoch(1)).toEqual({ epoch: 1, endOffset: 2 });
    expect(offsetsFrom(log, 0)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  on("writes are done in the order in which they were asked for", (log, settle) => {
    const outcome: Outcome = { order: [], errors: [] };
    const done = (index: number) => (error: Error | null) => {
      outcome.order.push(index);
      outcome.errors.push(error);
    };
    log.appendAsFollower(payload(run(0, 3, 1)), done(0));
    log.truncateTo(1, done(1));
    log.appendAsFollower(payload(run(1, 2, 2)), done(2));
    log.resetTo(20, done(3));
    log.appendAsFollower(payload(run(20, 1, 2)), done(4));
    settle();
    expect(outcome.order).toEqual([0, 1, 2, 3, 4]);
    expect(outcome.errors).toEqual([null, null, null, null, null]);
    expect([log.logStartOffset, log.logEndOffset, log.durableEndOffset]).toEqual([20, 21, 21]);
  });

  on("a truncation at the end removes nothing, and is done after what came before", (log, settle) => {
    const order: string[] = [];
    log.appendAsFollower(payload(run(0, 3, 1)), () => order.push("append"));
    log.truncateTo(3, () => order.push("truncate"));
    settle();
    expect(order).toEqual(["append", "truncate"]);
    expect(log.logEndOffset).toBe(3);
  });

  for (const [where, offset] of [
    ["ahead", 20],
    ["behind", 1],
    ["where it ends", 3],
  ] as const) {
    on(`a reset to an offset ${where} leaves an empty log there, durable when it says so`, (log, settle) => {
      log.appendAsFollower(payload(run(0, 3, 1)), () => {});
      settle();
      let durableEndOffset = -1;
      log.resetTo(offset, () => {
        durableEndOffset = log.durableEndOffset;
      });
      expect([log.logStartOffset, log.logEndOffset, log.lastEpoch]).toEqual([offset, offset, -1]);
      expect(log.durableEndOffset).toBeLessThanOrEqual(offset);
      expect(log.endOffsetForEpoch(9)).toBeUndefined();
      settle();
      expect(durableEndOffset).toBe(offset);
      expect(log.read({ offset, bytesMax: 100 }).byteLength).toBe(0);
    });
  }

  for (const [what, batches] of [
    ["leave a gap", run(4, 1, 1)],
    ["are there already", run(2, 1, 1)],
    ["are of an older epoch", run(3, 1, 0)],
  ] as const) {
    on(`batches that ${what} are refused without a trace`, (log, settle) => {
      log.appendAsFollower(payload(run(0, 3, 1)), () => {});
      settle();
      const errors: unknown[] = [];
      try {
        log.appendAsFollower(payload(batches), (error) => errors.push(error));
      } catch (thrown) {
        errors.push(thrown);
      }
      expect([log.logEndOffset, log.lastEpoch]).toEqual([3, 1]);
      settle();
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(Error);
      expect(offsetsFrom(log, 0)).toEqual([0, 1, 2]);
    });
  }
}

function run(baseOffset: number, count: number, leaderEpoch: number): ModelBatch[] {
  return Array.from({ length: count }, (_, index) =>
    modelBatch({ baseOffset: baseOffset + index, leaderEpoch, value: 1_000 * leaderEpoch + index }),
  );
}

function payload(batches: readonly ModelBatch[]): Uint8Array {
  return encodeBatches(batches);
}
