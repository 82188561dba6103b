import { assert, isShortage } from "../errors.ts";
import type { BatchFrame } from "../ports.ts";
import type { PooledFile } from "./file-pool.ts";
import { Segment } from "./segment.ts";
import type { SegmentHome, SegmentState } from "./segment-state.ts";
import { StateSnapshots } from "./state-snapshots.ts";
import type { ReadRange } from "./types.ts";

/** Where readers stopped last, so that the next read of a sequential reader needs no search. */
const HINTS_MAX = 8;

/** What one read returns at most, a larger batch aside: about 3 ms of the event loop, most of them for the memory. */
const READ_BYTES_MAX = 4 * 1024 * 1024;

interface Hint {
  readonly offset: number;
  readonly segment: Segment;
  readonly position: number;
}

/** What is to be read, and the leader epoch that each offset was written in. */
export interface StoreRange extends Required<ReadRange> {
  readonly epochAt: (offset: number) => number;
}

/**
 * The segments of one log: what is in its folder. It knows nothing of the journal; `PartitionLog` decides what is done
 * here and when.
 *
 * Invariants: there is a segment at least; the last is the one that is appended to; each starts where the one before
 * ends.
 */
export class SegmentStore {
  /** Names were added to or removed from the folder since this was last set to false. */
  folderDirty = true;
  readonly snapshots: StateSnapshots;
  /** Bytes that were appended since the last snapshot was captured; infinite before the first in this life. */
  bytesSinceSnapshot = Number.POSITIVE_INFINITY;
  readonly #home: SegmentHome;
  #segments: Segment[];
  #sizeBytes: number;
  #hints: Hint[] = [];
  #nextHint = 0;

  constructor(home: SegmentHome, segments: readonly Segment[]) {
    assert(segments.length > 0, "a log has a segment at least");
    this.#home = home;
    this.snapshots = new StateSnapshots(home.context.disk, home.folder);
    this.#segments = [...segments];
    this.#sizeBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  get startOffset(): number {
    return this.#segments[0]!.baseOffset;
  }

  get endOffset(): number {
    return this.#active.endOffset;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get states(): readonly SegmentState[] {
    return this.#segments.map((segment) => segment.state);
  }

  get dirtyFiles(): readonly PooledFile[] {
    return this.#segments.map((segment) => segment.file).filter((file) => file.dirty);
  }

