import fc from "fast-check";
import { expect, test } from "vitest";
import { SeededRandom } from "../testing/random.ts";
import { commonBatches, logsOfHistory, repairToAgreement } from "./testing/history.ts";
import { isSameBatch } from "./testing/ledger.ts";

const seeds = fc.integer({ min: 0, max: 0x7fffffff });

test("whatever leaders came and went, a log is cut exactly to what it shares with its leader's", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, epochCount) => {
      const [leader, follower] = logsOfHistory(seed, { logCount: 4, epochCount });
      const common = commonBatches(follower!, leader!);
      const rounds = repairToAgreement(follower!, leader!);
      expect(follower!.batches.map(({ value }) => value)).toEqual(common.map(({ value }) => value));
      expect(rounds).toBeLessThanOrEqual(epochCount + 1);
    }),
    { numRuns: 1_500 },
  );
}, 60_000);

test("with parts of the logs deleted, what remains of a repaired log is the leader's", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, epochCount) => {
      const [leader, follower] = logsOfHistory(seed, { logCount: 4, epochCount });
      const random = new SeededRandom(seed);
      // A log's start is never beyond what all agree on.
      const agreed = commonBatches(follower!, leader!).at(-1)?.lastOffset ?? -1;
      for (const log of [leader!, follower!]) log.deleteBefore(random.below(agreed + 2));
      repairToAgreement(follower!, leader!);
      const isLeaders = follower!.batches.every((batch) => {
        const same = leader!.batches.find(({ baseOffset }) => baseOffset === batch.baseOffset);
        return same === undefined ? batch.lastOffset < leader!.logStartOffset : isSameBatch(batch, same);
      });
      expect(isLeaders).toBe(true);
      expect(follower!.logEndOffset).toBeLessThanOrEqual(leader!.logEndOffset);
    }),
    { numRuns: 1_500 },
  );
}, 60_000);
