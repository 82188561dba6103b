import { crc32c } from "@chronik/crc32c";
import { snapshotOffset } from "../src/log/kafka-files.ts";
import type { PartitionLog } from "../src/log/partition-log.ts";
import type { DerivedState, StateSnapshot } from "../src/log/types.ts";
import type { SimDisk } from "../src/testing/sim-disk.ts";
import { asciiBytes, asciiText } from "../src/text.ts";
import { readAll, WAL_FOLDER } from "./wal-rig.ts";

const REMEMBERED = 6;

interface Batch {
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
}

/** A derived state that can be compared with the log again: what its last few batches are. */
export class TailState implements DerivedState {
  readonly #log: () => { readonly endOffset: number; readonly batches: readonly Batch[] };

  constructor(log: () => { readonly endOffset: number; readonly batches: readonly Batch[] }) {
    this.#log = log;
  }

  capture(): StateSnapshot {
    const { endOffset, batches } = this.#log();
    return { endOffset, bytes: sealed(tailOf(batches)) };
  }
}

/** Throws where a whole snapshot that may be believed is not of what the log holds below it. Returns how many there are. */
export function checkSnapshots(disk: SimDisk, log: PartitionLog): number {
  const folder = `${WAL_FOLDER}/${log.topic}-${log.partition}`;
  const batches = readAll(log);
  let count = 0;
  for (const name of disk.list(folder)) {
    const endOffset = snapshotOffset(name);
    if (endOffset === null || endOffset < log.logStartOffset || endOffset > log.logEndOffset) continue;
    const found = opened(disk.contents(`${folder}/${name}`));
    // One of a log that did not change since the checkpoint may be torn: that is for its owner to see.
    if (found === null) continue;
    count++;
    const below = batches.filter(({ lastOffset }) => lastOffset < endOffset);
    const expected = tailOf(below);
    // Batches below the log's start are known to the snapshot only.
    const agrees = below.length < REMEMBERED ? found.endsWith(expected) : found === expected;
    if (!agrees) throw new Error(`${folder}/${name} is of ${found}, where the log holds ${expected}`);
  }
  return count;
}

function tailOf(batches: readonly Batch[]): string {
  const text = batches
    .slice(-REMEMBERED)
    .map(({ bytes, baseOffset }) => `${baseOffset}:${crc32c(bytes).toString(16)};`);
  return text.join("");
}

/** With a checksum, as an owner's snapshots have. */
function sealed(text: string): Uint8Array {
  return asciiBytes(`${text}|${crc32c(asciiBytes(text))}`);
}

/** Null where the checksum does not match. */
function opened(bytes: Uint8Array): string | null {
  const text = asciiText(bytes);
  const tail = text.slice(0, text.lastIndexOf("|"));
  return text === asciiText(sealed(tail)) ? tail : null;
}
