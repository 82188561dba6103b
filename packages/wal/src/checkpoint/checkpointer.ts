import { isShortage, type WalError } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournaledLog } from "../log/journaled-log.ts";
import {
  LEADER_EPOCH_CHECKPOINT,
  leaderEpochCheckpoint,
  PARTITION_METADATA,
  partitionMetadata,
} from "../log/kafka-files.ts";
import type { Done, StateSnapshot } from "../log/types.ts";
import type { Defer, Disk, EventLog } from "../ports.ts";
import { asciiText } from "../text.ts";
import { CHECKPOINT_FILE, CheckpointEncoder, type CheckpointEntry, NEXT_CHECKPOINT_FILE } from "./checkpoint.ts";
import { replaceFile } from "./replace-file.ts";
import { runSlices, runTasks, type Task } from "./tasks.ts";

/** Syncs under way at one time. Few: they share the disk, and the threads that wait for it, with the journal. */
const SYNCS_MAX = 2;
/** Logs that are looked at on one turn of the event loop: about 1 ms. */
const LOGS_PER_TURN = 250;
/** The file for the next checkpoint is made so much larger than the last checkpoint was. */
const NEXT_FILE_GROWTH = 2;
const NEXT_FILE_BYTES_MIN = 8 * 1024;

/** A log, and from where on the journal is needed for it. */
export interface LogRecord {
  readonly log: JournaledLog;
  /** What the last checkpoint says of it; null where it was made after that, or could not be read. */
  entry: CheckpointEntry | null;
  /** The first frame that is not covered by `entry`. */
  neededFrom: number;
  /** What {@link JournaledLog.changes} was for `entry`; −1 where it was not made in this life. */
  changesCovered: number;
  /** What was written to its `leader-epoch-checkpoint`. */
  epochsWritten: string;
}

export interface CheckpointerInit {
  readonly disk: Disk;
  readonly folder: string;
  readonly defer: Defer;
  /** Runs the work once all folders are made and removed that wait for their turn. */
  readonly afterPaced: (work: () => void) => void;
  readonly journal: Journal;
  readonly records: () => Iterable<LogRecord>;
  readonly nextStream: () => number;
  /** See {@link Checkpointer.stateSnapshotBytes}. */
  readonly stateSnapshotBytes: number;
  readonly log: EventLog;
}

interface NotedEntry extends CheckpointEntry {
  readonly changes: number;
  /** Of its derived state; null where none is due. */
  readonly snapshot: StateSnapshot | null;
}

/**
 * Moves what the journal holds into the files of the logs for good, in the background, so that files of the journal can be
 * used again.
 *
 * The order that makes it safe: (1) note of each log what its files hold, and up to which frame; (2) wait until the journal
 * has made these frames durable, since nothing may be in a checkpoint that the journal could still lose; (3) sync
 * the segments, then the folders; (4) write, sync and rename the checkpoint; (5) only then release the journal.
 *
 * A log that cannot take part (it is offline, or waits for room) keeps its last entry, and with that the part of the
 * journal that it needs.
 */
export class Checkpointer {
  /** A log's derived state is kept again when so much was appended to it since the last time. */
  stateSnapshotBytes: number;
  readonly #init: CheckpointerInit;
  readonly #slices: { readonly perTurn: number; readonly defer: Defer };
  #running = false;
  #waiting: Done[] = [];

  constructor(init: CheckpointerInit) {
    this.#init = init;
    this.stateSnapshotBytes = init.stateSnapshotBytes;
    this.#slices = { perTurn: LOGS_PER_TURN, defer: init.defer };
  }

  get running(): boolean {
    return this.#running;
  }

