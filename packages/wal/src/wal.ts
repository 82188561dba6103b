import { NEXT_CHECKPOINT_FILE } from "./checkpoint/checkpoint.ts";
import { Checkpointer, type LogRecord, makeNextCheckpointFile } from "./checkpoint/checkpointer.ts";
import { startFailure, WalError } from "./errors.ts";
import type { LogIdentity } from "./frames.ts";
import type { Journal } from "./journal/journal.ts";
import { BatchWalk } from "./log/batch-walk.ts";
import { BlockedLogs } from "./log/blocked-logs.ts";
import { FilePool } from "./log/file-pool.ts";
import { JournaledLog } from "./log/journaled-log.ts";
import { DELETED_SUFFIX, partitionFolderName } from "./log/kafka-files.ts";
import { makeLogFolder } from "./log/log-folder.ts";
import type { LogHome, LogOwner, OwnedLog } from "./log/log-owner.ts";
import { Pacer } from "./log/pacer.ts";
import type { PartitionLog } from "./log/partition-log.ts";
import type { SegmentContext } from "./log/segment-context.ts";
import type { SegmentStore } from "./log/segment-store.ts";
import { DEFAULT_LOG_SETTINGS, type Done } from "./log/types.ts";
import type { BatchFraming, Defer, Disk, EventLog, TimerHandle, Timers, WallClock } from "./ports.ts";
import { recover } from "./recovery/recover.ts";
import type { PartitionKey } from "./replication/message.ts";
import { Trash } from "./trash.ts";
import { type WalOptions, walOptions } from "./wal-options.ts";

export interface WalInit {
  readonly disk: Disk;
  /** Absolute; made where it does not exist. The folder it is in must be there, and durable. */
  readonly folder: string;
  readonly framing: BatchFraming;
  readonly timers: Timers;
  readonly wallClock: WallClock;
  readonly defer: Defer;
  readonly options?: Partial<WalOptions>;
  /** A buffer of so many bytes, for reads; its contents may be anything. Default: a new `Uint8Array`. */
  readonly allocate?: (sizeBytes: number) => Uint8Array;
  /** The journal failed: nothing more becomes durable, and every `done` gets the error. Called once. The node must stop. */
  readonly onFailure: (error: WalError) => void;
  /** A log went offline or into quarantine; those that are so after the start are not reported but found by their `state`. */
  readonly onPartitionFault?: (log: PartitionLog, error: WalError) => void;
  readonly log?: EventLog;
}

export interface NewPartition extends PartitionKey {
  readonly topic: string;
  /** Default 0. */
  readonly logStartOffset?: number;
}

export interface WalStats {
  /** On disk, files kept ready included. */
  readonly journalBytes: number;
  readonly journalPendingBytes: number;
  readonly journalAppendedBytes: number;
  readonly partitions: number;
  readonly filesOpen: number;
  /** Logs that wait for room on the disk. */
  readonly blockedPartitions: number;
}

/**
 * The write-ahead log of one node: one journal for all partitions, a log for each, recovery, and the checkpoints that move
 * what the journal holds into the logs for good.
 */
export class Wal {
  readonly #init: WalInit;
  readonly #options: WalOptions;
  readonly #context: SegmentContext;
  readonly #journal: Journal;
  readonly #checkpointer: Checkpointer;
  readonly #owner: LogOwner;
  readonly #trash: Trash;
  readonly #pacer: Pacer;
  readonly #log: EventLog;
  readonly #records = new Map<string, LogRecord>();
  /** Of the logs above. */
  readonly #folders = new Set<string>();
  readonly #blocked: BlockedLogs;
  /** Logs whose folder was begun and not finished, for want of room. */
  readonly #unfinished = new Set<OwnedLog>();
  #nextStream: number;
  #bytesAtCheckpoint = 0;
  #deletions = 0;
  #deletionsCovered = 0;
  #closing = false;
  #checkpointTimer: TimerHandle | null = null;
  /** The operator knows that the journal waits for room. */
  #saidJournalFull = false;

  /**
   * Recovers what the folder holds. Synchronous: for start-up.
   *
   * @throws DamageError `journalDamaged` or `checkpointDamaged`: nothing was changed. Damage in a single log puts only that log
   *   into quarantine.
   * @throws WalError `diskFull` where there is no room for what has to be written: the journal's first file, or segments that
   *   the journal holds. Nothing is lost; the same call succeeds once there is room. All files are closed then.
   */
  static open(init: WalInit): Wal {
    try {
      return new Wal(init);
    } catch (error) {
      throw startFailure(init.folder, error);
    }
  }