  /**
   * Appends batches, whose bytes are `buffers` one after the other. Where it throws, nothing was appended.
   */
  append(frames: readonly BatchFrame[], buffers: readonly Uint8Array[]): void {
    const count = this.#segments.length;
    const before = this.#active.state;
    try {
      let from = 0;
      let position = 0;
      while (from < frames.length) {
        if (this.#active.isFullFor(frames[from]!)) this.#roll(frames[from]!.baseOffset);
        const { to, sizeBytes } = this.#fitting(frames, from);
        const whole = from === 0 && to === frames.length;
        this.#active.append({ frames, from, to }, whole ? buffers : slice(buffers, position, position + sizeBytes));
        this.#sizeBytes += sizeBytes;
        this.bytesSinceSnapshot += sizeBytes;
        position += sizeBytes;
        from = to;
      }
    } catch (error) {
      for (const segment of this.#segments.splice(count)) this.#drop(segment);
      this.#sizeBytes += before.sizeBytes - this.#active.sizeBytes;
      this.#active.undo(before);
      throw error;
    }
  }

  /** The base offset of the batch that contains `offset`. */
  batchStart(offset: number): number {
    const segment = this.#segmentOf(offset);
    const { position, frame } = segment.locate(offset);
    segment.requireIntact(position, frame);
    return frame.baseOffset;
  }

  /** Whole batches of one segment; see `ReplicaLog.read`. `range.offset` must be below the end of the store. */
  read(range: StoreRange): Uint8Array {
    const { segment, position } = this.#place(range.offset);
    const bytesMax = Math.min(range.bytesMax, READ_BYTES_MAX);
    let target = this.#home.context.allocate(Math.min(bytesMax, segment.sizeBytes - position));
    let sizeBytes = this.readInto(range, target);
    if (sizeBytes < 0) {
      target = this.#home.context.allocate(-sizeBytes);
      sizeBytes = this.readInto(range, target);
    }
    return target.subarray(0, sizeBytes);
  }

  /** The same into a buffer of the caller's; the bytes read, or minus the size of the first batch where that does not fit. */
  readInto(range: StoreRange, target: Uint8Array): number {
    const { walk, framing } = this.#home.context;
    const { segment, position } = this.#place(range.offset);
    walk.start(segment.file, segment.sizeBytes);
    const first = walk.frameAt(position);
    if (!first || first.baseOffset > range.offset || first.lastOffset < range.offset) {
      throw segment.damage(position, `the batch with offset ${range.offset} should start here`);
    }
    if (first.lastOffset >= range.endOffset) {
      segment.requireIntact(position, first);
      return 0;
    }
    if (first.sizeBytes > target.length) return -first.sizeBytes;
    const bytesMax = Math.max(Math.min(range.bytesMax, READ_BYTES_MAX), first.sizeBytes);
    const wanted = Math.min(bytesMax, target.length, segment.sizeBytes - position);
    const read = segment.file.handle.read(target.subarray(0, wanted), position);
    if (read < wanted) throw segment.damage(position + read, "the file ends here");
    let end = 0;
    let offset = first.baseOffset;
    while (end + framing.headerBytes <= wanted) {
      const frame = framing.frame(target, end);
      if (frame?.baseOffset !== offset) throw segment.damage(position + end, `offset ${offset} should start here`);
      if (frame.lastOffset >= range.endOffset || end + frame.sizeBytes > wanted) break;
      if (segment.isCold(position + end)) {
        if (!framing.verify(target.subarray(end, end + frame.sizeBytes))) {
          throw segment.damage(position + end, `the checksum of the batch with offset ${offset} does not match`);
        }
        // Kafka's checksum leaves the epoch out, since leaders stamp it.
        if (frame.leaderEpoch !== range.epochAt(frame.lastOffset)) {
          throw segment.damage(position + end, `leader epoch ${frame.leaderEpoch} was not that of offset ${offset}`);
        }
      }
      end += frame.sizeBytes;
      offset = frame.lastOffset + 1;
    }
    this.#hint({ offset, segment, position: position + end });
    return end;
  }

  /** The first batch at or after `fromOffset` with a timestamp that reaches `timestamp`. */
  firstBatchAt(timestamp: number, fromOffset: number): BatchFrame | undefined {
    for (const segment of this.#segments) {
      const frame = segment.firstBatchAt(timestamp, Math.max(fromOffset, segment.baseOffset));
      if (frame) return frame;
    }
    return undefined;
  }

  /** Cuts the log at `offset`, where a batch starts. */
  truncateTo(offset: number): void {
    if (offset < this.startOffset) return this.reset(offset);
    this.#removeSnapshotsAbove(offset);
    this.#forgetHints();
    while (this.#active.baseOffset > offset) this.#drop(this.#segments.pop()!);
    const last = this.#active;
    if (last.endOffset <= offset) return;
    const before = last.sizeBytes;
    last.truncateTo(offset);
    this.#sizeBytes -= before - last.sizeBytes;
  }

  /** Drops everything and starts again at `offset`. */
  reset(offset: number): void {
    this.#removeSnapshotsAbove(-1);
    this.#forgetHints();
    for (const segment of this.#segments) this.#drop(segment);
    this.#segments = [Segment.create(this.#home, offset)];
    this.#sizeBytes = 0;
    this.folderDirty = true;
  }

  /** Removes the segments that end at or before `offset`. Where that is all of them, the log goes on in a new one. */
  deleteBefore(offset: number): void {
    const next = offset >= this.endOffset && this.#active.sizeBytes > 0 ? this.#nextSegment() : null;
    if (next) this.#segments.push(next);
    while (this.#segments.length > 1 && this.#segments[0]!.endOffset <= offset) {
      this.#forgetHints();
      this.#drop(this.#segments.shift()!);
    }
    if (this.snapshots.removeBelow(this.startOffset)) this.folderDirty = true;
  }

  /** Removes snapshots that nobody will ask for, of those up to an offset that a checkpoint vouches for. */
  pruneSnapshots(coveredEndOffset: number): void {
    const sealed = this.#segments.slice(0, -1).map(({ endOffset }) => endOffset);
    if (this.snapshots.prune(coveredEndOffset, sealed)) this.folderDirty = true;
  }

  /** What goes beyond the offset is not of this log, or will soon be no more. */
  #removeSnapshotsAbove(offset: number): void {
    if (!this.snapshots.removeAbove(offset)) return;
    this.folderDirty = true;
    this.bytesSinceSnapshot = Number.POSITIVE_INFINITY;
  }

  storeIndexes(): void {
    this.#active.storeIndexes();
  }

  close(): void {
    for (const segment of this.#segments) segment.close();
  }

  get #active(): Segment {
    return this.#segments[this.#segments.length - 1]!;
  }

  #roll(baseOffset: number): void {
    SIMULATION: globalThis.chronikSometimes?.("a segment is full");
    this.#active.seal();
    this.#segments.push(Segment.create(this.#home, baseOffset));
    this.folderDirty = true;
  }

  /** Null where there is no room for one: then the last segment has to stay. */
  #nextSegment(): Segment | null {
    try {
      const next = Segment.create(this.#home, this.endOffset);
      this.folderDirty = true;
      return next;
    } catch (error) {
      if (isShortage(error)) return null;
      throw error;
    }
  }

  /** How many batches from `from` on go to the active segment; the first always does. */
  #fitting(frames: readonly BatchFrame[], from: number): { to: number; sizeBytes: number } {
    const { segmentBytesMax, indexIntervalBytes } = this.#home.settings;
    const active = this.#active;
    const indexEntriesAtMost = (batches: number, bytes: number) =>
      Math.min(batches, 1 + Math.floor(bytes / (indexIntervalBytes + 1)));
    let sizeBytes = 0;
    let to = from;
    for (; to < frames.length; to++) {
      const frame = frames[to]!;
      const fits =
        active.sizeBytes + sizeBytes + frame.sizeBytes <= segmentBytesMax &&
        active.canIndex(frame.lastOffset) &&
        active.isYoungFor(frame, frames[from]!) &&
        indexEntriesAtMost(to + 1 - from, sizeBytes + frame.sizeBytes) <= active.indexRoom;
      if (to > from && !fits) break;
      sizeBytes += frame.sizeBytes;
    }
    return { to, sizeBytes };
  }

  #drop(segment: Segment): void {
    this.#sizeBytes -= segment.sizeBytes;
    segment.remove();
    this.folderDirty = true;
  }

  #place(offset: number): { segment: Segment; position: number } {
    for (const hint of this.#hints) {
      if (hint.offset === offset && hint.position < hint.segment.sizeBytes) return hint;
    }
    const segment = this.#segmentOf(offset);
    return { segment, position: segment.locate(offset).position };
  }

  #hint(hint: Hint): void {
    this.#hints[this.#nextHint] = hint;
    this.#nextHint = (this.#nextHint + 1) % HINTS_MAX;
  }

  #forgetHints(): void {
    this.#hints = [];
    this.#nextHint = 0;
  }

  #segmentOf(offset: number): Segment {
    let low = 0;
    let high = this.#segments.length - 1;
    if (offset >= this.#segments[high]!.baseOffset) return this.#segments[high]!;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#segments[middle]!.baseOffset <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low]!;
  }
}

/** The bytes `[from, to)` of buffers that lie one after the other. */
function slice(buffers: readonly Uint8Array[], from: number, to: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const bytes of buffers) {
    const end = start + bytes.length;
    if (end > from && start < to)
      parts.push(bytes.subarray(Math.max(0, from - start), Math.min(bytes.length, to - start)));
    start = end;
  }
  return parts;
}
