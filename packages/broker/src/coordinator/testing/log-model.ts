import { errorCodes } from "@chronik/kafka-protocol";
import type { Timers } from "../../ports.ts";
import type { CoordinatorLog, CoordinatorRecord } from "../ports.ts";

interface Batch {
  readonly records: readonly CoordinatorRecord[];
  /** Null once it is answered, or where nobody is left to be. */
  done: ((error: number) => void) | null;
}

interface PartitionModel {
  leader: number;
  leaderEpoch: number;
  batches: Batch[];
  /** Batches below the high watermark. */
  committedCount: number;
  waiters: { batchCount: number; done: (error: number) => void }[];
}

/** Batches that one `read` returns: few, so that a load takes several. */
const READ_BATCHES = 2;

/**
 * The replicated log of `__consumer_offsets` as all nodes see it: what is committed stays, what is not may be cut off by a
 * failover. A leader that has not heard of its successor goes on appending, and is never answered.
 */
export class LogModel {
  /** Commits every batch in the turn in which it is appended. */
  autoCommit = true;
  /** What the next appends are answered with, instead of being committed. NOT_ENOUGH_REPLICAS_AFTER_APPEND leaves the batch in the log. */
  readonly failures: number[] = [];
  /** Batches of at least this many records are MESSAGE_TOO_LARGE. */
  recordsMax = Number.POSITIVE_INFINITY;
  /** Batches that have arrived in the files of the log. */
  readableCount = Number.POSITIVE_INFINITY;
  /** Partitions that cannot be read. */
  readonly unreadable = new Set<number>();
  readonly #timers: Timers;
  readonly #partitions = new Map<number, PartitionModel>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Makes a node the leader. Of what is not committed, the first `keep` batches have reached it. Returns the new epoch. */
  elect(partition: number, leader: number, keep = 0): number {
    const model = this.#partition(partition);
    model.leader = leader;
    model.leaderEpoch++;
    model.batches.length = Math.min(model.batches.length, model.committedCount + keep);
    for (const batch of model.batches) batch.done = null;
    model.waiters = [];
    if (this.autoCommit) this.commit(partition);
    return model.leaderEpoch;
  }

  leaderOf(partition: number): number {
    return this.#partition(partition).leader;
  }

  uncommittedCount(partition: number): number {
    const model = this.#partition(partition);
    return model.batches.length - model.committedCount;
  }

  /** The high watermark advances over `count` batches. */
  commit(partition: number, count: number = Number.POSITIVE_INFINITY): void {
    const model = this.#partition(partition);
    const until = Math.min(model.batches.length, model.committedCount + count);
    for (; model.committedCount < until; model.committedCount++) {
      const batch = model.batches[model.committedCount]!;
      const { done } = batch;
      batch.done = null;
      if (done !== null) this.#timers.defer(() => done(errorCodes.NONE));
    }
    const ready = model.waiters.filter(({ batchCount }) => batchCount <= model.committedCount);
    model.waiters = model.waiters.filter((waiter) => !ready.includes(waiter));
    for (const { done } of ready) this.#timers.defer(() => done(errorCodes.NONE));
  }

  committedCount(partition: number): number {
    return this.#partition(partition).committedCount;
  }

  /** The committed records of all batches from one on. */
  committed(partition: number, fromBatch: number): CoordinatorRecord[] {
    const model = this.#partition(partition);
    return model.batches.slice(fromBatch, model.committedCount).flatMap(({ records }) => records);
  }

  /** Puts a record into the log as if a coordinator had written it. */
  put(partition: number, record: CoordinatorRecord): void {
    const model = this.#partition(partition);
    model.batches.push({ records: [record], done: null });
    if (this.autoCommit) this.commit(partition);
  }

  /** What one node sees of it. */
  seenBy(node: number): CoordinatorLog {
    return {
      append: ({ partition, leaderEpoch }, records, done) => {
        const model = this.#partition(partition);
        const later = (error: number) => this.#timers.defer(() => done(error));
        if (model.leader !== node || model.leaderEpoch !== leaderEpoch) return;
        if (records.length >= this.recordsMax) return later(errorCodes.MESSAGE_TOO_LARGE);
        const failure = this.failures.shift() ?? errorCodes.NONE;
        const written = failure === errorCodes.NONE || failure === errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
        if (written) model.batches.push({ records, done: failure === errorCodes.NONE ? done : null });
        if (failure !== errorCodes.NONE) later(failure);
        else if (this.autoCommit) this.commit(partition);
      },
      whenCommitted: ({ partition, leaderEpoch }, done) => {
        const model = this.#partition(partition);
        if (model.leader !== node || model.leaderEpoch !== leaderEpoch) {
          return this.#timers.defer(() => done(errorCodes.NOT_LEADER_OR_FOLLOWER));
        }
        model.waiters.push({ batchCount: model.batches.length, done });
        this.commit(partition, 0);
      },
      read: (partition, offset) => {
        if (this.unreadable.has(partition)) throw new Error("the disk is gone");
        const readable = this.#partition(partition).batches.slice(0, this.readableCount);
        const batches = readable.slice(offset, offset + READ_BATCHES);
        return { records: batches.flatMap(({ records }) => records), nextOffset: offset + batches.length };
      },
      logStartOffset: () => 0,
      logEndOffset: (partition) => this.#partition(partition).batches.length,
    };
  }

  #partition(partition: number): PartitionModel {
    let model = this.#partitions.get(partition);
    if (model === undefined) {
      model = { leader: -1, leaderEpoch: 0, batches: [], committedCount: 0, waiters: [] };
      this.#partitions.set(partition, model);
    }
    return model;
  }
}
