import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import type { LogRecord } from "../checkpoint/checkpointer.ts";
import { Journal } from "../journal/journal.ts";
import type { JournalInit } from "../journal/journal-init.ts";
import { scanJournal } from "../journal/scan.ts";
import type { FilePool } from "../log/file-pool.ts";
import { partitionFolderName } from "../log/kafka-files.ts";
import type { LogHome, LogOwner } from "../log/log-owner.ts";
import type { Disk } from "../ports.ts";
import { RecoveringLog } from "./recovering-log.ts";
import { ReplayPlan } from "./replay-plan.ts";

export interface Recovered {
  readonly journal: Journal;
  readonly owner: LogOwner;
  readonly nextStream: number;
  readonly records: readonly LogRecord[];
  /** Whether the journal held anything for any log. */
  readonly replayed: boolean;
}

export interface RecoveryInit {
  readonly disk: Disk;
  readonly folder: string;
  /** That {@link home} opens files with. */
  readonly pool: FilePool;
  readonly journal: Omit<JournalInit, "disk" | "folder" | "from">;
  readonly home: (folder: string) => LogHome;
  /** Called once the journal is open. */
  readonly owner: (journal: Journal) => LogOwner;
}

/**
 * Reads the checkpoint, and the journal twice: once to plan (see {@link ReplayPlan}), and once to apply. In between the
 * journal is opened, which makes durable what a killed process left in the page cache: a truncation must not be
 * applied to the segments as long as the journal could still lose it.
 *
 * @throws Where there is no room, or the journal or the checkpoint cannot be used. All files are closed then.
 */
export function recover(init: RecoveryInit): Recovered {
  const { disk, folder } = init;
  const checkpoint = readCheckpoint(disk, folder);
  const journalFolder = `${folder}/journal`;
  const plan = new ReplayPlan(checkpoint);
  const { from } = plan;
  const journal = Journal.open({ ...init.journal, disk, folder: journalFolder, from }, (frame) => plan.see(frame));
  try {
    return recoverLogs(init, plan, journal);
  } catch (error) {
    journal.abandon();
    init.pool.closeAll();
    throw error;
  }
}

/** The second pass. The journal is open. */
function recoverLogs(init: RecoveryInit, plan: ReplayPlan, journal: Journal): Recovered {
  const { disk, folder } = init;
  const logs = new Map<number, RecoveringLog>();
  for (const logPlan of plan.logs.values()) {
    const { topic, partition } = logPlan.identity;
    const log = new RecoveringLog(init.home(`${folder}/${partitionFolderName(topic, partition)}`), logPlan);
    logs.set(logPlan.stream, log);
  }
  removeDeleted(disk, folder, plan);
  for (const log of logs.values()) log.prepare();
  const upTo = journal.lastSequence;
  scanJournal({ disk, folder: `${folder}/journal`, from: plan.from, upTo }, (frame) =>
    logs.get(frame.stream)?.apply(frame),
  );
  const owner = init.owner(journal);
  const records = [...logs.values()].map((log): LogRecord => {
    const { entry, neededFrom, touched } = log.plan;
    const finished = log.finish(owner);
    const changesCovered = touched || finished.fault ? -1 : finished.changes;
    return { log: finished, entry, neededFrom, changesCovered, epochsWritten: "" };
  });
  return {
    journal,
    owner,
    nextStream: plan.nextStream,
    records,
    replayed: [...plan.logs.values()].some((log) => log.touched),
  };
}

/** Removes what a deletion left behind, unless a log of the same name was made after it. */
function removeDeleted(disk: Disk, folder: string, plan: ReplayPlan): void {
  const name = ({ topic, partition }: { topic: string; partition: number }) => partitionFolderName(topic, partition);
  const used = new Set([...plan.logs.values()].map(({ identity }) => name(identity)));
  for (const identity of plan.deleted) {
    if (!used.has(name(identity))) disk.remove(`${folder}/${name(identity)}`);
  }
}
