import type { PartitionLog, Wal, WalInit } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { fingerprint, openRaftLog } from "../../../broker/test/raft-log-world.ts";
import { type BatchSpec, makeBatch } from "../../../wal/test/kafka-batch.ts";
import { ModelLog } from "../../../wal/test/model-log.ts";
import { openWal } from "../../../wal/test/wal-rig.ts";

export const FOLDER_BYTES = 64 * 1024;
const SEED = 1;
const PARTITIONS = 3;

/** Small, so that everything is in 64 KiB: several segments, entries in all indexes, a journal of several files. */
const OPTIONS: WalInit["options"] & {} = {
  checkpointBytes: 1024 * 1024,
  checkpointIntervalMs: 3_600_000,
  journal: { fileBytes: 8192, firstFileBytes: 4096, readyFilesMax: 1, groupBytesMax: 4096, reserveBytes: 1024 },
  log: { segmentBytesMax: 1300, indexIntervalBytes: 150 },
};

/** A data folder, and what it holds. */
export interface SampleFolder {
  readonly disk: SimDisk;
  /** By partition. */
  readonly logs: readonly ModelLog[];
  readonly raft: string;
}

export function topicIdOf(partition: number): string {
  return String(partition + 1).repeat(32);
}

export function openSample(disk: SimDisk, scheduler: SimScheduler): Wal {
  // What goes wrong in a log is found by its state. A failed journal throws where it is used.
  return openWal(disk, scheduler, { options: OPTIONS, onPartitionFault: () => {} });
}

/**
 * The folder of a node that was killed by a power cut, started again, and killed again before it had made its first checkpoint:
 * there is a checkpoint, and all of the journal after it has to be replayed. What came last into the journals is the mark of the
 * restart, as always, so nothing that was acknowledged is in a last group, whose damage looks like a torn write.
 */
export function sampleFolder(): SampleFolder {
  let paddingBytes = 100;
  for (let tries = 0; tries < 5; tries++) {
    const sample = build(paddingBytes);
    const missing = FOLDER_BYTES - sample.disk.usedBytes;
    if (missing === 0) return sample;
    paddingBytes += missing;
    if (paddingBytes < 0) break;
  }
  throw new Error(`the folder does not come to ${FOLDER_BYTES} bytes`);
}

function build(paddingBytes: number): SampleFolder {
  const scheduler = new SimScheduler(new SeededRandom(SEED));
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  const logs = fillWal(disk, scheduler, paddingBytes);
  const raft = fillRaftLog(disk, scheduler);
  for (let life = 0; life < 2; life++) {
    scheduler.clear();
    disk.restart(SEED, "everything");
    if (life > 0) break;
    openSample(disk, scheduler);
    openRaftLog(disk, scheduler);
  }
  return { disk, logs, raft };
}

function fillWal(disk: SimDisk, scheduler: SimScheduler, paddingBytes: number): readonly ModelLog[] {
  const wal = openSample(disk, scheduler);
  const models: ModelLog[] = [];
  const logs: PartitionLog[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    logs.push(wal.createPartition({ topicId: topicIdOf(partition), topic: "t", partition }));
    models.push(new ModelLog(0));
  }
  let timestamp = 0;
  const append = (partition: number, spec: Omit<BatchSpec, "baseOffset">) => {
    const log = logs[partition]!;
    const batch = makeBatch({
      maxTimestamp: ++timestamp * 10,
      fill: timestamp & 0xff,
      ...spec,
      baseOffset: log.logEndOffset,
    });
    log.appendAsLeader([batch], must);
    models[partition]!.append([batch]);
    scheduler.drain();
  };
  for (let round = 0; round < 20; round++) {
    for (const [partition] of logs.entries()) {
      append(partition, {
        records: 1 + (round % 3),
        leaderEpoch: Math.floor(round / 5),
        payloadBytes: 30 + 40 * (round % 5),
      });
    }
  }
  append(0, { leaderEpoch: 3, payloadBytes: paddingBytes });
  const cut = logs[1]!.logEndOffset - 3;
  logs[1]!.truncateTo(cut, must);
  models[1]!.truncateTo(cut);
  logs[2]!.deleteBefore(5, must);
  models[2]!.deleteBefore(5);
  scheduler.drain();
  wal.checkpoint(must);
  scheduler.drain();
  for (let round = 0; round < 4; round++) {
    for (const [partition] of logs.entries()) append(partition, { leaderEpoch: 4, payloadBytes: 20 });
  }
  return models;
}

function fillRaftLog(disk: SimDisk, scheduler: SimScheduler): string {
  const log = openRaftLog(disk, scheduler);
  const entry = (index: number, term: number, sizeBytes: number) => ({
    index,
    term,
    kind: "command" as const,
    data: new Uint8Array(sizeBytes).fill(index),
  });
  const hardState = { term: 2, vote: 1, commit: 3 };
  log.append({ entries: [entry(1, 1, 40), entry(2, 1, 40), entry(3, 1, 300)] }, must);
  scheduler.drain();
  log.append({ hardState, entries: [entry(4, 2, 100), entry(5, 2, 10)] }, must);
  const snapshot = { index: 3, term: 1, configuration: Uint8Array.of(1), data: new Uint8Array(200).fill(9) };
  log.append({ compaction: { snapshot, keepFrom: 3 }, entries: [], hardState }, must);
  scheduler.drain();
  log.append({ entries: [entry(5, 3, 50), entry(6, 3, 500)], hardState: { term: 3, vote: 2, commit: 4 } }, must);
  scheduler.drain();
  return fingerprint(log);
}

function must(error: Error | null): void {
  if (error) throw error;
}
