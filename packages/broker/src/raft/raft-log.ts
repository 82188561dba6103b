/**
 * The log of Raft on a journal of its own. Everything since the last snapshot is in memory; the journal is only read when it is
 * opened. A write that is too large for one frame goes out as several, and counts when the last of them is there.
 *
 * A write with a compaction becomes a checkpoint: the whole log, which is short then, in one. When that is durable the journal
 * before it is released.
 *
 * Invariants:
 * - A recovered log is what some number of writes made of it, all of them or as many as were durable, none in part.
 * - What is read is what was handed to `append` last, durable or not.
 */
import type { Entry, HardState, LogMirror, LogReader, LogWrite, RaftLog, Snapshot } from "@chronik/raft-core";
import { type Defer, type Disk, Journal, type JournalOptions, type Timers, WalError } from "@chronik/wal";
import { type Checkpoint, encodeCheckpoint, encodeWrite, FRAME } from "./log-codec.ts";
import { LogRecovery } from "./log-recovery.ts";
import { RaftLogError } from "./raft-log-error.ts";

const MIB = 1024 * 1024;

/** Small files, since a checkpoint makes room after every few thousand entries. */
const JOURNAL_OPTIONS: Partial<JournalOptions> = { fileBytes: 16 * MIB, readyFilesMax: 1 };

/** The most that one frame takes of a journal file. */
const FRAME_BYTES_MAX = 4 * MIB;

export interface DurableRaftLogOptions {
  readonly disk: Disk;
  /** Absolute; made where it does not exist. Nothing else lives in it. */
  readonly folder: string;
  readonly defer: Defer;
  readonly timers: Timers;
  /** The journal failed: nothing more becomes durable. Called once. The node must stop. */
  readonly onFailure: (error: WalError) => void;
  readonly journal?: Partial<JournalOptions>;
  /** The most payload in one frame. Default 4 MiB; must fit a journal file. */
  readonly frameBytesMax?: number;
}

export class DurableRaftLog implements RaftLog {
  readonly #journal: Journal;
  readonly #frameBytesMax: number;
  readonly #defer: Defer;
  readonly #mirror: LogMirror;
  #closing = false;

  /**
   * Opens the log and reads all of it. Synchronous: for start-up.
   *
   * @throws DamageError where something durable cannot be read, and nothing was changed.
   * @throws RaftLogError where it can be read and makes no sense.
   */
  static open(options: DurableRaftLogOptions): DurableRaftLog {
    return new DurableRaftLog(options);
  }

  private constructor(options: DurableRaftLogOptions) {
    const { disk, folder, defer, timers, onFailure, journal } = options;
    const recovery = new LogRecovery();
    this.#frameBytesMax = options.frameBytesMax ?? FRAME_BYTES_MAX;
    this.#defer = defer;
    this.#journal = Journal.open(
      { disk, folder, defer, timers, onFailure, options: { ...JOURNAL_OPTIONS, ...journal } },
      (frame) => recovery.take(frame),
    );
    this.#mirror = recovery.finish();
  }

  hardState(): HardState {
    return this.#mirror.hardState();
  }

  snapshot(): Snapshot | undefined {
    return this.#mirror.snapshot();
  }

  firstIndex(): number {
    return this.#mirror.firstIndex();
  }

  lastIndex(): number {
    return this.#mirror.lastIndex();
  }

  term(index: number): number | undefined {
    return this.#mirror.term(index);
  }

  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    return this.#mirror.entries(range);
  }

  append(write: LogWrite, done: (error: Error | null) => void): void {
    this.#mirror.write(write);
    if (write.compaction === undefined) this.#write(FRAME.write, encodeWrite(write), done);
    else this.#checkpoint(done);
  }

  /** Makes durable what was appended, then closes the files. */
  close(done: (error: Error | null) => void): void {
    this.#closing = true;
    this.#journal.close(done);
  }

  /** Closes the files at once, where the rest of the node cannot start. */
  abandon(): void {
    this.#closing = true;
    this.#journal.abandon();
  }

  #checkpoint(done: (error: Error | null) => void): void {
    const first = this.#write(FRAME.checkpoint, encodeCheckpoint(checkpointOf(this.#mirror)), (error) => {
      // A release that fails has failed the journal, which its owner is told of; one that is left out costs room only.
      if (error === null && first !== undefined && !this.#closing) this.#journal.release(first, () => undefined);
      done(error);
    });
  }

  /** Returns the number of the first frame; undefined where the journal is closed, and `done` gets the error. */
  #write(kind: number, buffers: readonly Uint8Array[], done: (error: Error | null) => void): number | undefined {
    const pieces = split(buffers, this.#frameBytesMax);
    const first = this.#journal.lastSequence + 1;
    try {
      for (const [number, piece] of pieces.entries()) {
        const last = number === pieces.length - 1;
        // Never refused: what Raft has to remember frees no room by being forgotten.
        this.#journal.append(
          { stream: number, kind: last ? kind : FRAME.piece, buffers: piece, essential: true },
          last ? done : () => undefined,
        );
      }
      return first;
    } catch (error) {
      if (!(error instanceof WalError)) throw error;
      this.#defer(() => done(error));
      return undefined;
    }
  }
}

function checkpointOf(log: LogReader): Checkpoint {
  const snapshot = log.snapshot();
  const base = log.firstIndex() - 1;
  const term = log.term(base);
  if (snapshot === undefined || term === undefined) throw new RaftLogError("a compaction without a snapshot");
  const entries = log.entries({ from: base + 1, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
  return { hardState: log.hardState(), snapshot, base: { index: base, term }, entries };
}

/** The same bytes in groups of buffers of at most `bytesMax` each; one empty group for no bytes. */
function split(buffers: readonly Uint8Array[], bytesMax: number): Uint8Array[][] {
  const groups: Uint8Array[][] = [[]];
  let room = bytesMax;
  for (let buffer of buffers) {
    while (buffer.length > room) {
      groups.at(-1)!.push(buffer.subarray(0, room));
      buffer = buffer.subarray(room);
      groups.push([]);
      room = bytesMax;
    }
    groups.at(-1)!.push(buffer);
    room -= buffer.length;
  }
  return groups;
}
