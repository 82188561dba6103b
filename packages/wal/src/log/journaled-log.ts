import { isShortage, OffsetOutOfRangeError, WalError } from "../errors.ts";
import {
  createPayload,
  FRAME_APPEND,
  FRAME_QUARANTINE,
  type LogIdentity,
  offsetPayload,
  quarantinePayload,
} from "../frames.ts";
import { type CheckedBatches, checkFollowerBatches, checkLeaderBatches } from "./batches.ts";
import { type DestructiveEffect, FRAME_OF_EFFECT, WriteEffect } from "./effects.ts";
import { faultOf } from "./fault.ts";
import { Flights } from "./flights.ts";
import { KeptState } from "./kept-state.ts";
import { LeaderEpochs } from "./leader-epochs.ts";
import { LogCondition } from "./log-condition.ts";
import { LogFiles } from "./log-files.ts";
import { folderOwner, type LogContents, type LogHome, type LogOwner, type OwnedLog } from "./log-owner.ts";
import type { SegmentStore, StoreRange } from "./segment-store.ts";
import type {
  BatchPlace,
  DerivedState,
  Done,
  EpochStart,
  LogBatch,
  LogSettings,
  LogState,
  ReadRange,
  SegmentInfo,
  StateSnapshot,
} from "./types.ts";

const NOTHING = new Uint8Array(0);

/**
 * A partition's log in front of its segments: offsets and epochs, as they are once everything that was asked for has
 * happened, while the segments follow as the journal allows.
 *
 * Invariants:
 * - `durableEndOffset` ≤ `logEndOffset`, and `readableEndOffset` ≤ `logEndOffset`.
 * - A refusal comes before anything is changed: once the journal has a batch, the files get it, later at the latest.
 * - What destroys (creation over a folder, truncation, reset, deletion) happens to the files only after the journal has made
 *   it durable. A crash before leaves what was acknowledged untouched; a crash after is completed by the replay.
 * - Frames become durable in the order of the journal, and `#flights` has one entry for each that is not yet.
 */