  private constructor(init: WalInit) {
    this.#init = init;
    this.#options = walOptions(init.options);
    this.#log = init.log ?? (() => {});
    const { disk, folder, framing, wallClock, defer, timers } = init;
    const allocate = init.allocate ?? ((sizeBytes) => new Uint8Array(sizeBytes));
    const pool = new FilePool(disk, this.#options.filesOpenMax, this.#options.writebackBytes);
    this.#context = { disk, framing, pool, walk: new BatchWalk(framing), wallClock, defer, allocate };
    this.#pacer = new Pacer(defer);
    this.#trash = new Trash({ disk, timers, log: this.#log });
    this.#blocked = new BlockedLogs({ timers, retryMs: this.#options.diskFullRetryMs, log: this.#log });
    disk.makeFolder(folder);
    disk.syncFolderNow(folder.slice(0, folder.lastIndexOf("/")) || "/");
    const recovered = recover({
      disk,
      folder,
      pool,
      journal: {
        defer,
        timers,
        options: this.#options.journal,
        onFailure: (error) => init.onFailure(error),
        onDiskFull: () => this.#onDiskFull(),
        onGroup: () => this.#onGroup(),
      },
      home: (logFolder) => this.#home(logFolder),
      owner: (journal) => this.#ownerOf(journal),
    });
    this.#journal = recovered.journal;
    this.#owner = recovered.owner;
    this.#nextStream = recovered.nextStream;
    for (const record of recovered.records) this.#add(record);
    this.#checkpointer = new Checkpointer({
      disk,
      folder,
      defer,
      afterPaced: (work) => this.#pacer.run(work),
      journal: this.#journal,
      records: () => this.#records.values(),
      nextStream: () => this.#nextStream,
      stateSnapshotBytes: this.#options.stateSnapshotBytes,
      log: this.#log,
    });
    this.#tidy();
    if (recovered.replayed) this.#startCheckpoint();
    this.#planCheckpoint();
  }

  /** More waits for the disk than is good: take in less. Beyond twice as much, appends are refused. */
  get overloaded(): boolean {
    return this.#journal.overloaded;
  }

  /** Why the journal failed; null while it has not. */
  get failure(): WalError | null {
    return this.#journal.failure;
  }

  /** The logs of all partitions, in no particular order. */
  *partitions(): IterableIterator<PartitionLog> {
    for (const { log } of this.#records.values()) yield log;
  }

  partition(key: PartitionKey): PartitionLog | undefined {
    return this.#records.get(keyOf(key))?.log;
  }

  /**
   * Makes a log. It can be used at once; what is appended becomes durable after the creation.
   *
   * @param done When the creation is durable.
   * @throws WalError `partitionExists` where there is one with this id, or with this topic name and number; `closed`.
   * @throws RangeError where the topic's name or id is not well-formed.
   */
  createPartition(partition: NewPartition, done: Done = () => {}): PartitionLog {
    this.#requireOpen();
    const { topicId, topic, partition: number, logStartOffset = 0 } = partition;
    if (!/^[0-9a-f]{32}$/.test(topicId)) throw new RangeError(`illegal topic id: ${topicId}`);
    const folder = `${this.#init.folder}/${partitionFolderName(topic, number)}`;
    if (this.#folders.has(folder) || this.#records.has(keyOf(partition))) {
      throw new WalError(
        "partitionExists",
        `${topic}-${number}, or a partition with topic id ${topicId}, exists already`,
      );
    }
    const identity: LogIdentity = { topicId, topic, partition: number };
    const contents = { logStartOffset, logEndOffset: logStartOffset, epochs: [] };
    const stream = this.#nextStream++;
    const log = new JournaledLog(this.#owner, { ...identity, stream, home: this.#home(folder) }, contents, null);
    const neededFrom = log.create(done);
    this.#add({ log, entry: null, neededFrom, changesCovered: -1, epochsWritten: "" });
    return log;
  }

  /**
   * Deletes a log and everything in it. Its appends that are not durable yet still end with their `done`. No-op where there is
   * no such log.
   *
   * @param done When the deletion is durable. The files are removed after that, in the background.
   * @throws WalError `closed`.
   */
  deletePartition(key: PartitionKey, done: Done = () => {}): void {
    this.#requireOpen();
    const record = this.#records.get(keyOf(key));
    if (!record) return this.#journal.flushed(done);
    this.#records.delete(keyOf(key));
    this.#folders.delete(record.log.home.folder);
    this.#blocked.forget(record.log);
    this.#unfinished.delete(record.log);
    this.#deletions++;
    record.log.delete(done);
  }

  /** Starts a checkpoint now; `done` when it is durable, or with the reason why it is not. Nothing is lost then. */
  checkpoint(done: Done): void {
    this.#bytesAtCheckpoint = this.#journal.appendedBytes;
    const deletions = this.#deletions;
    this.#checkpointer.run((error) => {
      if (error === null) this.#deletionsCovered = deletions;
      done(error);
    });
  }

  /**
   * Refuses everything from now on, makes durable what was accepted, writes a checkpoint, so that the next start has nothing to
   * replay, and closes all files.
   *
   * @throws WalError `closed` where it was called before.
   */
  close(done: Done): void {
    this.#requireOpen();
    this.#closing = true;
    this.#checkpointTimer?.cancel();
    this.#blocked.close();
    for (const { log } of this.#records.values()) log.refuse();
    this.#checkpointer.stateSnapshotBytes = 0;
    this.checkpoint((error) => {
      if (error)
        this.#log("warn", "the last checkpoint failed; the next start replays the journal", { error: error.message });
      this.#journal.close((closeError) => {
        this.#pacer.close();
        this.#trash.close();
        for (const { log } of this.#records.values()) log.close();
        done(closeError);
      });
    });
  }

  stats(): WalStats {
    return {
      journalBytes: this.#journal.sizeBytes,
      journalPendingBytes: this.#journal.pendingBytes,
      journalAppendedBytes: this.#journal.appendedBytes,
      partitions: this.#records.size,
      filesOpen: this.#context.pool.filesOpen,
      blockedPartitions: this.#blocked.count,
    };
  }

  #add(record: LogRecord): void {
    this.#records.set(keyOf(record.log), record);
    this.#folders.add(record.log.home.folder);
  }

  #requireOpen(): void {
    if (this.#closing) throw new WalError("closed", "the write-ahead log is closed");
  }

  #home(folder: string): LogHome {
    return { context: this.#context, folder, settings: { ...DEFAULT_LOG_SETTINGS, ...this.#options.log } };
  }

  #ownerOf(journal: Journal): LogOwner {
    return {
      journal,
      faulted: (log, error) => this.#onFault(log, error),
      blocked: (log) => this.#blocked.add(log),
      snapshotRefused: (_log, file) =>
        this.#log("warn", "a snapshot of what is derived from a log was damaged: more of the log is read", { file }),
      paced: (work) => this.#pacer.run(work),
      makeStore: (log, startOffset) => this.#makeStore(log, startOffset),
      removeFolder: (log) => this.#trash.discard(log.home.folder, String(log.stream)),
    };
  }

  /** The folder is made only once the creation is durable. One that is there then belongs to nobody known: it is kept aside. */
  #makeStore(log: OwnedLog, startOffset: number): SegmentStore {
    const { disk } = this.#init;
    const { folder } = log.home;
    if (this.#unfinished.has(log)) {
      disk.remove(folder);
    } else if (disk.exists(folder)) {
      const aside = `${folder}.${log.stream}-stray`;
      disk.rename(folder, aside);
      this.#log("warn", "an unknown folder was in the way of a new partition; it was kept aside", { folder, aside });
    }
    this.#unfinished.add(log);
    const store = makeLogFolder(log.home, log.topicId, startOffset);
    this.#unfinished.delete(log);
    return store;
  }

  #onFault(log: OwnedLog, error: WalError): void {
    const partition = `${log.topic}-${log.partition}`;
    this.#log("error", `partition ${log.state}: ${error.message}`, { partition, code: error.code });
    this.#init.onPartitionFault?.(log, error);
  }

  #onDiskFull(): void {
    if (!this.#saidJournalFull) this.#log("warn", "the disk is full: appends are refused until there is room");
    this.#saidJournalFull = true;
    if (!this.#closing && !this.#checkpointer.running) this.#startCheckpoint();
  }

  #onGroup(): void {
    if (!this.#journal.diskFull) this.#saidJournalFull = false;
    const bytes = this.#journal.appendedBytes - this.#bytesAtCheckpoint;
    if (bytes >= this.#options.checkpointBytes && !this.#closing && !this.#checkpointer.running)
      this.#startCheckpoint();
  }

  #startCheckpoint(): void {
    this.checkpoint((error) => {
      if (error && !this.failure) this.#log("warn", "a checkpoint failed; the journal grows", { error: error.message });
    });
  }

  #planCheckpoint(): void {
    this.#checkpointTimer = this.#init.timers.set(this.#options.checkpointIntervalMs, () => {
      if (this.#closing) return;
      if (this.#changed() && !this.#checkpointer.running) this.#startCheckpoint();
      this.#planCheckpoint();
    });
  }

  #changed(): boolean {
    if (this.#deletions !== this.#deletionsCovered) return true;
    for (const { log, changesCovered } of this.#records.values()) if (log.changes !== changesCovered) return true;
    return false;
  }

  /** Looks through the folder for what does not belong there. */
  #tidy(): void {
    const { disk, folder } = this.#init;
    for (const name of disk.list(folder)) if (name.endsWith(DELETED_SUFFIX)) this.#trash.add(`${folder}/${name}`);
    if (disk.exists(`${folder}/${NEXT_CHECKPOINT_FILE}`)) return;
    try {
      makeNextCheckpointFile(disk, folder, 0);
    } catch (error) {
      this.#log("warn", "no file could be made ready for the next checkpoint", { error: (error as Error).message });
    }
  }
}

function keyOf({ topicId, partition }: PartitionKey): string {
  return `${topicId}/${partition}`;
}
