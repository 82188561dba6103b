import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as elapsed } from "node:timers/promises";
import type { PartitionLog, Wal } from "@chronik/wal";
import { Load } from "./load.ts";
import { backMemory, checkpointed, ended, openWal } from "./rig.ts";
import { TurnClock, withLoopDelay } from "./turn-clock.ts";

const MiB = 1024 * 1024;
const LOG_BYTES = 512 * MiB;
const READ_BYTES = 64 * MiB;
const BATCH_BYTES = 64 * 1024;
/** After an operation: what it left to the background is part of it. */
const BACKGROUND_MS = 300;

export interface Operation {
  readonly name: string;
  /** From the call to `done`. */
  readonly ms: number;
  readonly longestTurnMs: number;
  readonly loopDelayMs: number;
}

export interface ManyPartitions {
  readonly partitions: number;
  readonly operations: readonly Operation[];
  /** Descriptors of the process while all partitions had something to sync, and after the checkpoint. */
  readonly descriptorsWhileDirty: number;
  readonly descriptors: number;
}

/** Single operations on a large log, and how long each keeps the event loop. */
export async function measureOperations(folder: string): Promise<readonly Operation[]> {
  const clock = new TurnClock();
  backMemory(2 * LOG_BYTES);
  const wal = openWal(clock, join(folder, "wal"));
  const load = new Load(wal, clock, { batchBytes: BATCH_BYTES, inFlight: 32, partitions: 2 });
  await load.run((2 * LOG_BYTES) / BATCH_BYTES);
  await checkpointed(wal);
  const [first, second] = load.logs as [PartitionLog, PartitionLog];
  const operations: Operation[] = [];
  const measure = async (name: string, work: () => Promise<void>) => {
    operations.push(await measured(name, clock, work));
  };
  await measure("read 64 MiB", async () => {
    clock.turn(() => first.read({ offset: 0, bytesMax: READ_BYTES }));
  });
  await measure("cut 8 MiB off", () => durable(clock, (done) => first.truncateTo(first.logEndOffset - 128, done)));
  await measure("delete all of 504 MiB", () => durable(clock, (done) => first.deleteBefore(first.logEndOffset, done)));
  await measure("delete a partition of 512 MiB", () => durable(clock, (done) => wal.deletePartition(second, done)));
  await ended((done) => wal.close(done));
  return operations;
}

/** A node with many partitions: files it holds open, and how long what concerns all of them keeps the event loop. */
export async function measureManyPartitions(partitions: number, folder: string): Promise<ManyPartitions> {
  const clock = new TurnClock();
  const wal = openWal(clock, join(folder, "wal"));
  const operations: Operation[] = [];
  let load: Load | undefined;
  const shape = { batchBytes: 4096, inFlight: 256, partitions };
  const create = await measured(`create ${partitions} partitions`, clock, async () => {
    clock.turn(() => {
      load = new Load(wal, clock, shape);
    });
    await load!.run(1);
  });
  operations.push(create);
  operations.push(await measured("append to each", clock, async () => void (await load!.run(partitions))));
  const descriptorsWhileDirty = descriptorCount();
  operations.push(await measured("checkpoint", clock, () => durable(clock, (done) => wal.checkpoint(done))));
  operations.push(await measured("append to each again", clock, async () => void (await load!.run(partitions))));
  operations.push(await measured("checkpoint again", clock, () => durable(clock, (done) => wal.checkpoint(done))));
  const descriptors = descriptorCount();
  operations.push(await measured("delete all of them", clock, () => deleteAll(wal, clock)));
  await ended((done) => wal.close(done));
  return { partitions, operations, descriptorsWhileDirty, descriptors };
}

async function measured(name: string, clock: TurnClock, work: () => Promise<void>): Promise<Operation> {
  clock.takeLongestMs();
  let ms = 0;
  const [, loopDelayMs] = await withLoopDelay(async () => {
    const startMs = performance.now();
    await work();
    ms = performance.now() - startMs;
    await elapsed(BACKGROUND_MS);
  });
  return { name, ms, longestTurnMs: clock.takeLongestMs(), loopDelayMs };
}

function durable(clock: TurnClock, start: (done: (error: Error | null) => void) => void): Promise<void> {
  return ended((done) => clock.turn(() => start(done)));
}

function deleteAll(wal: Wal, clock: TurnClock): Promise<void> {
  const logs = [...wal.partitions()];
  return durable(clock, (done) => {
    for (const log of logs) wal.deletePartition(log, log === logs.at(-1) ? done : () => {});
  });
}

/** On Linux; elsewhere the folder is not there, and the count is −1. */
function descriptorCount(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return -1;
  }
}
