import fc from "fast-check";
import { expect, test } from "vitest";
import { WritePipeline } from "./write-pipeline.ts";

const operation = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), from: fc.nat(8), count: fc.nat(3) }),
  fc.record({ kind: fc.constant("durable" as const), count: fc.integer({ min: 1, max: 3 }) }),
);

/*
 * Against a disk that is played out entry by entry: every entry that was ever written is unique, so "durable as the log is
 * now" is a plain comparison. A truncated entry that is written again with equal content counts as another
 * one only for as long as its last write is not done (the ABA race).
 */
test("durable is exactly the prefix on which log and disk agree for good", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const pipeline = new WritePipeline(0);
      let log: number[] = [];
      const writes: number[][] = [];
      let done = 0;
      let serial = 0;
      for (const step of operations) {
        if (step.kind === "write") {
          const from = Math.min(step.from, log.length);
          if (step.count > 0 && from < log.length) pipeline.truncatedFrom(from + 1);
          if (step.count > 0) log = [...log.slice(0, from), ...Array.from({ length: step.count }, () => ++serial)];
          writes.push(log);
          expect(pipeline.issue(log.length)).toBe(writes.length);
        } else if (done < writes.length) {
          done = Math.min(writes.length, done + step.count);
          pipeline.durable(done);
        }
        const disk = done === 0 ? [] : writes[done - 1]!;
        const differs = log.findIndex((entry, at) => disk[at] !== entry);
        expect(pipeline.durableIndex).toBe(differs === -1 ? log.length : differs);
        expect(pipeline.outstanding).toBe(writes.length - done);
      }
    }),
  );
});

test("the hard state is durable with the write that carries its last change", () => {
  const pipeline = new WritePipeline(0);
  expect([pipeline.hardStateDue, pipeline.hardStateSeq]).toEqual([false, 0]);
  pipeline.hardStateChanged();
  expect([pipeline.hardStateDue, pipeline.hardStateSeq]).toEqual([true, 1]);
  pipeline.issue(0);
  expect(pipeline.hardStateDue).toBe(false);
  pipeline.issue(0);
  pipeline.hardStateChanged();
  expect([pipeline.hardStateDue, pipeline.hardStateSeq]).toEqual([true, 3]);
});
