import {
  CHECKPOINT_FILE,
  type Checkpoint,
  type CheckpointEntry,
  encodeCheckpoint,
  NEXT_CHECKPOINT_FILE,
  readCheckpoint,
} from "../checkpoint/checkpoint.ts";
import { WalError } from "../errors.ts";
import { inspectWal } from "../inspect/folder.ts";
import { LEADER_EPOCH_CHECKPOINT, leaderEpochCheckpoint, segmentFileName, snapshotOffset } from "../log/kafka-files.ts";
import { LeaderEpochs } from "../log/leader-epochs.ts";
import type { BatchFraming, Disk } from "../ports.ts";
import type { CutPlan } from "./plan-cut.ts";

/** What is cut off is kept in this folder, of the WAL's own: a log's folder can be removed at any start. */
export const CUT_OFF_FOLDER = "damaged";

const COPY_BYTES = 1024 * 1024;

export interface CutInit {
  readonly disk: Disk;
  /** The WAL's, which nobody has open. */
  readonly folder: string;
  readonly framing: BatchFraming;
}

/**
 * Copies what a cut takes away to `damaged/<topic>-<partition>/<segment>.log.<position>` in the WAL's folder, durably: the bytes of that segment's
 * file from that position on.
 *
 * @returns The files that were written.
 * @throws The disk's error; no part of a copy is left behind then.
 */
export function keepCutOff({ disk, folder }: Pick<CutInit, "disk" | "folder">, { log, lost }: CutPlan): string[] {
  if (lost.length === 0) return [];
  const parent = `${folder}/${CUT_OFF_FOLDER}`;
  const target = `${parent}${log.folder.slice(log.folder.lastIndexOf("/"))}`;
  const written: string[] = [];
  disk.makeFolder(target);
  try {
    for (const { file, position } of lost) {
      const path = freeName(disk, `${target}${file.slice(file.lastIndexOf("/"))}.${position}`);
      written.push(path);
      copyFrom(disk, file, position, path);
    }
    for (const each of [target, parent, folder]) disk.syncFolderNow(each);
  } catch (error) {
    for (const path of written) disk.remove(path);
    throw error;
  }
  return written;
}

/**
 * Cuts a log where {@link planCut} says, and lifts its quarantine. The log ends there as soon as this returns; what its files hold
 * beyond is removed by the next `Wal.open`.
 *
 * One rename does it: the checkpoint says where a log ends, and recovery cuts the files down to that. So a crash at any time
 * leaves the log as it was, or cut.
 *
 * @throws WalError `notAtRest` where the journal holds something of the log that is not in the checkpoint: open and close the WAL first.
 * @throws DamageError where the checkpoint or the journal is damaged. Nothing was changed.
 */
export function cutLog({ disk, folder, framing }: CutInit, plan: CutPlan): void {
  const { log, place, segments } = plan;
  const stored = inspectWal(disk, folder, framing);
  if (stored.damage) throw stored.damage;
  const checkpoint = readCheckpoint(disk, folder);
  const entry = checkpoint.entries.find(({ topicId, partition }) => {
    return topicId === log.topicId && partition === log.partition;
  });
  const now = stored.logs.find(({ topicId, partition }) => topicId === log.topicId && partition === log.partition);
  if (!entry || !now || now.journaled || entry.logEndOffset !== log.logEndOffset) {
    throw new WalError("notAtRest", `the journal holds something of ${log.folder} that is in no checkpoint`);
  }
  const epochs = new LeaderEpochs(entry.epochs);
  epochs.truncateEnd(place.offset);
  const cut: CheckpointEntry = {
    ...entry,
    logStartOffset: Math.min(entry.logStartOffset, place.offset),
    logEndOffset: place.offset,
    epochs: epochs.entries,
    segments,
    fault: null,
  };
  removeStatesBeyond(disk, log.folder, place.offset);
  // Where its first segment is missing, there is nothing that could be cut.
  const first = `${log.folder}/${segmentFileName(segments[0]!.baseOffset, "log")}`;
  if (!disk.exists(first)) writeFile(disk, first, new Uint8Array(0));
  const epochsFile = `${log.folder}/${LEADER_EPOCH_CHECKPOINT}`;
  writeFile(disk, `${epochsFile}.tmp`, leaderEpochCheckpoint(cut.epochs));
  disk.rename(`${epochsFile}.tmp`, epochsFile);
  disk.syncFolderNow(log.folder);
  replaceCheckpoint(disk, folder, {
    ...checkpoint,
    entries: checkpoint.entries.map((other) => (other === entry ? cut : other)),
  });
}

/** What was derived from the log at an offset that it no longer has must not be found when it has grown that far again. */
function removeStatesBeyond(disk: Disk, folder: string, offset: number): void {
  for (const name of disk.list(folder)) {
    const endOffset = snapshotOffset(name);
    if (endOffset !== null && endOffset > offset) disk.remove(`${folder}/${name}`);
  }
}

function replaceCheckpoint(disk: Disk, folder: string, checkpoint: Checkpoint): void {
  const next = `${folder}/${NEXT_CHECKPOINT_FILE}`;
  writeFile(disk, next, encodeCheckpoint(checkpoint));
  disk.rename(next, `${folder}/${CHECKPOINT_FILE}`);
  disk.syncFolderNow(folder);
}

/** Writes a file of its own, and syncs it; not its name. */
function writeFile(disk: Disk, path: string, bytes: Uint8Array): void {
  disk.remove(path);
  const file = disk.open(path, "create");
  try {
    if (bytes.length > 0) file.write([bytes], 0);
    file.datasyncNow();
  } finally {
    file.close();
  }
}

function freeName(disk: Disk, wanted: string): string {
  let path = wanted;
  for (let count = 2; disk.exists(path); count++) path = `${wanted}-${count}`;
  return path;
}

function copyFrom(disk: Disk, from: string, position: number, to: string): void {
  const source = disk.open(from, "read");
  try {
    const target = disk.open(to, "create");
    try {
      const chunk = new Uint8Array(COPY_BYTES);
      for (let copied = 0; ; ) {
        const sizeBytes = source.read(chunk, position + copied);
        if (sizeBytes === 0) break;
        target.write([chunk.subarray(0, sizeBytes)], copied);
        copied += sizeBytes;
      }
      target.datasyncNow();
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}
