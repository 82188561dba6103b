import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wal, type WalOptions } from "@chronik/wal";
import { framing } from "../test/kafka-batch.ts";
import type { Load } from "./load.ts";
import type { TurnClock } from "./turn-clock.ts";

const MiB = 1024 * 1024;

export function openWal(clock: TurnClock, folder: string, options: Partial<WalOptions> = {}): Wal {
  const { disk, defer, timers } = clock;
  return Wal.open({
    disk,
    folder,
    framing,
    defer,
    timers,
    options,
    wallClock: { nowMs: Date.now },
    allocate: (sizeBytes) => Buffer.allocUnsafe(sizeBytes),
    onFailure: (error) => {
      throw error;
    },
    onPartitionFault: (_log, error) => {
      throw error;
    },
  });
}

export function ended(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error === null ? resolve() : reject(error))));
}

export function checkpointed(wal: Wal): Promise<void> {
  return ended((done) => wal.checkpoint(done));
}

/** Frees what was written, so that the next round finds the disk as the last one did. */
export async function emptied(wal: Wal, load: Load): Promise<void> {
  await Promise.all(load.logs.map((log) => ended((done) => log.deleteBefore(log.logEndOffset, done))));
  await checkpointed(wal);
}

/**
 * Makes the page cache take so much memory, and give it back. A virtual machine whose host takes back free memory would have to
 * get it again page by page in the middle of a round, 50 times slower; a machine that has run for a while has none that is free.
 */
export function backMemory(sizeBytes: number): void {
  const path = join(tmpdir(), `chronik-bench-${process.pid}`);
  const descriptor = openSync(path, "wx");
  try {
    const bytes = new Uint8Array(MiB);
    for (let at = 0; at < sizeBytes; at += MiB) writeSync(descriptor, bytes, 0, MiB, at);
  } finally {
    closeSync(descriptor);
    unlinkSync(path);
  }
}
