import { DamageError } from "../errors.ts";
import type { BatchFrame } from "../ports.ts";
import type { BatchWalk } from "./batch-walk.ts";
import type { PooledFile } from "./file-pool.ts";
import { segmentFileName } from "./kafka-files.ts";
import { OFFSET_ENTRY_BYTES, OffsetIndex } from "./offset-index.ts";
import { SegmentAge } from "./segment-age.ts";
import type { SegmentContext } from "./segment-context.ts";
import type { SegmentHome, SegmentState } from "./segment-state.ts";
import { type TimeEntry, TimeIndex } from "./time-index.ts";
import type { LogSettings } from "./types.ts";

interface Indexes {
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
}

/** Relative offsets and positions have four bytes with a sign in Kafka's files. */
const INT32_MAX = 2 ** 31 - 1;
const NO_TIME: TimeEntry = { timestamp: -1, lastOffset: -1 };
const UNVERIFIED = Number.POSITIVE_INFINITY;

/**
 * One segment of a log: the `.log` file and its two indexes.
 *
 * Invariants:
 * - The file holds whole batches from `baseOffset` to `endOffset` without a gap in `[0, sizeBytes)`. What lies beyond is
 *   left over from a write that failed or was cut, and is written over.
 * - An index entry is a hint: it is compared with the batch it points at before it is used, and the indexes are made again
 *   where it is wrong. So they need no sync.
 */
export class Segment {
  readonly baseOffset: number;
  readonly file: PooledFile;
  readonly #context: SegmentContext;
  readonly #folder: string;
  readonly #settings: LogSettings;
  #endOffset: number;
  #sizeBytes: number;
  #max: TimeEntry;
  #indexes: Indexes | null = null;
  #bytesSinceEntry = 0;
  readonly #age: SegmentAge;
  /** Bytes from here on were written in this life of the process; those before are verified when they are read. */
  #writtenFrom: number;

