import { decodeRecords, encodeBatch, errorCodes, readBatches } from "@chronik/kafka-protocol";
import type { CoordinatorLog, CoordinatorRecord, LedPartition } from "../coordinator/ports.ts";
import type { Timers } from "../ports.ts";
import type { Partition } from "./partition.ts";
import { checkProducedBatch } from "./produced-batch.ts";

/** How much of the log is read at once when a coordinator loads. */
const READ_BYTES = 256 * 1024;

export interface CoordinatorLogOptions {
  /** The partition of the internal topic; undefined where this node has no replica of it. */
  readonly partition: (index: number) => Partition | undefined;
  readonly nowMs: () => number;
  readonly timers: Timers;
}

/** The coordinators' log on partitions of an internal topic: what a client would do with Produce and Fetch, without the wire. */
export class PartitionCoordinatorLog implements CoordinatorLog {
  readonly #options: CoordinatorLogOptions;

  constructor(options: CoordinatorLogOptions) {
    this.#options = options;
  }

  append(at: LedPartition, records: readonly CoordinatorRecord[], done: (error: number) => void): void {
    const { nowMs, timers } = this.#options;
    const later = (error: number) => timers.defer(() => done(error));
    const partition = this.#options.partition(at.partition);
    if (partition === undefined || partition.leadingEpoch !== at.leaderEpoch) {
      return later(errorCodes.NOT_LEADER_OR_FOLLOWER);
    }
    const timestamp = nowMs();
    const bytes = encodeBatch({ records: records.map((record) => ({ timestamp, ...record })) });
    const rules = { bytesMax: partition.config.maxMessageBytes, zstd: true, appendTimeMs: null };
    const checked = checkProducedBatch(bytes, rules);
    if (checked.kind === "refused") return later(checked.error);
    // Waits for as long as this node leads: only then is it known whether the group's state may change.
    const outcome = partition.append(checked.batch, { acks: "all", deadlineMs: Number.POSITIVE_INFINITY }, later);
    if (outcome.kind === "refused") later(refusal(outcome.error, partition.leadingEpoch === at.leaderEpoch));
  }

  whenCommitted(at: LedPartition, done: (error: number) => void): void {
    const later = (error: number) => this.#options.timers.defer(() => done(error));
    const partition = this.#options.partition(at.partition);
    if (partition === undefined) return later(errorCodes.NOT_LEADER_OR_FOLLOWER);
    partition.whenCommitted(at.leaderEpoch, later);
  }

  read(index: number, offset: number): { records: readonly CoordinatorRecord[]; nextOffset: number } {
    const replica = this.#partition(index).replica;
    if (offset >= replica.logEndOffset) return { records: [], nextOffset: offset };
    const bytes = replica.read({ offset, bytesMax: READ_BYTES });
    const records: CoordinatorRecord[] = [];
    let nextOffset = offset;
    for (const { header, position } of readBatches(bytes)) {
      nextOffset = header.baseOffset + header.lastOffsetDelta + 1;
      for (const { key, value } of decodeRecords(bytes, position)) {
        if (key !== null) records.push({ key, value });
      }
    }
    return { records, nextOffset };
  }

  logStartOffset(index: number): number {
    return this.#partition(index).replica.logStartOffset;
  }

  logEndOffset(index: number): number {
    return this.#partition(index).replica.logEndOffset;
  }

  #partition(index: number): Partition {
    const partition = this.#options.partition(index);
    if (partition === undefined) throw new Error(`this node has no replica of the coordinators' partition ${index}`);
    return partition;
  }
}

/**
 * A disk that is full, or has too much to do, has taken nothing in and will do so again: for a coordinator that is no failure of the
 * log, upon which it would give up its groups though nobody else takes them over.
 */
function refusal(error: number, stillLeads: boolean): number {
  return error === errorCodes.KAFKA_STORAGE_ERROR && stillLeads ? errorCodes.NOT_ENOUGH_REPLICAS : error;
}
