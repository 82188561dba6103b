import { DamageError, type PartitionLog, type Wal, WalError } from "@chronik/wal";
import { SeededRandom, type SimDisk, SimScheduler } from "@chronik/wal/testing";
import { fingerprint, openRaftLog, RAFT_FOLDER } from "../../../broker/test/raft-log-world.ts";
import type { ModelLog } from "../../../wal/test/model-log.ts";
import { readAll } from "../../../wal/test/wal-rig.ts";
import { openSample, type SampleFolder, topicIdOf } from "./bitflip-folder.ts";

/**
 * - `same`: everything is read as it was written.
 * - `refused`: the node does not start, and says which file is damaged, and where.
 * - `quarantined`: one log is out of service, with the file and the place; the others are read as they were written.
 */
export type FlipOutcome = "same" | "refused" | "quarantined";

/** Nobody was told of what is wrong. */
export class SilentDamage extends Error {
  override readonly name = "SilentDamage";
}

/**
 * Opens a copy of the folder in which one file is not what it was, and reads everything.
 *
 * @param damage Changes the file.
 * @throws {SilentDamage}
 */
export function checkDamage(sample: SampleFolder, path: string, damage: (disk: SimDisk) => void): FlipOutcome {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const damaged = sample.disk.fork(scheduler);
  damage(damaged);
  return path.startsWith(`${RAFT_FOLDER}/`)
    ? checkRaftLog(sample, damaged, { scheduler, path })
    : checkWal(sample, damaged, { scheduler, path });
}

interface Flip {
  readonly scheduler: SimScheduler;
  readonly path: string;
}

function checkRaftLog({ raft }: SampleFolder, disk: SimDisk, { scheduler, path }: Flip): FlipOutcome {
  const log = reported(() => openRaftLog(disk, scheduler), path);
  if (log === null) return "refused";
  require(fingerprint(log) === raft, "the log of Raft is another one");
  return "same";
}

function checkWal(sample: SampleFolder, disk: SimDisk, flip: Flip): FlipOutcome {
  const wal = reported(() => openSample(disk, flip.scheduler), flip.path);
  if (wal === null) return "refused";
  const before = readLogs(sample, wal, { path: flip.path, lookUps: true });
  // What was found must not be made good by the checkpoint that comes now, nor by the next start.
  flip.scheduler.drain();
  flip.scheduler.clear();
  disk.restartProcess();
  const again = reported(() => openSample(disk, flip.scheduler), flip.path);
  if (again === null) return "refused";
  const after = readLogs(sample, again, { path: flip.path, lookUps: false });
  require(before.every((ok, at) => ok || !after[at]), "a log that was in quarantine is in service after a restart");
  return after.includes(false) ? "quarantined" : "same";
}

/** Of each log, whether it was read as it was written; else it must be in quarantine. */
function readLogs(
  { logs }: SampleFolder,
  wal: Wal,
  { path, lookUps }: { readonly path: string; readonly lookUps: boolean },
): boolean[] {
  const whole = logs.map((model, partition) => {
    const log = wal.partition({ topicId: topicIdOf(partition), partition });
    require(log !== undefined, `partition ${partition} is gone`);
    const read = reported(() => {
      if (log.state === "online") {
        if (lookUps) lookUp(log, model);
        readLog(log, model);
      }
      if (log.fault) throw log.fault;
    }, path);
    if (read !== null && log.state === "online") return true;
    require(log.state === "quarantined", `partition ${partition} is ${log.state}`);
    return false;
  });
  require(whole.filter((ok) => !ok).length <= 1, "one bit puts more than one log into quarantine");
  return whole;
}

function readLog(log: PartitionLog, model: ModelLog): void {
  require(log.logStartOffset === model.startOffset, `the log starts at ${log.logStartOffset}`);
  require(log.logEndOffset === model.endOffset, `the log ends at ${log.logEndOffset}`);
  require(JSON.stringify(log.epochs()) === JSON.stringify(model.epochs), "the leader epochs are others");
  const all = readAll(log, 700);
  require(all.length === model.batches.length, `there are ${all.length} batches`);
  for (const [at, { bytes, baseOffset }] of all.entries()) requireBytes(bytes, model.batches[at]!.bytes, baseOffset);
}

/** By way of the indexes, one by one from the end. */
function lookUp(log: PartitionLog, model: ModelLog): void {
  for (const batch of model.batches.toReversed()) {
    requireBytes(log.read({ offset: batch.lastOffset, bytesMax: 1 }), batch.bytes, batch.lastOffset);
    const found = log.offsetForTimestamp(batch.maxTimestamp);
    require(found?.baseOffset === batch.baseOffset, `timestamp ${batch.maxTimestamp} is at ${found?.baseOffset}`);
  }
}

/** What `work` gives; null where it reports damage as it should, of this file. */
function reported<Result>(work: () => Result, path: string): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof SilentDamage) throw error;
    if (error instanceof DamageError && error.position >= 0 && error.file === path) return null;
    const { message, stack } = error as Error;
    const what = error instanceof WalError ? `${error.code}: ${message}` : (stack ?? message);
    throw new SilentDamage(`it is not reported as damage of this file: ${what}`, { cause: error });
  }
}

function requireBytes(found: Uint8Array, expected: Uint8Array, offset: number): void {
  require(Buffer.compare(found, expected) === 0, `what is read at offset ${offset} is not what was written`);
}

function require(condition: boolean, wrong: string): asserts condition {
  if (!condition) throw new SilentDamage(wrong);
}
