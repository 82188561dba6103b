import { assert, WalError } from "../errors.ts";
import type { DiskFile } from "../ports.ts";
import { CommitDelay } from "./commit-delay.ts";
import { JournalFiles } from "./files.ts";
import { GroupEncoder, type PendingFrame, payloadChecksum, sizeOf } from "./group-encoder.ts";
import type { JournalAppend, JournalInit } from "./journal-init.ts";
import {
  CONTROL_CLOSE,
  CONTROL_RELEASE,
  CONTROL_RESUME,
  FRAME_HEADER_BYTES,
  GROUP_HEADER_BYTES,
  ORIGIN_JOURNAL,
  ORIGIN_OWNER,
  SECTOR_BYTES,
  setUint53,
} from "./layout.ts";
import { type JournalOptions, journalOptions } from "./options.ts";
import { type JournalFrame, scanJournal } from "./scan.ts";

/** Headers and small payloads of one group. */
const STAGING_BYTES_MAX = 1024 * 1024;
/** What the group around a frame may cost besides its own header. */
const GROUP_OVERHEAD_BYTES = GROUP_HEADER_BYTES + SECTOR_BYTES;

/**
 * An append-only sequence of frames on disk, with group commit: what was appended while the disk was busy goes out
 * as one write and one datasync. Used for all partitions of a node, and once more for the log of Raft.
 *
 * Invariants:
 * - Sequence numbers start at 1 and have no gap. `done` callbacks run in their order, and never from inside `append`.
 * - At most one group is written and not synced. So everything before the last group on disk is durable.
 * - A failed write or datasync is final (the kernel may have dropped the pages, and a second sync would claim success):
 *   no `done` after it gets null.
 * - `durableSequence` ≤ `lastSequence`, and both only grow.
 */
export class Journal {
  readonly #init: JournalInit;
  readonly #options: JournalOptions;
  readonly #files: JournalFiles;
  readonly #encoder: GroupEncoder;
  readonly #delay: CommitDelay;
  readonly #incarnation: number;
  #state: "open" | "closing" | "closed" | "failed" = "open";
  #failure: WalError | null = null;
  #queue: PendingFrame[] = [];
  #group: PendingFrame[] = [];
  #waiters: { readonly sequence: number; readonly done: (error: Error | null) => void }[] = [];
  #flushPlanned = false;
  #stalled = false;
  #lastSequence: number;
  #durableSequence: number;
  #pendingBytes = 0;
  #queuedBytes = 0;
  #appendedBytes = 0;

  /**
   * Opens a journal, replays what it holds, and makes it ready to append. Synchronous: for start-up.
   *
   * @param onFrame Gets every frame that the owner needs, in order. Only when `open` returns are they known to be durable:
   *   after a kill the last ones may come from the page cache. Where it throws, the journal is not opened.
   * @throws DamageError where something durable cannot be read. Nothing was changed then.
   * @throws WalError `diskFull` where there is no room for the first file.
   */
  static open(init: JournalInit, onFrame: (frame: JournalFrame) => void): Journal {
    return new Journal(init, onFrame);
  }