export class JournaledLog implements OwnedLog {
  readonly stream: number;
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly home: LogHome;
  readonly #owner: LogOwner;
  readonly #epochs: LeaderEpochs;
  readonly #files: LogFiles;
  readonly #flights = new Flights();
  readonly #condition: LogCondition;
  readonly #kept = new KeptState((path) => this.#owner.snapshotRefused(this, path));
  readonly #onDurable: Done = (error) => this.#durable(error);
  readonly #epochAt = (offset: number) => this.#epochs.at(offset);
  readonly #onTurnEnd = () => {
    this.#writePlanned = false;
    this.#advance();
  };
  #deleted = false;
  #changes = 0;
  #writePlanned = false;
  #logStartOffset: number;
  #logEndOffset: number;
  #durableEndOffset: number;

  /**
   * @param store Null for a log that is not made yet, or whose files cannot be used.
   * @param fault What was found wrong while it was recovered.
   */
  constructor(
    owner: LogOwner,
    log: LogIdentity & { readonly stream: number; readonly home: LogHome },
    contents: Pick<LogContents, "logStartOffset" | "logEndOffset" | "epochs">,
    store: SegmentStore | null,
    fault: WalError | null = null,
  ) {
    this.#owner = owner;
    this.stream = log.stream;
    this.topicId = log.topicId;
    this.topic = log.topic;
    this.partition = log.partition;
    this.home = log.home;
    this.#epochs = new LeaderEpochs(contents.epochs);
    this.#files = new LogFiles(folderOwner(owner, this), store, contents.logEndOffset);
    this.#condition = new LogCondition(this, fault);
    this.#logStartOffset = contents.logStartOffset;
    this.#logEndOffset = contents.logEndOffset;
    this.#durableEndOffset = contents.logEndOffset;
  }

  get state(): LogState {
    return this.#condition.state;
  }

  get fault(): WalError | null {
    return this.#condition.fault;
  }

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  get durableEndOffset(): number {
    return this.#durableEndOffset;
  }

  get readableEndOffset(): number {
    return this.#files.readableEndOffset;
  }

  get lastEpoch(): number {
    return this.#epochs.last;
  }

  get sizeBytes(): number {
    return this.#files.store?.sizeBytes ?? 0;
  }

  appendAsLeader(batches: readonly LogBatch[], done: Done): void {
    this.#condition.requireOnline();
    this.#append(checkLeaderBatches(this.home.context.framing, batches, this), done);
  }

  appendAsFollower(payload: Uint8Array, done: Done): void {
    this.#reporting(done, () => {
      this.#condition.requireOnline();
      this.#append(checkFollowerBatches(this.home.context.framing, payload, this), done);
    });
  }

  read(range: ReadRange): Uint8Array {
    const whole = this.#readable(range);
    return whole === null ? NOTHING : this.#onFiles((files) => files.segments.read(whole));
  }

  readInto(range: ReadRange, target: Uint8Array): number {
    const whole = this.#readable(range);
    return whole === null ? 0 : this.#onFiles((files) => files.segments.readInto(whole, target));
  }

  epochs(): readonly EpochStart[] {
    return this.#epochs.entries;
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } | undefined {
    return this.#epochs.endOffsetFor(epoch, this.#logEndOffset);
  }

  offsetForTimestamp(timestampMs: number): BatchPlace | undefined {
    this.#catchUp();
    this.#condition.requireOnline();
    if (this.readableEndOffset <= this.#logStartOffset) return undefined;
    const frame = this.#onFiles((files) => files.segments.firstBatchAt(timestampMs, this.#logStartOffset));
    if (frame === undefined || frame.lastOffset >= this.readableEndOffset) return undefined;
    const { baseOffset, lastOffset, leaderEpoch, maxTimestamp } = frame;
    return { baseOffset, lastOffset, leaderEpoch, maxTimestamp };
  }

  truncateTo(offset: number, done: Done): void {
    this.#reporting(done, () => {
      this.#condition.requireOnline();
      if (offset >= this.#logEndOffset) return this.#owner.journal.flushed(done);
      if (offset < this.#logStartOffset) throw new OffsetOutOfRangeError(offset, this);
      this.#catchUp();
      const cut = this.#onFiles((files) => files.batchStart(offset));
      this.#logStartOffset = Math.min(this.#logStartOffset, cut);
      this.#epochs.truncateEnd(cut);
      this.#endAt(cut);
      this.#destroy({ kind: "truncate", offset: cut, durable: false }, done);
    });
  }

  resetTo(offset: number, done: Done): void {
    this.#reporting(done, () => {
      this.#condition.requireNotClosed();
      this.#condition.reset();
      this.#logStartOffset = offset;
      this.#epochs.clear();
      this.#endAt(offset);
      this.#files.forget();
      this.#destroy({ kind: "reset", offset, durable: false }, done);
    });
  }

  deleteBefore(offset: number, done: Done): void {
    this.#reporting(done, () => {
      this.#condition.requireOnline();
      if (offset > this.#logEndOffset) throw new OffsetOutOfRangeError(offset, this);
      if (offset <= this.#logStartOffset) return this.#owner.journal.flushed(done);
      this.#destroy({ kind: "deleteBefore", offset, durable: false }, done);
      this.#logStartOffset = offset;
      this.#epochs.truncateStart(offset);
    });
  }

  segments(): readonly SegmentInfo[] {
    this.#catchUp();
    return this.#files.store?.states ?? [];
  }

  configure(settings: Partial<LogSettings>): void {
    Object.assign(this.home.settings, settings);
  }

  keepState(state: DerivedState): void {
    this.#kept.keep(state);
  }

  restoreState(taken: (snapshot: StateSnapshot) => boolean): number {
    this.#catchUp();
    this.#condition.requireOnline();
    return this.#onFiles(({ store }) => this.#kept.restore(store, this, taken));
  }

  /** For a checkpoint, right after {@link settle}: null where none is due before `everyBytes` are appended. */
  captureState(everyBytes: number): StateSnapshot | null {
    return this.fault === null ? this.#kept.capture(this.#files.store, this, everyBytes) : null;
  }

  /** Frames that were journaled so far: the same number, the same contents. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether the log is deleted, and its folder gone or going. */
  get deleted(): boolean {
    return this.#deleted;
  }

  /** Its files; null where there are none yet. */
  get store(): SegmentStore | null {
    return this.#files.store;
  }

  /** Brings the files up to date and says what is in them: all there is to know. Null where something has to wait. */
  settle(): LogContents | null {
    this.#catchUp();
    if (!this.#files.settled || this.state === "offline") return null;
    return {
      logStartOffset: this.#logStartOffset,
      logEndOffset: this.#logEndOffset,
      epochs: this.#epochs.entries.slice(),
      segments: this.#files.segments.states,
      fault: this.#condition.damage,
    };
  }

  /** Records the creation of this log in the journal; the sequence number. */
  create(done: Done): number {
    const effect: DestructiveEffect = { kind: "create", offset: this.#logStartOffset, durable: false };
    return this.#journal(FRAME_OF_EFFECT.create, [createPayload(this, this.#logStartOffset)], { done, effect });
  }

  delete(done: Done): void {
    this.#files.forget();
    this.#journal(FRAME_OF_EFFECT.delete, [], { done, effect: { kind: "delete", offset: 0, durable: false } });
    this.#condition.close();
    this.#deleted = true;
  }

  /** Refuses everything from now on; what was accepted goes on. */
  refuse(): void {
    this.#condition.close();
  }

  /** Tries again what waited for room. */
  retry(): void {
    this.#files.unblock();
    this.#advance();
  }

  /** Closes the files; nothing may wait any more. */
  close(): void {
    this.refuse();
    this.#onFiles((files) => files.store?.close());
  }

  /** Takes the log out of service after an error in its files. */
  fail(cause: unknown): WalError {
    const error = faultOf(cause, this);
    if (!this.#condition.fail(error)) return error;
    const { damage } = this.#condition;
    if (damage) {
      SIMULATION: globalThis.chronikSometimes?.("a log is put into quarantine");
      this.#journal(FRAME_QUARANTINE, [quarantinePayload(damage)], { done: () => {}, effect: null });
    } else {
      this.#files.forget();
    }
    this.#owner.faulted(this, error);
    return error;
  }

  #append(batches: CheckedBatches, done: Done): void {
    const { frames, buffers } = batches;
    let sizeBytes = 0;
    for (const bytes of buffers) sizeBytes += bytes.length;
    if (this.#owner.journal.failure) throw this.#owner.journal.failure;
    if (this.#files.blocked) throw new WalError("diskFull", "earlier batches wait for room on the disk");
    this.#owner.journal.admit(sizeBytes);
    for (const frame of frames) this.#epochs.assign(frame.leaderEpoch, frame.baseOffset);
    this.#logEndOffset = frames[frames.length - 1]!.lastOffset + 1;
    const write = new WriteEffect(batches);
    this.#journal(FRAME_APPEND, buffers, { done, effect: null, write });
    this.#files.append(write);
    if (this.#writePlanned || !this.#files.gathering) return;
    this.#writePlanned = true;
    this.home.context.defer(this.#onTurnEnd);
  }

  /** Puts a frame in the journal that must not be refused. */
  #journal(
    kind: number,
    buffers: readonly Uint8Array[],
    flight: { done: Done; effect: DestructiveEffect | null; write?: WriteEffect },
  ): number {
    const frame = { stream: this.stream, kind, buffers, essential: true };
    const sequence = this.#owner.journal.append(frame, this.#onDurable);
    this.#changes++;
    const { done, effect, write = null } = flight;
    this.#flights.push({ endOffset: this.#logEndOffset, done, effect, write });
    if (flight.effect) this.#files.await(flight.effect);
    return sequence;
  }

  #destroy(effect: DestructiveEffect, done: Done): void {
    this.#journal(FRAME_OF_EFFECT[effect.kind], [offsetPayload(effect.offset)], { done, effect });
  }

  /** The log ends at `offset` now, whatever was on its way beyond it. */
  #endAt(offset: number): void {
    this.#logEndOffset = offset;
    this.#durableEndOffset = Math.min(this.#durableEndOffset, offset);
    this.#flights.cutAt(offset);
  }

  #durable(error: Error | null): void {
    const flight = this.#flights.land();
    if (error === null) {
      if (flight.effect !== null) this.#files.durable(flight.effect, () => this.#advance());
      if (flight.endOffset > this.#durableEndOffset) this.#durableEndOffset = flight.endOffset;
    }
    flight.write?.giveBack();
    flight.done(error);
  }

  /** Lets the files follow. An error there takes the log out of service. */
  #advance(): void {
    try {
      if (!this.#files.run()) this.#owner.blocked(this);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reads must find what was appended. */
  #catchUp(): void {
    if (this.#files.gathering) this.#advance();
  }

  /** The range with its defaults; null where there is nothing to read now. */
  #readable(range: ReadRange): StoreRange | null {
    this.#catchUp();
    this.#condition.requireOnline();
    const { offset, bytesMax } = range;
    if (offset < this.#logStartOffset || offset > this.#logEndOffset) throw new OffsetOutOfRangeError(offset, this);
    const readable = this.#files.readableEndOffset;
    const endOffset = Math.min(range.endOffset ?? readable, readable);
    return offset >= endOffset ? null : { offset, bytesMax, endOffset, epochAt: this.#epochAt };
  }

  /** Works on the files. An error there takes the log out of service, unless it is for want of room. */
  #onFiles<Result>(work: (files: LogFiles) => Result): Result {
    try {
      return work(this.#files);
    } catch (error) {
      if (isShortage(error)) throw new WalError("diskFull", `no room for ${this.topic}-${this.partition}`, error);
      throw this.fail(error);
    }
  }

  #reporting(done: Done, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.home.context.defer(() => done(error as Error));
    }
  }
}