  constructor(home: SegmentHome, state: SegmentState, file?: PooledFile) {
    const { context } = home;
    this.#context = context;
    this.#folder = home.folder;
    this.#settings = home.settings;
    this.baseOffset = state.baseOffset;
    this.file = file ?? context.pool.file(this.#path("log"), "open");
    this.#endOffset = state.endOffset;
    this.#sizeBytes = state.sizeBytes;
    this.#max = { timestamp: state.maxTimestamp, lastOffset: state.maxTimestampOffset };
    this.#writtenFrom = state.sizeBytes;
    this.#age = new SegmentAge(context.wallClock, () => {
      this.#start();
      return this.#walk.frameAt(0);
    });
  }

  /** Makes an empty segment; no file of it may exist. */
  static create(home: SegmentHome, baseOffset: number): Segment {
    const file = home.context.pool.create(`${home.folder}/${segmentFileName(baseOffset, "log")}`);
    const empty = { baseOffset, endOffset: baseOffset, sizeBytes: 0, maxTimestamp: -1, maxTimestampOffset: -1 };
    return new Segment(home, empty, file);
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get maxTimestamp(): number {
    return this.#max.timestamp;
  }

  get state(): SegmentState {
    return {
      baseOffset: this.baseOffset,
      endOffset: this.#endOffset,
      sizeBytes: this.#sizeBytes,
      maxTimestamp: this.#max.timestamp,
      maxTimestampOffset: this.#max.lastOffset,
    };
  }

  /** Whether bytes at `position` were there before this process, and may have rotted since they were checked. */
  isCold(position: number): boolean {
    return position < this.#writtenFrom;
  }

  /** Before something is concluded from a header: throws a `DamageError` where the batch may have rotted, and has. */
  requireIntact(position: number, frame: BatchFrame): void {
    if (this.isCold(position)) this.#verify(position, frame);
  }

  /** Whether an index entry has room for the offset. */
  canIndex(offset: number): boolean {
    return offset - this.baseOffset <= INT32_MAX;
  }

  /** How many more entries the offset index may have. */
  get indexRoom(): number {
    return Math.floor((this.#settings.indexBytesMax - this.#offsets.sizeBytes) / OFFSET_ENTRY_BYTES);
  }

  /** Whether the batch must go to a segment of its own. */
  isFullFor(batch: BatchFrame): boolean {
    const settings = this.#settings;
    if (this.#sizeBytes === 0) return false;
    if (this.#sizeBytes + batch.sizeBytes > Math.min(settings.segmentBytesMax, INT32_MAX)) return true;
    if (!this.canIndex(batch.lastOffset)) return true;
    if (this.indexRoom < 1) return true;
    return this.#age.withMs(batch) > settings.segmentAgeMsMax;
  }

  /** Whether the batch may come behind one that is not appended yet, as far as their age goes. */
  isYoungFor(batch: BatchFrame, first: BatchFrame): boolean {
    if (this.#sizeBytes > 0) return this.#age.withMs(batch) <= this.#settings.segmentAgeMsMax;
    return first.maxTimestamp < 0 || batch.maxTimestamp - first.maxTimestamp <= this.#settings.segmentAgeMsMax;
  }

  /** Appends the batches `frames[from..to)`, whose bytes are `buffers` one after the other. */
  append(batches: { frames: readonly BatchFrame[]; from: number; to: number }, buffers: readonly Uint8Array[]): void {
    this.file.write(buffers, this.#sizeBytes);
    if (this.#sizeBytes === 0) this.#age.begin(batches.frames[batches.from]!);
    else this.#age.continue();
    for (let at = batches.from; at < batches.to; at++) this.#appended(batches.frames[at]!);
  }

  /**
   * Where the batch that contains `offset` starts, and its header. `offset` must be in `[baseOffset, endOffset)`.
   *
   * @throws DamageError where the segment does not hold what it should.
   */
  locate(offset: number): { position: number; frame: BatchFrame } {
    return this.#locate(offset, this.#endOffset);
  }

  #locate(offset: number, intactEndOffset: number): { position: number; frame: BatchFrame } {
    this.#start();
    const entry = this.#offsets.lookup(offset);
    if (entry) {
      const frame = this.#walk.frameAt(entry.position);
      if (frame?.lastOffset === entry.lastOffset) return this.#seek(offset, entry.position, frame);
      this.#rebuildIndexes(intactEndOffset);
    }
    const position = entry ? (this.#offsets.lookup(offset)?.position ?? 0) : 0;
    return this.#seek(offset, position, this.#frameAt(position));
  }

  /** The first batch at or after `fromOffset` whose largest timestamp is `timestamp` or larger. */
  firstBatchAt(timestamp: number, fromOffset: number): BatchFrame | undefined {
    if (this.#max.timestamp < timestamp || fromOffset >= this.#endOffset) return undefined;
    const before = this.#timeBefore(timestamp)?.lastOffset ?? this.baseOffset - 1;
    const start = Math.max(fromOffset, Math.min(before + 1, this.#endOffset - 1));
    let { position, frame } = this.locate(start);
    for (;;) {
      this.requireIntact(position, frame);
      if (frame.maxTimestamp >= timestamp) return frame;
      position += frame.sizeBytes;
      if (position >= this.#sizeBytes) return undefined;
      frame = this.#frameAt(position);
    }
  }

  /**
   * Cuts the segment at `offset`, where a batch starts or the segment ends; also what the file has beyond. Looks only at what
   * is kept: what lies beyond may be anything while a crash is recovered.
   */
  truncateTo(offset: number): void {
    const position = this.#positionOf(offset);
    this.#offsets.truncate(position);
    this.#times.truncate(offset);
    this.#sizeBytes = position;
    this.#endOffset = offset;
    this.#writtenFrom = Math.min(this.#writtenFrom, position);
    if (this.file.handle.size() > position) this.file.truncate(position);
    this.#measureTail();
  }

  /**
   * Verifies about the last `tailBytes` of the segment, checksums included.
   *
   * @throws DamageError at the first batch that is not what was written.
   */
  verifyTail(tailBytes: number): void {
    const entry = this.#offsets.before(this.#sizeBytes - tailBytes);
    this.#start();
    let position = entry?.position ?? 0;
    if (entry && this.#walk.frameAt(position)?.lastOffset !== entry.lastOffset) {
      this.#rebuildIndexes();
      position = this.#offsets.before(this.#sizeBytes - tailBytes)?.position ?? 0;
    }
    let offset: number | undefined = position === 0 ? this.baseOffset : undefined;
    while (position < this.#sizeBytes) {
      const frame = this.#frameAt(position, offset);
      this.#verify(position, frame);
      position += frame.sizeBytes;
      offset = frame.lastOffset + 1;
    }
    if (offset !== undefined && offset !== this.#endOffset) {
      throw this.damage(position, `offset ${offset} is where ${this.#endOffset} should be`);
    }
  }

  /** Takes back the last append, of which `before` is the state before. The bytes stay until they are written over. */
  undo(before: SegmentState): void {
    this.#offsets.truncate(before.sizeBytes);
    this.#times.truncate(before.endOffset);
    this.#sizeBytes = before.sizeBytes;
    this.#endOffset = before.endOffset;
    this.#max = { timestamp: before.maxTimestamp, lastOffset: before.maxTimestampOffset };
  }

  /**
   * Makes both indexes again from the batches up to an offset.
   *
   * @throws DamageError where the batches are not what they should be.
   */
  #rebuildIndexes(endOffset = this.#endOffset): void {
    this.#offsets.clear();
    this.#times.clear();
    this.#max = NO_TIME;
    this.#bytesSinceEntry = 0;
    this.#start();
    for (let position = 0, offset = this.baseOffset; offset < endOffset; ) {
      const frame = this.#frameAt(position, offset);
      this.#index(frame, position);
      position += frame.sizeBytes;
      offset = frame.lastOffset + 1;
    }
    this.storeIndexes();
  }

  /** Writes what the indexes hold in memory only. */
  storeIndexes(): void {
    this.#indexes?.offsets.store();
    this.#indexes?.times.store();
  }

  /** Nothing is appended any more: completes the indexes and gives their memory back. */
  seal(): void {
    if (this.#max.timestamp >= 0) this.#times.appendLarger(this.#max);
    this.#writtenFrom = UNVERIFIED;
    this.#closeIndexes();
  }

  /** The error for something in the file that should not be there. */
  damage(position: number, what: string): DamageError {
    return new DamageError("partitionQuarantined", { file: this.file.path, position }, what);
  }

  close(): void {
    this.#closeIndexes();
    this.file.close();
  }

  remove(): void {
    this.#indexes?.offsets.close();
    this.#indexes?.times.close();
    this.#indexes = null;
    this.file.close();
    for (const kind of ["index", "timeindex", "log"] as const) this.#context.disk.remove(this.#path(kind));
  }

  get #offsets(): OffsetIndex {
    return this.#openIndexes().offsets;
  }

  get #times(): TimeIndex {
    return this.#openIndexes().times;
  }

  #openIndexes(): Indexes {
    this.#indexes ??= {
      offsets: new OffsetIndex(this.#context, this.#path("index"), this.baseOffset),
      times: new TimeIndex(this.#context, this.#path("timeindex"), this.baseOffset),
    };
    return this.#indexes;
  }

  #closeIndexes(): void {
    this.storeIndexes();
    this.#indexes?.offsets.close();
    this.#indexes?.times.close();
    this.#indexes = null;
  }

  get #walk(): BatchWalk {
    return this.#context.walk;
  }

  #start(): void {
    this.#walk.start(this.file, this.#sizeBytes);
  }

  #frameAt(position: number, expectedOffset?: number): BatchFrame {
    const frame = this.#walk.frameAt(position);
    if (frame === null) throw this.damage(position, "no batch starts here");
    if (expectedOffset !== undefined && frame.baseOffset !== expectedOffset) {
      throw this.damage(position, `offset ${frame.baseOffset} is where ${expectedOffset} should be`);
    }
    return frame;
  }

  #verify(position: number, { sizeBytes }: BatchFrame): void {
    const batch = this.#context.allocate(sizeBytes).subarray(0, sizeBytes);
    this.file.handle.read(batch, position);
    if (!this.#context.framing.verify(batch)) throw this.damage(position, "the checksum of the batch does not match");
  }

  #seek(offset: number, position: number, frame: BatchFrame): { position: number; frame: BatchFrame } {
    while (frame.lastOffset < offset) {
      position += frame.sizeBytes;
      frame = this.#frameAt(position, frame.lastOffset + 1);
    }
    if (frame.baseOffset > offset)
      throw this.damage(position, `offset ${frame.baseOffset} is where ${offset} should be`);
    return { position, frame };
  }

  #appended(frame: BatchFrame): void {
    this.#index(frame, this.#sizeBytes);
    this.#sizeBytes += frame.sizeBytes;
    this.#endOffset = frame.lastOffset + 1;
  }

  #index(frame: BatchFrame, position: number): void {
    const { maxTimestamp: timestamp, lastOffset } = frame;
    if (timestamp > this.#max.timestamp) this.#max = { timestamp, lastOffset };
    if (this.#bytesSinceEntry > this.#settings.indexIntervalBytes) {
      this.#offsets.append(lastOffset, position);
      if (this.#max.timestamp >= 0) this.#times.appendLarger(this.#max);
      this.#bytesSinceEntry = 0;
    }
    this.#bytesSinceEntry += frame.sizeBytes;
  }

  /** The time index's entry, once the batch it names is seen to be what it says. */
  #timeBefore(timestamp: number): TimeEntry | null {
    const entry = this.#times.before(timestamp);
    if (entry === null || this.#agrees(entry)) return entry;
    this.#rebuildIndexes();
    return this.#times.before(timestamp);
  }

  #agrees(entry: TimeEntry): boolean {
    if (entry.lastOffset < this.baseOffset || entry.lastOffset >= this.#endOffset) return false;
    const { position, frame } = this.locate(entry.lastOffset);
    if (frame.lastOffset === entry.lastOffset && frame.maxTimestamp === entry.timestamp) return true;
    // Where it is the batch that is wrong, an index made from it would lead around the damage.
    this.requireIntact(position, frame);
    return false;
  }

  /** Where a batch with this base offset starts, or would. */
  #positionOf(offset: number): number {
    if (offset === this.baseOffset) return 0;
    if (offset === this.#endOffset) return this.#sizeBytes;
    const { position, frame } = this.#locate(offset - 1, offset);
    if (frame.lastOffset === offset - 1) return position + frame.sizeBytes;
    throw this.damage(position, `no batch ends before offset ${offset}`);
  }

  /** After a cut: the largest timestamp of what is left, from the indexes and the batches after their last entry. */
  #measureTail(): void {
    const entry = this.#offsets.last();
    const time = this.#times.last();
    this.#start();
    const frame = entry && this.#walk.frameAt(entry.position);
    if ((entry && frame?.lastOffset !== entry.lastOffset) || (time && !this.#agrees(time))) {
      this.#rebuildIndexes();
      return;
    }
    this.#max = time ?? NO_TIME;
    this.#bytesSinceEntry = this.#sizeBytes - (entry?.position ?? 0);
    this.#start();
    for (let position = entry?.position ?? 0; position < this.#sizeBytes; ) {
      const { maxTimestamp: timestamp, lastOffset, sizeBytes } = this.#frameAt(position);
      if (timestamp > this.#max.timestamp) this.#max = { timestamp, lastOffset };
      position += sizeBytes;
    }
  }

  #path(kind: "log" | "index" | "timeindex"): string {
    return `${this.#folder}/${segmentFileName(this.baseOffset, kind)}`;
  }
}
