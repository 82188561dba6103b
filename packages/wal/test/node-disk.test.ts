import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type PartitionLog, Wal } from "../src/index.ts";
import { diskCompliance } from "../src/testing/disk-compliance.ts";
import { framing, makeBatch } from "./kafka-batch.ts";
import { nodeDisk } from "./node-disk.ts";
import { readAll } from "./wal-rig.ts";

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "chronik-wal-"));
}

describe("a disk over node:fs complies", () => {
  diskCompliance({ describe, test }, () => {
    const folder = temporaryFolder();
    return { disk: nodeDisk, folder, until, dispose: () => rmSync(folder, { recursive: true }) };
  });
});

describe("WAL on a real file system", () => {
  const MiB = 1024 * 1024;

  function open(folder: string): Wal {
    return Wal.open({
      disk: nodeDisk,
      folder: `${folder}/wal`,
      framing,
      defer: (callback) => setImmediate(callback),
      timers: {
        set(delayMs, callback) {
          const timer = setTimeout(callback, delayMs).unref();
          return { cancel: () => clearTimeout(timer) };
        },
      },
      wallClock: { nowMs: () => Date.now() },
      options: {
        checkpointBytes: MiB,
        journal: { fileBytes: MiB, firstFileBytes: MiB / 4 },
        log: { segmentBytesMax: MiB },
      },
      onFailure: (error) => {
        throw error;
      },
    });
  }

  function append(log: PartitionLog, done: () => void): void {
    const batch = makeBatch({ baseOffset: log.logEndOffset, records: 10, payloadBytes: 10_000 });
    log.appendAsLeader([batch], (error) => {
      expect(error).toBeNull();
      done();
    });
  }

  test("keeps what it acknowledged over a close, and over a start without one", { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    try {
      const first = open(folder);
      const log = first.createPartition({ topicId: "a".repeat(32), topic: "topic", partition: 0 });
      let acknowledged = 0;
      for (let count = 0; count < 400; count++) {
        append(log, () => acknowledged++);
        if (count % 20 === 0) await until(() => acknowledged > count);
      }
      await until(() => acknowledged === 400);
      let closed = false;
      first.close((error) => {
        expect(error).toBeNull();
        closed = true;
      });
      await until(() => closed);

      const second = open(folder);
      const found = second.partition(log)!;
      expect(found.logEndOffset).toBe(4000);
      expect(readAll(found, MiB)).toHaveLength(400);
      append(found, () => acknowledged++);
      await until(() => acknowledged === 401);

      // The second is left as it is, as if it had been killed.
      const third = open(folder);
      expect(third.partition(log)!.logEndOffset).toBe(4010);
      expect(readAll(third.partition(log)!, MiB)).toHaveLength(401);
      expect(third.stats().journalBytes).toBeLessThan(8 * MiB);
      let ended = false;
      third.close(() => {
        ended = true;
      });
      await until(() => ended);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
