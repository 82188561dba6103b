import type { CheckpointEntry } from "../checkpoint/checkpoint.ts";
import { assert, DamageError, isShortage, WalError } from "../errors.ts";
import { FRAME_APPEND, FRAME_START, FRAME_TRUNCATE, readOffsetPayload } from "../frames.ts";
import type { JournalFrame } from "../journal/scan.ts";
import { splitBatches } from "../log/batches.ts";
import { faultOf } from "../log/fault.ts";
import { JournaledLog } from "../log/journaled-log.ts";
import { LeaderEpochs } from "../log/leader-epochs.ts";
import { makeLogFolder, removeOtherSegments } from "../log/log-folder.ts";
import type { LogHome, LogOwner } from "../log/log-owner.ts";
import { Segment } from "../log/segment.ts";
import type { SegmentState } from "../log/segment-state.ts";
import { SegmentStore } from "../log/segment-store.ts";
import type { LogPlan } from "./replay-plan.ts";

/** How much at the end of what a checkpoint vouches for is verified, checksums included, where the journal goes on. */
const VERIFIED_TAIL_BYTES = 1024 * 1024;

/**
 * One log in the second pass over the journal: its files are brought to the state at the checkpoint, cut down to what no later
 * truncation touched, and then everything that came after is written again. Nothing is synced: until the next
 * checkpoint all of it is in the journal still, and a crash on the way is recovered the same way again.
 */
export class RecoveringLog {
  readonly plan: LogPlan;
  readonly #home: LogHome;
  readonly #epochs: LeaderEpochs;
  #store: SegmentStore | null = null;
  #fault: WalError | null = null;
  /** Batches were left out, since a truncation that is still to come removes them. */
  #awaitsTruncation = false;

  constructor(home: LogHome, plan: LogPlan) {
    this.plan = plan;
    this.#home = home;
    const { entry } = plan;
    this.#epochs = new LeaderEpochs(plan.wipe ? [] : (entry?.epochs ?? []));
    if (entry && plan.stableOffset < entry.logEndOffset) this.#epochs.truncateEnd(plan.stableOffset);
    if (plan.fault) this.#fault = new DamageError("partitionQuarantined", plan.fault.place, plan.fault.reason);
  }

