import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import { DamageError, type PartitionKey, type TimerHandle } from "@chronik/wal";
import { byTopic, type CommandResult, type TopicPartitions } from "../metadata/command.ts";
import { NO_LEADER } from "../metadata/image.ts";
import type { Logger, Timers } from "../ports.ts";
import type { Partition } from "./partition.ts";

/** Replicas that one proposal names at most; others wait for the next. */
const TOLD_AT_ONCE_MAX = 1000;
/** Before a proposal that came to nothing is made again. */
const TELL_AGAIN_MS = 1000;
/** Before a log is dropped that had been dropped before and failed again; doubles with every further time. */
const DROP_AGAIN_MS_MIN = 1000;
const DROP_AGAIN_MS_MAX = 60_000;

export interface FailedReplicasInit {
  readonly self: NodeId;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Asks the metadata to take the replicas for failed; `done` when it has decided, after the partitions here show it. */
  readonly tell: (failed: readonly TopicPartitions[], done: (result: CommandResult) => void) => void;
  /** Empties the replica's log and begins a new life with it, as follower. It may fail again at once. */
  readonly refill: (partition: Partition) => void;
}

interface Failed {
  readonly partition: Partition;
  readonly error: Error;
  /** The metadata has taken this failure, not an earlier one. */
  told: boolean;
  /** The operator knows that nobody else has what this log held. */
  saidAlone: boolean;
}

/**
 * The way back into service for replicas whose logs have failed: tell the metadata, which moves leadership and ISR to others; then,
 * where others have what the log held, drop it and follow them, empty.
 *
 * Invariants:
 * - A log is dropped only when the metadata has been told of the very failure for which it is, another node leads, and this one is not
 *   in the ISR. That the ISR has done without it is what makes the drop safe; and telling ends the leader epoch, so nothing that this
 *   replica acknowledged before can let it in again.
 * - At most one proposal is under way, with {@link TOLD_AT_ONCE_MAX} replicas; at most one entry per replica.
 * - Where no other replica is in sync nothing is dropped, ever: that is for an operator to decide.
 */
export class FailedReplicas {
  readonly #init: FailedReplicasInit;
  readonly #failed = new Map<Partition, Failed>();
  /** How often logs were dropped that are not in an ISR since; by partition. */
  readonly #drops = new Map<string, number>();
  readonly #timers = new Map<Partition, TimerHandle>();
  #telling = false;
  #tellTimer: TimerHandle | null = null;
  #stopped = false;

  constructor(init: FailedReplicasInit) {
    this.#init = init;
  }

  get count(): number {
    return this.#failed.size;
  }

  /** @param failure `told`: the metadata knows of it already, since the node's registration has named it. */
  add(partition: Partition, { error, told }: { readonly error: Error; readonly told: boolean }): void {
    this.#failed.set(partition, { partition, error, told, saidAlone: false });
    const place = error instanceof DamageError ? { file: error.file, position: error.position } : {};
    this.#init.logger.error("a log has failed: this replica neither leads nor follows until its log is filled again", {
      ...fieldsOf(partition),
      ...place,
      reason: error.message,
    });
    if (told) this.imageChanged(partition);
    else this.#tell();
  }

  /** What the metadata says of a partition may have changed. For every replica, failed or not. */
  imageChanged(partition: Partition): void {
    const failed = this.#failed.get(partition);
    if (failed !== undefined) this.#reconcile(failed);
    else if (this.#drops.size > 0 && partition.image.isr.includes(this.#init.self))
      this.#drops.delete(idOf(partition.key));
  }

  /** The replica is gone, or begins a new life. */
  remove(partition: Partition): void {
    this.#failed.delete(partition);
    this.#timers.get(partition)?.cancel();
    this.#timers.delete(partition);
  }

  /** The topic is gone. */
  forget(partition: Partition): void {
    this.remove(partition);
    this.#drops.delete(idOf(partition.key));
  }

  stop(): void {
    this.#stopped = true;
    this.#tellTimer?.cancel();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#failed.clear();
  }

  #tell(): void {
    if (this.#telling || this.#stopped) return;
    const untold = [...this.#failed.values()].filter(({ told }) => !told).slice(0, TOLD_AT_ONCE_MAX);
    if (untold.length === 0) return;
    this.#telling = true;
    this.#init.tell(byTopic(untold.map(({ partition }) => partition.key)), (result) => this.#decided(untold, result));
  }

  #decided(untold: readonly Failed[], { error, message }: CommandResult): void {
    this.#telling = false;
    if (this.#stopped) return;
    if (error === errorCodes.NONE) {
      SIMULATION: globalThis.chronikSometimes?.("the metadata is told of logs that failed");
      for (const failed of untold) {
        failed.told = true;
        if (this.#failed.get(failed.partition) === failed) this.#reconcile(failed);
      }
      return this.#tell();
    }
    // Another process has the node's registration: it speaks for what is on the disk now.
    if (error === errorCodes.STALE_BROKER_EPOCH) return;
    this.#init.logger.warn("the metadata could not be told of failed logs; trying again", { error, reason: message });
    this.#tellTimer = this.#init.timers.set(TELL_AGAIN_MS, () => this.#tell());
  }

  #reconcile(failed: Failed): void {
    const { partition, told } = failed;
    const { leader, isr } = partition.image;
    if (!told || this.#stopped) return;
    if (isr.includes(this.#init.self)) this.#sayAlone(failed);
    else if (leader !== NO_LEADER && leader !== this.#init.self && !this.#timers.has(partition)) this.#plan(partition);
  }

  #plan(partition: Partition): void {
    const drops = this.#drops.get(idOf(partition.key)) ?? 0;
    if (drops === 0) return this.#drop(partition, drops);
    const delayMs = Math.min(DROP_AGAIN_MS_MAX, DROP_AGAIN_MS_MIN * 2 ** (drops - 1));
    const timer = this.#init.timers.set(delayMs, () => {
      this.#timers.delete(partition);
      const { leader, isr } = partition.image;
      const stillDroppable = leader !== NO_LEADER && leader !== this.#init.self && !isr.includes(this.#init.self);
      if (stillDroppable) this.#drop(partition, drops);
    });
    this.#timers.set(partition, timer);
  }

  #drop(partition: Partition, drops: number): void {
    const { logger, refill } = this.#init;
    SIMULATION: globalThis.chronikSometimes?.("a failed log is dropped, to be filled again");
    logger.warn("dropping a log that has failed: the leader fills it again", {
      ...fieldsOf(partition),
      leader: partition.image.leader,
    });
    this.#drops.set(idOf(partition.key), drops + 1);
    this.remove(partition);
    refill(partition);
  }

  #sayAlone(failed: Failed): void {
    if (failed.saidAlone) return;
    failed.saidAlone = true;
    SIMULATION: globalThis.chronikSometimes?.("the only log in sync has failed");
    const { error, partition } = failed;
    const way =
      error instanceof DamageError
        ? 'stop this node and look at it with "chronik log repair"'
        : "start this node again once its disk is in order";
    this.#init.logger.error(`no other replica is in sync, so nothing is dropped and the partition is offline: ${way}`, {
      ...fieldsOf(partition),
      reason: error.message,
    });
  }
}

function fieldsOf({ topic, key }: Partition): { topic: string; partition: number } {
  return { topic, partition: key.partition };
}

function idOf({ topicId, partition }: PartitionKey): string {
  return `${topicId}-${partition}`;
}
