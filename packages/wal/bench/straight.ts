import { closeSync, fdatasync, ftruncateSync, openSync, writevSync } from "node:fs";
import { join } from "node:path";
import { Ceiling } from "./ceiling.ts";
import { backMemory, ended } from "./rig.ts";
import { megabytesPerSecond, type Run, type Spread, spreadOf } from "./run.ts";

const MiB = 1024 * 1024;
/** Small, so that both see the same neighbours. */
const ROUND_BYTES = 64 * MiB;
const ROUNDS_PER_ROUND = 4;
const WRITEBACK_BYTES = 8 * MiB;
/** What the journal would hold of a batch that is in the segment only. */
const REFERENCE = [new Uint8Array(512)];

export interface Straight {
  readonly batchBytes: number;
  /** To the journal with a sync, and to the page cache of the segment, which is synced in the background: as it is. */
  readonly throughJournalMegabytesPerSecond: Spread;
  /** To the segment with a sync, and a small frame with a sync to the journal at the same time. */
  readonly straightMegabytesPerSecond: Spread;
  /** Of the medians. */
  readonly straightOfThroughJournal: number;
}

/**
 * Whether large batches were better written to their segment alone: bare loops with one batch at a time, which leave out
 * everything that both have to do.
 */
export async function measureStraight(
  batchBytes: number,
  at: { readonly folder: string; readonly rounds: number },
): Promise<Straight> {
  const journal = new Ceiling(join(at.folder, "journal"));
  const segment = new BareSegment(join(at.folder, "segment"));
  const batch = [new Uint8Array(batchBytes).fill(42)];
  const count = Math.ceil(ROUND_BYTES / batchBytes);
  const throughJournal = () =>
    timed(count * batchBytes, async () => {
      for (let left = count; left > 0; left--) {
        const durable = journal.run(batch, 1);
        segment.append(batch);
        segment.writeBack(WRITEBACK_BYTES);
        await durable;
      }
      await segment.synced();
    });
  const straight = () =>
    timed(count * batchBytes, async () => {
      for (let left = count; left > 0; left--) {
        segment.append(batch);
        await Promise.all([segment.sync(), journal.run(REFERENCE, 1)]);
      }
    });
  const rounds = [];
  for (let round = -ROUNDS_PER_ROUND; round < at.rounds * ROUNDS_PER_ROUND; round++) {
    segment.empty();
    backMemory(ROUND_BYTES);
    const double = await throughJournal();
    segment.empty();
    backMemory(ROUND_BYTES);
    const single = await straight();
    if (round >= 0) rounds.push({ double, single });
  }
  journal.close();
  segment.close();
  const doubles = spreadOf(rounds.map(({ double }) => megabytesPerSecond(double)));
  const singles = spreadOf(rounds.map(({ single }) => megabytesPerSecond(single)));
  return {
    batchBytes,
    throughJournalMegabytesPerSecond: doubles,
    straightMegabytesPerSecond: singles,
    straightOfThroughJournal: singles.median / doubles.median,
  };
}

class BareSegment {
  readonly #descriptor: number;
  #position = 0;
  #unsyncedBytes = 0;
  #syncing: Promise<void> | null = null;

  constructor(path: string) {
    this.#descriptor = openSync(path, "wx+");
  }

  append(buffers: readonly Uint8Array[]): void {
    const written = writevSync(this.#descriptor, buffers, this.#position);
    this.#position += written;
    this.#unsyncedBytes += written;
  }

  sync(): Promise<void> {
    this.#unsyncedBytes = 0;
    return ended((done) => fdatasync(this.#descriptor, done));
  }

  writeBack(sliceBytes: number): void {
    if (this.#unsyncedBytes < sliceBytes || this.#syncing !== null) return;
    this.#syncing = this.sync().then(() => {
      this.#syncing = null;
    });
  }

  async synced(): Promise<void> {
    await this.#syncing;
    await this.sync();
  }

  empty(): void {
    ftruncateSync(this.#descriptor, 0);
    this.#position = 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

async function timed(bytes: number, work: () => Promise<void>): Promise<Pick<Run, "bytes" | "ms">> {
  const startMs = performance.now();
  await work();
  return { bytes, ms: performance.now() - startMs };
}
