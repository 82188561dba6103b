import type { WalError } from "../src/errors.ts";
import type { PartitionLog } from "../src/log/partition-log.ts";
import type { SimDisk } from "../src/testing/sim-disk.ts";
import type { SimScheduler } from "../src/testing/sim-scheduler.ts";
import type { Wal, WalInit } from "../src/wal.ts";
import { type BatchSpec, makeBatch } from "./kafka-batch.ts";
import { makeMachine, Outcomes } from "./rig.ts";
import { openWal, readAll, WAL_FOLDER } from "./wal-rig.ts";

export const TOPIC_ID = "0123456789abcdef0123456789abcdef";

/** A WAL on a simulated machine, and everything that it has said. */
export class WalFixture {
  readonly machine = makeMachine();
  readonly disk: SimDisk = this.machine.disk;
  readonly scheduler: SimScheduler = this.machine.scheduler;
  readonly outcomes = new Outcomes();
  readonly failures: WalError[] = [];
  readonly faults: [partition: number, error: WalError][] = [];
  readonly events: string[] = [];
  wal: Wal;
  #init: Partial<WalInit>;

  constructor(init: Partial<WalInit> = {}) {
    this.#init = init;
    this.wal = this.open();
  }

  open(init: Partial<WalInit> = this.#init): Wal {
    this.#init = init;
    this.wal = openWal(this.disk, this.scheduler, {
      onFailure: (error) => this.failures.push(error),
      onPartitionFault: (log, error) => this.faults.push([log.partition, error]),
      log: (level, message) => this.events.push(`${level}: ${message}`),
      ...init,
    });
    return this.wal;
  }

  create(partition = 0, topicId = TOPIC_ID): PartitionLog {
    const log = this.wal.createPartition({ topicId, topic: "topic", partition });
    this.settle();
    return log;
  }

  log(partition = 0): PartitionLog {
    return this.wal.partition({ topicId: TOPIC_ID, partition })!;
  }

  /** Appends batches of a number of records each; their first offset is the name of the outcome. */
  append(log: PartitionLog, ...specs: Omit<BatchSpec, "baseOffset">[]): void {
    for (const spec of specs) {
      const baseOffset = log.logEndOffset;
      const batch = makeBatch({
        fill: baseOffset & 0xff,
        leaderEpoch: Math.max(0, log.lastEpoch),
        ...spec,
        baseOffset,
      });
      log.appendAsLeader([batch], this.outcomes.done(`${log.partition}:${baseOffset}`));
    }
  }

  settle(): void {
    this.scheduler.drain();
  }

  checkpoint(): void {
    this.wal.checkpoint(this.outcomes.done("checkpoint"));
    this.settle();
    const error = this.outcomes.errorOf("checkpoint");
    if (error) throw error;
  }

  close(): void {
    this.wal.close(this.outcomes.done("close"));
    this.scheduler.advance(0);
  }

  /** The process is killed and started again. */
  kill(): void {
    this.scheduler.clear();
    this.disk.restartProcess();
    this.open();
  }

  /** The machine loses its power and is started again. */
  cutPower(seed: number): void {
    this.scheduler.clear();
    this.disk.restart(seed);
    this.open();
  }

  /** Path of a file of partition 0. */
  file(name: string): string {
    return `${WAL_FOLDER}/topic-0/${name}`;
  }

  offsets(log: PartitionLog): number[] {
    return readAll(log).map(({ baseOffset }) => baseOffset);
  }
}

/** The name of a segment's file. */
export function segmentFile(baseOffset: number, kind = "log"): string {
  return `${String(baseOffset).padStart(20, "0")}.${kind}`;
}