  /** `done` when a checkpoint that was begun after this call is durable, or with the reason why it is not. */
  run(done: Done): void {
    this.#waiting.push(done);
    if (!this.#running) this.#begin();
  }

  #begin(): void {
    const served = this.#waiting;
    this.#waiting = [];
    this.#running = true;
    this.#checkpoint((error) => {
      this.#running = false;
      if (this.#waiting.length > 0) this.#begin();
      for (const done of served) done(error);
    });
  }

  #checkpoint(done: Done): void {
    const { journal, afterPaced } = this.#init;
    const uncovered = journal.lastSequence + 1;
    const entries = new Map<LogRecord, NotedEntry>();
    // One that is deleted while this runs must be in the checkpoint still: its deletion may not be durable yet.
    const records = new Set(this.#init.records());
    this.#note(entries, () =>
      journal.flushed((error) => {
        if (error) return done(error);
        // What waited for a truncation to become durable happens now, or has its turn to come still.
        afterPaced(() =>
          this.#note(entries, () =>
            journal.flushed((lateError) => {
              if (lateError) return done(lateError);
              const tasks = this.#changed(entries).map(
                (record): Task =>
                  (next) =>
                    this.#settle(record, entries, next),
              );
              runTasks(tasks, SYNCS_MAX, () => this.#write({ records, entries, uncovered }, done));
            }),
          ),
        );
      }),
    );
  }

  #changed(entries: ReadonlyMap<LogRecord, NotedEntry>): LogRecord[] {
    const changed = [...entries].filter(
      ([record, { changes, snapshot }]) => changes !== record.changesCovered || snapshot !== null,
    );
    return changed.map(([record]) => record);
  }

  /** Each log is noted as it is at one point of the journal; that these points differ does no harm. */
  #note(entries: Map<LogRecord, NotedEntry>, done: () => void): void {
    const records = [...this.#init.records()];
    runSlices(records, this.#slices, (record) => this.#noteOne(record, entries), done);
  }

  #noteOne(record: LogRecord, entries: Map<LogRecord, NotedEntry>): void {
    const { log } = record;
    const { changes } = log;
    if (entries.has(record) || log.deleted) return;
    const sequence = this.#init.journal.lastSequence + 1;
    if (record.entry !== null && changes === record.changesCovered) {
      const snapshot = log.captureState(this.stateSnapshotBytes);
      entries.set(record, { ...record.entry, sequence, changes, snapshot });
      return;
    }
    const contents = log.settle();
    if (contents === null) return;
    const { stream, topicId, topic, partition } = log;
    const snapshot = log.captureState(this.stateSnapshotBytes);
    entries.set(record, { ...contents, stream, topicId, topic, partition, sequence, changes, snapshot });
  }

  /** Makes the files of one log durable. An error takes the log out of service. */
  #settle(record: LogRecord, entries: Map<LogRecord, NotedEntry>, next: () => void): void {
    const { log } = record;
    const { store } = log;
    if (store === null) return next();
    const ended =
      (step: () => void): Done =>
      (error) => {
        if (error) {
          log.fail(error);
          entries.delete(record);
        }
        step();
      };
    const steps: Task[] = store.dirtyFiles.map(
      (file): Task =>
        (step) => {
          if (file.dirty) file.datasync(ended(step));
          else step();
        },
    );
    const { snapshot = null } = entries.get(record) ?? {};
    if (snapshot) steps.push((step) => this.#writeSnapshot(record, snapshot, ended(step)));
    if (record.entry === null) steps.push((step) => this.#writeMetadata(log, ended(step)));
    steps.push((step) => this.#writeEpochs(record, ended(step)));
    steps.push((step) => this.#syncFolderOf(log, ended(step)));
    try {
      store.storeIndexes();
    } catch (error) {
      ended(() => {})(error as Error);
    }
    runTasks(steps, 1, next);
  }

  /** The one of the last checkpoint stays until the next: what goes further than a checkpoint is not believed. */
  #writeSnapshot({ log, entry }: LogRecord, snapshot: StateSnapshot, done: Done): void {
    const { store } = log;
    if (store === null || log.deleted) return done(null);
    SIMULATION: globalThis.chronikSometimes?.("a checkpoint keeps what is derived from a log");
    store.folderDirty = true;
    store.snapshots.write(snapshot, (error) => {
      if (error === null) store.pruneSnapshots(entry?.logEndOffset ?? 0);
      done(log.deleted ? null : error);
    });
  }

  #syncFolderOf(log: JournaledLog, done: Done): void {
    const { store, home } = log;
    if (!store?.folderDirty) return done(null);
    store.folderDirty = false;
    // Once the deletion is durable the folder is gone, and it does not matter what the checkpoint says of it.
    const ended: Done = (error) => done(log.deleted ? null : error);
    try {
      this.#init.disk.syncFolder(home.folder, ended);
    } catch (error) {
      ended(error as Error);
    }
  }

  /** Once more, and synced: the log was only made with it. For Kafka's tools, like what follows. */
  #writeMetadata(log: JournaledLog, done: Done): void {
    this.#replaceIn(log, PARTITION_METADATA, partitionMetadata(log.topicId), done);
  }

  /** Recovery takes the epochs from the checkpoint. */
  #writeEpochs(record: LogRecord, done: Done): void {
    const { log } = record;
    const bytes = leaderEpochCheckpoint(log.epochs());
    const text = asciiText(bytes);
    if (text === record.epochsWritten) return done(null);
    this.#replaceIn(log, LEADER_EPOCH_CHECKPOINT, bytes, (error) => {
      if (error === null) record.epochsWritten = text;
      done(error);
    });
  }

  /** Without room the tools see an older state; the folder of a log that is deleted meanwhile is gone. Neither is an error. */
  #replaceIn(log: JournaledLog, name: string, bytes: Uint8Array, done: Done): void {
    if (log.deleted || log.state === "offline") return done(null);
    const to = `${log.home.folder}/${name}`;
    replaceFile(this.#init.disk, { through: `${to}.tmp`, to, ready: false }, bytes, (error) => {
      if (log.store) log.store.folderDirty = true;
      done(error !== null && (isShortage(error) || log.deleted) ? null : error);
    });
  }

  #write(
    noted: { records: ReadonlySet<LogRecord>; entries: ReadonlyMap<LogRecord, NotedEntry>; uncovered: number },
    done: Done,
  ): void {
    const { disk, folder } = this.#init;
    const { entries } = noted;
    const covered: CheckpointEntry[] = [];
    const moved: [LogRecord, NotedEntry][] = [];
    let replayFrom = noted.uncovered;
    for (const record of new Set([...noted.records, ...this.#init.records()])) {
      const fresh = record.log.state === "offline" ? undefined : entries.get(record);
      const entry = fresh ?? record.entry;
      if (fresh) moved.push([record, fresh]);
      if (entry) covered.push(entry);
      replayFrom = Math.min(replayFrom, fresh?.sequence ?? record.neededFrom);
    }
    const nextStream = this.#init.nextStream();
    const encoder = new CheckpointEncoder();
    const finish: Done = (error) => {
      if (error) return done(error);
      SIMULATION: globalThis.chronikSometimes?.("a checkpoint is durable");
      for (const [record, entry] of moved) {
        record.entry = entry;
        record.neededFrom = entry.sequence;
        record.changesCovered = entry.changes;
      }
      this.#init.journal.release(replayFrom, done);
    };
    // The folder first: an entry must not name a folder whose own name could be lost.
    disk.syncFolder(folder, (error) => {
      if (error) return done(error);
      runSlices(
        covered,
        this.#slices,
        (entry) => encoder.add(entry),
        () => this.#writeFile(encoder.finish({ replayFrom, nextStream }), finish),
      );
    });
  }

  #writeFile(bytes: Uint8Array, done: Done): void {
    const { disk, folder } = this.#init;
    const paths = { through: `${folder}/${NEXT_CHECKPOINT_FILE}`, to: `${folder}/${CHECKPOINT_FILE}`, ready: true };
    replaceFile(disk, paths, bytes, (error) => {
      if (error) return done(error);
      disk.syncFolder(folder, (syncError) => {
        if (syncError) return done(syncError);
        this.#prepareNext(bytes.length);
        done(null);
      });
    });
  }

  #prepareNext(sizeBytes: number): void {
    try {
      makeNextCheckpointFile(this.#init.disk, this.#init.folder, sizeBytes);
    } catch (error) {
      const { message } = error as WalError;
      this.#init.log("warn", "no file could be made ready for the next checkpoint", { error: message });
    }
  }
}

/** Makes the file that the next checkpoint is written to, with room for one that has grown. */
export function makeNextCheckpointFile(disk: Disk, folder: string, lastSizeBytes: number): void {
  const path = `${folder}/${NEXT_CHECKPOINT_FILE}`;
  disk.remove(path);
  const file = disk.open(path, "create");
  try {
    file.write([new Uint8Array(Math.max(NEXT_FILE_BYTES_MIN, lastSizeBytes * NEXT_FILE_GROWTH))], 0);
  } finally {
    file.close();
  }
}
