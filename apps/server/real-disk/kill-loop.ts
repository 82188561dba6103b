import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { check } from "./check.ts";
import { PARTITIONS } from "./records.ts";
import { WriterProcess } from "./writer-process.ts";

const LIFE_MS_MAX = 400;
const PROGRESS_EVERY = 10;

/** `kill -9` in the middle of everything, again and again, in the same folder. */
export async function killLoop(kills: number): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), "chronik-kill-"));
  const folder = join(parent, "data");
  let acked: readonly number[] = new Array(PARTITIONS).fill(0);
  let acks = 0;
  let unacked = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const writer = new WriterProcess(folder);
      await writer.ready();
      await pause(Math.random() * LIFE_MS_MAX);
      await writer.kill();
      if (writer.failure !== null) throw new Error(`the writer failed: ${writer.failure}`);
      acks += writer.acks;
      const promised = acked.map((endOffset, partition) => Math.max(endOffset, writer.acked[partition]!));
      const { endOffsets } = await check(folder, promised);
      unacked += endOffsets.reduce((sum, endOffset, partition) => sum + endOffset - promised[partition]!, 0);
      acked = endOffsets;
      if (kill % PROGRESS_EVERY === 0) console.log(`${kill} kills, ${acks} batches acknowledged, none lost`);
    }
  } finally {
    rmSync(parent, { recursive: true });
  }
  if (acks === 0) throw new Error("nothing was ever acknowledged: this proves nothing");
  console.log(
    `kill -9: ${kills} times; of ${acks} acknowledged batches none was missing, and ${unacked} more were there`,
  );
}