  /** Brings the files to where the replay starts. */
  prepare(): void {
    this.#guard(() => {
      const { wipe, touched, stableOffset, logStartOffset } = this.plan;
      // Segments below a start that moved after the checkpoint may be gone already, the last one of then included.
      if (wipe || (touched && stableOffset <= logStartOffset)) {
        this.#home.context.disk.remove(this.#home.folder);
        this.#store = makeLogFolder(this.#home, this.plan.identity.topicId, stableOffset);
      } else {
        assert(this.plan.entry !== null, "a log is in the checkpoint or made after it");
        this.#store = this.#restore(this.plan.entry);
        // They may be of batches that were never durable, or were truncated. Replayed batches take these offsets again.
        this.#store.snapshots.removeAbove(stableOffset);
      }
    });
  }

  apply(frame: JournalFrame): void {
    const store = this.#store;
    if (store === null || frame.sequence < this.plan.applyFrom) return;
    this.#guard(() => {
      if (frame.kind === FRAME_APPEND) this.#append(store, frame.payload);
      else if (frame.kind === FRAME_TRUNCATE) this.#truncate(store, readOffsetPayload(frame.payload));
      else if (frame.kind === FRAME_START) this.#deleteBefore(store, readOffsetPayload(frame.payload));
    });
  }

  finish(owner: LogOwner): JournaledLog {
    const { identity, stream, logStartOffset, stableOffset, entry } = this.plan;
    if (this.#awaitsTruncation && !this.#fault) {
      const place = { file: this.#home.folder, position: 0 };
      this.#fault = new DamageError("partitionQuarantined", place, "the journal does not go on where the segments end");
    }
    const logEndOffset = this.#store?.endOffset ?? entry?.logEndOffset ?? stableOffset;
    const contents = { logStartOffset, logEndOffset, epochs: this.#epochs.entries };
    return new JournaledLog(owner, { ...identity, stream, home: this.#home }, contents, this.#store, this.#fault);
  }

  #append(store: SegmentStore, payload: Uint8Array): void {
    const frames = splitBatches(this.#home.context.framing, payload);
    if (frames === null) throw new WalError("badBatch", "the journal holds something that is not a batch");
    const baseOffset = frames[0]!.baseOffset;
    if (baseOffset !== store.endOffset) {
      // The log went on from an end that a later truncation removed. That one is the lowest, so all of this goes.
      assert(baseOffset > store.endOffset, "the journal goes on where the segments end, or beyond");
      SIMULATION: globalThis.chronikSometimes?.("recovery leaves out what a truncation removes");
      this.#awaitsTruncation = true;
      return;
    }
    SIMULATION: globalThis.chronikSometimes?.("recovery repeats an append");
    store.append(frames, [payload]);
    for (const frame of frames) this.#epochs.assign(frame.leaderEpoch, frame.baseOffset);
  }

  #truncate(store: SegmentStore, offset: number): void {
    if (offset > store.endOffset) return;
    SIMULATION: globalThis.chronikSometimes?.("recovery repeats a truncation");
    this.#awaitsTruncation = false;
    store.truncateTo(offset);
    this.#epochs.truncateEnd(offset);
  }

  #deleteBefore(store: SegmentStore, offset: number): void {
    store.deleteBefore(offset);
    this.#epochs.truncateStart(offset);
  }

  #restore(entry: CheckpointEntry): SegmentStore {
    const { stableOffset, logStartOffset, touched } = this.plan;
    const last = entry.segments.length - 1;
    const kept = entry.segments
      .filter(({ endOffset }, at) => endOffset > logStartOffset || at === last)
      .filter(({ baseOffset }, at) => baseOffset < stableOffset || at === 0);
    removeOtherSegments(this.#home, new Set(kept.map(({ baseOffset }) => baseOffset)));
    try {
      for (const state of kept) if (state.endOffset <= stableOffset) this.#requireFile(state);
      const segments = kept.map((state) => new Segment(this.#home, state));
      const active = segments.at(-1)!;
      if (active.endOffset > stableOffset) active.truncateTo(stableOffset);
      else if (touched || active.file.handle.size() > active.sizeBytes) active.truncateTo(active.endOffset);
      if (touched && !this.#fault) active.verifyTail(VERIFIED_TAIL_BYTES);
      return new SegmentStore(this.#home, segments);
    } catch (error) {
      this.#fault ??= faultOf(error, { ...this.plan.identity, home: this.#home });
      if (!(this.#fault instanceof DamageError)) throw error;
      return this.#apart(kept);
    }
  }

  #requireFile(state: SegmentState): void {
    const segment = new Segment(this.#home, state);
    const sizeBytes = segment.file.handle.size();
    if (sizeBytes < state.sizeBytes) {
      throw segment.damage(sizeBytes, `the file ends here, and should have ${state.sizeBytes} bytes`);
    }
    segment.file.close();
  }

  /** Leaves damaged segments as they are, for whoever wants to rescue something, and writes what comes after apart. */
  #apart(kept: readonly SegmentState[]): SegmentStore {
    const { disk } = this.#home.context;
    const { stableOffset } = this.plan;
    disk.makeFolder(this.#home.folder);
    const segments = kept
      .filter(({ baseOffset }) => baseOffset < stableOffset)
      .map((state) => new Segment(this.#home, state));
    removeOtherSegments(this.#home, new Set(segments.map(({ baseOffset }) => baseOffset)));
    return new SegmentStore(this.#home, [...segments, Segment.create(this.#home, stableOffset)]);
  }

  /** Want of room or of file descriptors says nothing about the log: there is no recovery then, and the next start tries again. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (isShortage(error)) throw error;
      this.#store?.close();
      this.#store = null;
      this.#fault = new WalError("partitionOffline", `${this.#home.folder} cannot be recovered`, error);
    }
  }
}
