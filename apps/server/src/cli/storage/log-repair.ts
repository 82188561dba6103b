import { kafkaBatchFraming, storedReplicas } from "@chronik/broker";
import {
  type CutPlan,
  cutLog,
  inspectWal,
  keepCutOff,
  planCut,
  type StoredLog,
  Wal,
  type WalError,
} from "@chronik/wal";
import { nodeClock } from "../../adapters/node-clock.ts";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { nodeTimers } from "../../adapters/node-timers.ts";
import { FolderLock } from "../../data-folder/folder-lock.ts";
import { META_FILE, readMetaProperties } from "../../data-folder/meta-properties.ts";
import { ServerError } from "../../error.ts";
import { existingFolder, findLogs } from "./folders.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";

export interface LogRepairFlags {
  /** `<topic>-<partition>`. */
  readonly partition: string;
  /** The log shall end there at most. */
  readonly to?: number;
  readonly yes?: true;
  /** Cut, even where other replicas may lose the same records by it. */
  readonly acceptLoss?: true;
}

/** Why the partition is not repaired; a sentence that says what to do instead. */
export class RepairRefused extends Error {
  override readonly name = "RepairRefused";
}

/**
 * `chronik log repair`: cuts a damaged log of a node that is stopped, so that it ends before the first damage. Without `yes` it
 * only says what it would do. Returns the exit code.
 *
 * @throws UsageError, RepairRefused; the disk's error.
 */
export async function repairLog(argument: string, flags: LogRepairFlags, output: Output): Promise<number> {
  const folder = existingFolder(argument);
  const meta = readMetaProperties(folder);
  if (meta === null) throw new UsageError(`${folder} is no data folder: it has no ${META_FILE}`);
  const lock = await lockFolder(folder);
  try {
    const log = findLog(folder, flags.partition);
    const plan = planCut({ disk: nodeDisk, framing: kafkaBatchFraming }, log, flags.to);
    if (isSound(plan, flags)) {
      output.line(`${flags.partition} is sound and in service: there is nothing to repair`);
      return 0;
    }
    tellPlan(plan, flags, output);
    const danger = replicaDanger(folder, meta.nodeId, plan, output);
    if (danger !== null && !(flags.yes && flags.acceptLoss)) throw new RepairRefused(danger);
    if (!flags.yes) {
      output.line("Nothing was changed. With --yes the log is cut.");
      return 0;
    }
    await execute(folder, flags, output);
    return 0;
  } finally {
    await lock.release();
  }
}

async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    return await FolderLock.acquire(folder);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw new RepairRefused(
      `a node runs in ${folder}, and only the log of one that is stopped can be repaired; stop it`,
      {
        cause: error,
      },
    );
  }
}

function findLog(folder: string, name: string): StoredLog {
  const { logs, wal } = findLogs(folder, name);
  if (wal?.damage) {
    const { message } = wal.damage;
    throw new RepairRefused(`${message}. No node starts with that, and no log of it can be repaired`);
  }
  const stored = logs[0]?.stored;
  if (!stored) throw new RepairRefused(`the folder of ${name} belongs to no partition of this node; no start reads it`);
  return stored;
}

function isSound({ log, lost, lostOffsets, findings }: CutPlan, { to }: LogRepairFlags): boolean {
  if (log.fault !== null || findings.some(({ severity }) => severity === "damage")) return false;
  // Of a node that was killed the journal holds what is not in the segments, and the next start writes it there.
  if (log.journaled && to === undefined) return true;
  return lostOffsets === 0 && (lost.length === 0 || log.journaled);
}

/**
 * A replica that lacks what was acknowledged must not lead: the others would cut their logs to match. It cannot lead while it is
 * out of the ISR, and it only comes back in there when it has fetched what it lacks.
 */
function replicaDanger(folder: string, nodeId: number, { log, lostOffsets }: CutPlan, output: Output): string | null {
  if (lostOffsets === 0) return null;
  const known = storedReplicas(nodeDisk, folder, log);
  const others = known?.replicas.filter((replica) => replica !== nodeId) ?? [];
  if (others.length === 0 || !known) return null;
  output.line(
    `  Replicas are on nodes ${others.join(", ")}, too: this one fetches what it lacks from the leader when it starts.`,
  );
  if (!known.maybeInSync.includes(nodeId)) return null;
  return (
    `as far as this folder says, node ${nodeId} may be in the ISR of ${log.topic}-${log.partition}: were it to lead with a log that is cut, ` +
    "the others would cut theirs, and lose what they still hold. Start it, so that it hears that it has left the ISR, and stop it again; or " +
    "see in /status of another node that it is not in the ISR, and cut with --yes --accept-loss"
  );
}

function tellPlan(
  { log, place, lost, lostOffsets, lostIntactBatches, findings }: CutPlan,
  flags: LogRepairFlags,
  output: Output,
): void {
  output.line(`${flags.partition}: offsets ${log.logStartOffset} to ${log.logEndOffset - 1}`);
  if (log.fault) {
    const { place: at, reason } = log.fault;
    output.line(`  in quarantine, because byte ${at.position} of ${at.file} was found damaged: ${reason}`);
  }
  for (const { severity, file, position, reason } of findings) {
    if (severity === "damage") output.line(`  damaged: byte ${position} of ${file}: ${reason}`);
  }
  if (lostOffsets === 0) {
    output.line("  All of it is undamaged now; the quarantine would be lifted, and nothing cut.");
    return;
  }
  const start = Math.min(log.logStartOffset, place.offset);
  const left = place.offset > start ? `offsets ${start} to ${place.offset - 1} would be left` : "nothing would be left";
  output.line(`  The log would be cut at offset ${place.offset}: ${left}.`);
  const bytes = lost.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  output.line(
    `  LOST: ${lostOffsets} offsets (${place.offset} to ${log.logEndOffset - 1}), ${bytes} bytes, ${lostIntactBatches} undamaged batches among them.`,
  );
  if (log.journaled) {
    output.line(
      "  The node was not stopped in order: what only the journal holds counts as lost here. Start and stop it first.",
    );
  }
  output.line("  A log has no gaps: what follows on damage goes with it. The bytes are kept in the folder damaged.");
}

/** Brings the log to rest, cuts it, and lets recovery bring its files in line. */
async function execute(folder: string, flags: LogRepairFlags, output: Output): Promise<void> {
  await openAndClose(folder);
  const log = findLog(folder, flags.partition);
  const plan = planCut({ disk: nodeDisk, framing: kafkaBatchFraming }, log, flags.to);
  const init = { disk: nodeDisk, folder, framing: kafkaBatchFraming };
  for (const file of keepCutOff(init, plan)) output.line(`kept: ${file}`);
  cutLog(init, plan);
  await openAndClose(folder);
  const after = inspectWal(nodeDisk, folder, kafkaBatchFraming).logs.find(({ folder: own }) => own === log.folder);
  if (after?.fault !== null || after.logEndOffset !== plan.place.offset) {
    throw new Error(`${flags.partition} is not what it should be after the repair; verify it before a node starts`);
  }
  output.line(`${flags.partition} ends at offset ${plan.place.offset} now, and is in service with the next start.`);
}

/** What a start and a clean stop of a node do to its logs: afterwards the journal holds nothing that the checkpoint does not. */
function openAndClose(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const wal = Wal.open({
      disk: nodeDisk,
      folder,
      framing: kafkaBatchFraming,
      timers: nodeTimers,
      wallClock: nodeClock,
      defer: (callback) => nodeTimers.defer(callback),
      onFailure: (error: WalError) => reject(error),
    });
    wal.close((error) => (error ? reject(error) : resolve()));
  });
}
