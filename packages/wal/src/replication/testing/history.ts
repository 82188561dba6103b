import { SeededRandom } from "../../testing/random.ts";
import { divergencePoint, logEndOf, repairFor } from "../divergence.ts";
import { isSameBatch } from "./ledger.ts";
import { type ModelBatch, modelBatch } from "./model-batch.ts";
import { ModelLog } from "./model-log.ts";

/**
 * Logs as a history of leaders leaves them: in every epoch one log leads and grows, and some others are cut to where they
 * agree with it and copy a part of it. Nothing is ever committed, so they may part anywhere.
 */
export function logsOfHistory(seed: number, options: { logCount: number; epochCount: number }): ModelLog[] {
  const random = new SeededRandom(seed);
  let value = 0;
  const logs = Array.from({ length: options.logCount }, () => new ModelLog());
  for (let leaderEpoch = 0; leaderEpoch < options.epochCount; leaderEpoch += 1) {
    const leader = random.pick(logs);
    for (let count = random.below(5); count > 0; count -= 1) {
      value += 1;
      const recordCount = 1 + random.below(3);
      leader.append([modelBatch({ baseOffset: leader.logEndOffset, leaderEpoch, value, recordCount })]);
    }
    for (const log of logs) {
      if (log === leader || random.chance(0.5)) continue;
      const common = commonBatches(log, leader);
      const missing = leader.batches.slice(common.length);
      log.truncateTo(endOf(common), () => {});
      log.append(missing.slice(0, random.below(missing.length + 1)));
    }
    for (const log of logs) log.sync();
  }
  return logs;
}

/** The dumb way to find where two logs part: batch by batch. */
export function commonBatches(left: ModelLog, right: ModelLog): ModelBatch[] {
  const firstOther = left.batches.findIndex((batch, index) => {
    const other = right.batches[index];
    return other === undefined || !isSameBatch(batch, other);
  });
  return left.batches.slice(0, firstOther < 0 ? left.batches.length : firstOther);
}

/** Repairs a follower's log as leader and follower do between them; the rounds it took. Throws where it does not come to an end. */
export function repairToAgreement(follower: ModelLog, leader: ModelLog): number {
  for (let rounds = 0; ; rounds += 1) {
    const firstOffset = leader.batches[0]?.baseOffset ?? leader.logStartOffset;
    const point = divergencePoint(leader, { ...logEndOf(follower), firstOffset });
    if (point === null) return rounds;
    const repair = repairFor(follower, { ...point, logStartOffset: firstOffset });
    if (repair.kind === "none") throw new Error(`diverged at ${JSON.stringify(point)}, and nothing to repair`);
    if (repair.kind === "truncate") follower.truncateTo(repair.offset, () => {});
    else follower.resetTo(repair.offset, () => {});
    follower.sync();
  }
}

function endOf(batches: readonly ModelBatch[]): number {
  const last = batches.at(-1);
  return last === undefined ? 0 : last.lastOffset + 1;
}
