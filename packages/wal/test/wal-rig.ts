import type { PartitionLog } from "../src/log/partition-log.ts";
import type { SimDisk } from "../src/testing/sim-disk.ts";
import type { SimScheduler } from "../src/testing/sim-scheduler.ts";
import { Wal, type WalInit } from "../src/wal.ts";
import { framing } from "./kafka-batch.ts";
import { digestOf } from "./model-log.ts";

export const WAL_FOLDER = "/data/wal";

export const SMALL = {
  checkpointBytes: 6000,
  checkpointIntervalMs: 50,
  writebackBytes: 900,
  filesOpenMax: 6,
  stateSnapshotBytes: 400,
  journal: { fileBytes: 8192, firstFileBytes: 4096, readyFilesMax: 2, groupBytesMax: 4096, reserveBytes: 1024 },
  log: { segmentBytesMax: 700, indexIntervalBytes: 150 },
} satisfies WalInit["options"];

export function openWal(disk: SimDisk, scheduler: SimScheduler, init: Partial<WalInit> = {}): Wal {
  return Wal.open({
    disk,
    folder: WAL_FOLDER,
    framing,
    timers: scheduler.timers,
    defer: scheduler.defer,
    wallClock: scheduler,
    options: SMALL,
    onFailure: (error) => {
      throw error;
    },
    onPartitionFault: (_log, error) => {
      throw error;
    },
    ...init,
  });
}

/** All batches that can be read, from the start of the log on. */
export function readAll(
  log: PartitionLog,
  bytesMax = 1000,
): { bytes: Uint8Array; baseOffset: number; lastOffset: number }[] {
  const batches = [];
  let offset = log.logStartOffset;
  while (offset < log.readableEndOffset) {
    const bytes = log.read({ offset, bytesMax });
    // The read itself may have found that the disk has no room for what was to be written first.
    if (bytes.length === 0 && offset >= log.readableEndOffset) break;
    if (bytes.length === 0) throw new Error(`nothing to read at ${offset}, before ${log.readableEndOffset}`);
    for (let at = 0; at < bytes.length; ) {
      const frame = framing.frame(bytes, at);
      if (!frame) throw new Error(`no batch at ${offset}`);
      batches.push({
        bytes: bytes.subarray(at, at + frame.sizeBytes),
        baseOffset: frame.baseOffset,
        lastOffset: frame.lastOffset,
      });
      at += frame.sizeBytes;
      offset = frame.lastOffset + 1;
    }
  }
  return batches;
}

export function digestOfLog(log: PartitionLog): string {
  if (log.state !== "online") return `${log.state}: ${log.fault?.message}`;
  return digestOf(log.logStartOffset, log.logEndOffset, log.epochs(), readAll(log));
}