  private constructor(init: JournalInit, onFrame: (frame: JournalFrame) => void) {
    this.#init = init;
    this.#options = journalOptions(init.options);
    const { groupBytesMax, fileBytes, commitDelayMsMax } = this.#options;
    this.#delay = new CommitDelay(init.timers, commitDelayMsMax, () => this.#planFlush());
    this.#encoder = new GroupEncoder(Math.min(STAGING_BYTES_MAX, groupBytesMax, fileBytes));
    const { disk, folder, from } = init;
    disk.makeFolder(folder);
    disk.syncFolderNow(folder.slice(0, folder.lastIndexOf("/")) || "/");
    const scan = scanJournal({ disk, folder, from }, onFrame);
    this.#files = new JournalFiles(
      {
        disk,
        folder,
        defer: init.defer,
        timers: init.timers,
        options: this.#options,
        onReady: () => this.#onFileReady(),
        onFull: () => init.defer(() => init.onDiskFull?.()),
        onFailure: (error) => this.#fail(error),
      },
      scan,
    );
    this.#lastSequence = scan.lastSequence;
    this.#durableSequence = scan.lastSequence;
    this.#incarnation = scan.incarnation + 1;
    try {
      this.#resume(scan.lastGroupPosition);
    } catch (error) {
      this.abandon();
      throw error;
    }
    this.#files.prepare();
  }

  /** The sequence number of the last frame that was accepted; 0 where there never was one. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Everything up to and with this sequence number is durable. */
  get durableSequence(): number {
    return this.#durableSequence;
  }

  /** Accepted and not durable yet, headers included. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** More than half of what may be pending is: the owner should take in less. Beyond the whole, appends are refused. */
  get overloaded(): boolean {
    return this.#pendingBytes * 2 > this.#options.pendingBytesMax;
  }

  /** The disk is full: appends that are not essential are accepted only while they fit the files that are there. */
  get diskFull(): boolean {
    return this.#files.full;
  }

  /** Why the journal failed; null while it has not. */
  get failure(): WalError | null {
    return this.#failure;
  }

  /** Accepted since the journal was opened, headers included: for deciding when to release. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  /** What the journal's files take on the disk. */
  get sizeBytes(): number {
    return this.#files.sizeBytes;
  }

  /**
   * Appends a frame and returns its sequence number.
   *
   * @param done Called once when the frame and all before it are durable, or with the error where it never will be:
   *   `journalFailed`.
   * @throws WalError where the append is refused: `overloaded`, `diskFull`, `appendTooLarge`, `closed`. Nothing was
   *   accepted then, and `done` is never called.
   */
  append(frame: JournalAppend, done: (error: Error | null) => void): number {
    let payloadBytes = 0;
    for (const bytes of frame.buffers) payloadBytes += bytes.length;
    if (frame.essential) this.#requireFit(payloadBytes);
    else this.admit(payloadBytes);
    const { stream, kind, buffers } = frame;
    return this.#enqueue({ stream, kind, buffers, origin: ORIGIN_OWNER, payloadBytes, done });
  }

  /** Throws what {@link append} of so many bytes would throw now. */
  admit(payloadBytes: number): void {
    this.#requireFit(payloadBytes);
    if (this.#state === "closing" || this.#state === "closed") throw new WalError("closed", "the journal is closed");
    const frameBytes = FRAME_HEADER_BYTES + payloadBytes;
    const { pendingBytesMax, reserveBytes } = this.#options;
    if (this.#pendingBytes > 0 && this.#pendingBytes + frameBytes > pendingBytesMax) {
      SIMULATION: globalThis.chronikSometimes?.("the journal refuses what is too much for its disk");
      throw new WalError("overloaded", `${this.#pendingBytes} bytes wait for the journal's disk already`);
    }
    if (!this.#files.full) return;
    if (this.#queuedBytes + frameBytes + GROUP_OVERHEAD_BYTES + reserveBytes > this.#files.roomBytesCertain) {
      SIMULATION: globalThis.chronikSometimes?.("the journal refuses what the disk has no room for");
      throw new WalError("diskFull", "the journal is full, and the disk has no room for another file");
    }
  }

  /** `done` when everything that was appended before is durable and its own `done` has run. */
  flushed(done: (error: Error | null) => void): void {
    const pending = !this.#failure && this.#durableSequence < this.#lastSequence;
    if (pending) this.#waiters.push({ sequence: this.#lastSequence, done });
    else this.#init.defer(() => done(this.#failure));
  }

  /**
   * Says that the owner needs nothing below `sequence` any more, and has made durable what replaces it. Once that is
   * recorded the files below are freed.
   *
   * @throws WalError `closed`.
   */
  release(sequence: number, done: (error: Error | null) => void): void {
    assert(sequence <= this.#durableSequence + 1, "only what is durable is released");
    const payload = new Uint8Array(8);
    setUint53(new DataView(payload.buffer), 0, sequence);
    this.#control(CONTROL_RELEASE, [payload], (error) => {
      if (!error && this.#state !== "closed") this.#files.release(sequence);
      done(error);
    });
  }

  /**
   * Makes durable what was accepted, then closes the files. Later appends are refused.
   *
   * @throws WalError `closed` where it was called before.
   */
  close(done: (error: Error | null) => void): void {
    if (this.#state === "closing" || this.#state === "closed") throw new WalError("closed", "the journal is closed");
    if (this.#state === "failed") {
      this.#init.defer(() => done(this.#failure));
      return;
    }
    this.#control(CONTROL_CLOSE, [], (error) => {
      if (!error) {
        this.#state = "closed";
        this.#files.close();
      }
      done(error);
    });
    this.#state = "closing";
    this.#planFlush();
  }

  /** Closes the files at once and writes nothing more, as if the process had been killed: for an owner whose start has failed. */
  abandon(): void {
    this.#state = "closed";
    this.#files.close();
  }

  #requireFit(payloadBytes: number): void {
    const { fileBytes } = this.#options;
    if (FRAME_HEADER_BYTES + payloadBytes + GROUP_OVERHEAD_BYTES <= fileBytes) return;
    throw new WalError("appendTooLarge", `${payloadBytes} bytes do not fit a journal file of ${fileBytes} bytes`);
  }

  #control(kind: number, buffers: readonly Uint8Array[], done: (error: Error | null) => void): void {
    const payloadBytes = buffers.reduce((sum, bytes) => sum + bytes.length, 0);
    this.#enqueue({ stream: 0, kind, buffers, origin: ORIGIN_JOURNAL, payloadBytes, done });
  }

  #enqueue(frame: Omit<PendingFrame, "sequence" | "payloadChecksum">): number {
    if (this.#state === "failed") {
      this.#init.defer(() => frame.done(this.#failure));
      return this.#lastSequence + 1;
    }
    if (this.#state !== "open") throw new WalError("closed", "the journal is closed");
    const frameBytes = FRAME_HEADER_BYTES + frame.payloadBytes;
    const sequence = ++this.#lastSequence;
    const { stream, kind, origin, buffers, payloadBytes, done } = frame;
    const checksum = payloadChecksum(buffers, payloadBytes);
    this.#queue.push({ sequence, stream, kind, origin, buffers, payloadBytes, payloadChecksum: checksum, done });
    this.#pendingBytes += frameBytes;
    this.#queuedBytes += frameBytes;
    this.#appendedBytes += frameBytes;
    if (this.#queue.length === 1) this.#delay.begin();
    this.#planFlush();
    return sequence;
  }

  #planFlush(): void {
    if (this.#flushPlanned || this.#group.length > 0 || this.#stalled || !this.#ripe) return;
    this.#flushPlanned = true;
    this.#init.defer(() => this.#flush());
  }

  /** Whether what waits should not wait for more. */
  get #ripe(): boolean {
    return this.#delay.over || this.#queuedBytes >= this.#options.groupBytesMax || this.#state !== "open";
  }

  /** Writes the next group and starts its sync. Nothing happens while one is under way: its end comes back here. */
  #flush(): void {
    this.#flushPlanned = false;
    if (this.#failure || this.#group.length > 0 || this.#queue.length === 0 || !this.#ripe) return;
    const bytesMax = this.#options.groupBytesMax;
    let count = this.#encoder.choose(this.#queue, { bytesMax, roomBytes: this.#files.roomBytes });
    if (count === 0) {
      this.#stalled = !this.#files.roll(this.#queue[0]!.sequence - 1);
      if (this.#stalled || this.#failure) return;
      count = this.#encoder.choose(this.#queue, { bytesMax, roomBytes: this.#files.roomBytes });
      assert(count > 0, "a frame that was accepted fits an empty journal file");
    }
    this.#group = count === this.#queue.length ? this.#queue : this.#queue.splice(0, count);
    if (this.#group === this.#queue) this.#queue = [];
    this.#queuedBytes -= sizeOf(this.#group);
    if (this.#queue.length === 0) this.#delay.end();
    let file: DiskFile;
    try {
      file = this.#write(this.#group);
      file.datasync((error) => this.#synced(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #write(frames: readonly PendingFrame[]): DiskFile {
    const files = this.#files;
    const { buffers, sizeBytes } = this.#encoder.encode(frames, {
      fileNumber: files.activeNumber,
      durableSequence: this.#durableSequence,
      incarnation: this.#incarnation,
    });
    files.activeFile.write(buffers, files.position);
    files.advance(sizeBytes);
    return files.activeFile;
  }

  #synced(error: Error | null): void {
    if (this.#failure) return;
    if (error) {
      this.#fail(error);
      return;
    }
    const group = this.#group;
    this.#group = [];
    this.#pendingBytes -= sizeOf(group);
    this.#durableSequence = group.at(-1)!.sequence;
    // The next group goes out first, so that the disk works while the callbacks run.
    this.#flush();
    for (const frame of group) frame.done(null);
    while (this.#waiters.length > 0 && this.#waiters[0]!.sequence <= this.#durableSequence) {
      this.#waiters.shift()!.done(null);
    }
    this.#init.onGroup?.();
  }

  #onFileReady(): void {
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#flush();
  }

  /** Starts a new incarnation where the scan ended, durably, before anything else is written. */
  #resume(lastGroupPosition: number): void {
    const frame: PendingFrame = {
      sequence: ++this.#lastSequence,
      stream: 0,
      kind: CONTROL_RESUME,
      origin: ORIGIN_JOURNAL,
      buffers: [],
      payloadBytes: 0,
      payloadChecksum: 0,
      done: () => {},
    };
    // After a kill the last group may have been read from the page cache. It must be durable before a frame says it is. Where its
    // sync had failed its pages count as clean, and no sync would write them: so they are written again.
    rewrite(this.#files.activeFile, { from: lastGroupPosition, to: this.#files.position });
    this.#files.activeFile.datasyncNow();
    if (this.#files.roomBytes < SECTOR_BYTES) this.#files.rollNow(frame.sequence - 1);
    this.#write([frame]).datasyncNow();
    this.#durableSequence = frame.sequence;
  }

  #fail(cause: unknown): void {
    if (this.#failure) return;
    const failure = new WalError("journalFailed", `the journal failed: ${(cause as Error).message}`, cause);
    this.#failure = failure;
    this.#state = "failed";
    this.#delay.end();
    this.#init.onFailure(failure);
    const waiting = [...this.#group, ...this.#queue, ...this.#waiters];
    this.#group = [];
    this.#queue = [];
    this.#waiters = [];
    this.#init.defer(() => {
      for (const { done } of waiting) done(failure);
    });
  }
}

function rewrite(file: DiskFile, { from, to }: { from: number; to: number }): void {
  const bytes = new Uint8Array(to - from);
  const sizeBytes = file.read(bytes, from);
  if (sizeBytes > 0) file.write([bytes.subarray(0, sizeBytes)], from);
}
