import { WindowReader } from "../journal/window-reader.ts";
import { segmentFileName } from "../log/kafka-files.ts";
import type { SegmentState } from "../log/segment-state.ts";
import type { BatchFrame, BatchFraming, Disk } from "../ports.ts";
import { BatchSearch } from "./batch-search.ts";
import type { StoredLog } from "./folder.ts";
import { IndexCheck } from "./index-check.ts";
import { type SegmentLimits, SegmentWalk, type WalkEvents } from "./segment-walk.ts";

const WINDOW_BYTES = 1024 * 1024;

export interface SegmentReport {
  readonly file: string;
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** Entries in the indexes' files; null where there is no such file. */
  readonly offsetIndexEntries: number | null;
  readonly timeIndexEntries: number | null;
}

export interface BatchReport {
  readonly file: string;
  readonly position: number;
  readonly frame: BatchFrame;
  /** Its checksum holds. */
  readonly intact: boolean;
  /** Not so: written after the last checkpoint, and in the journal still. */
  readonly vouched: boolean;
  /** The whole batch. Valid during the call only. */
  readonly bytes: Uint8Array;
}

/**
 * - `damage`: something that must be there is not, or is something else. A log with damage goes into quarantine when it is read.
 * - `note`: nothing that a start does not put right by itself.
 */
export interface LogFinding {
  readonly severity: "damage" | "note";
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly position: number;
  readonly reason: string;
}

/** Where a log would have to be cut so that only what is intact is left. */
export interface CutPlace {
  /** The log's end then. */
  readonly offset: number;
  /** Of the segment it lies in. */
  readonly baseOffset: number;
  /** In that segment's file. */
  readonly position: number;
}

export interface LogReport {
  readonly segments: number;
  /** Whole ones, damaged ones included. */
  readonly batches: number;
  readonly sizeBytes: number;
  /** After the last whole batch; the base offset of the first segment where there is none. */
  readonly endOffset: number;
  readonly damages: number;
  readonly notes: number;
  /** Before the first damage; null where there is none. */
  readonly firstDamage: CutPlace | null;
}

export interface LogVisitor {
  segment?(segment: SegmentReport): void;
  /** Comes after what was found wrong with it. */
  batch?(batch: BatchReport): void;
  finding?(finding: LogFinding): void;
}

export interface LogInspection {
  readonly disk: Disk;
  readonly framing: BatchFraming;
  /** Absolute. */
  readonly folder: string;
  /** What the checkpoint and the journal say of the log. Default: nothing is known but what is in the folder. */
  readonly stored?: StoredLog;
}

/**
 * Reads all batches and both indexes of one log, and changes nothing. Every checksum is compared. Damage is reported, not thrown; the reading
 * goes on behind it where another batch can be found.
 *
 * While somebody appends to the log, the last batch may look cut off, and segments may come and go: look again.
 *
 * @throws The disk's error where a file cannot be read.
 */
export function inspectLog(inspection: LogInspection, visitor: LogVisitor = {}): LogReport {
  return new LogInspector(inspection, visitor).inspect();
}

class LogInspector {
  readonly #init: LogInspection;
  readonly #visitor: LogVisitor;
  #segments = 0;
  #batches = 0;
  #sizeBytes = 0;
  #damages = 0;
  #notes = 0;
  #firstDamage: CutPlace | null = null;
  /** Where the next segment has to start; null before the first. */
  #offset: number | null = null;
  /** The end of what was read last. */
  #place: CutPlace = { offset: 0, baseOffset: 0, position: 0 };

  constructor(init: LogInspection, visitor: LogVisitor) {
    this.#init = init;
    this.#visitor = visitor;
  }

  inspect(): LogReport {
    const { disk, folder, stored } = this.#init;
    const vouched = new Map(stored?.vouched.segments.map((state) => [state.baseOffset, state]));
    const onDisk = disk.list(folder).flatMap((name) => /^(\d{20})\.log$/.exec(name)?.[1] ?? []);
    const baseOffsets = [...new Set([...vouched.keys(), ...onDisk.map(Number)])].sort((a, b) => a - b);
    const last = baseOffsets.at(-1);
    for (const baseOffset of baseOffsets) {
      const state = vouched.get(baseOffset);
      const path = `${folder}/${segmentFileName(baseOffset, "log")}`;
      if (stored && !state && baseOffset < stored.vouched.endOffset) {
        this.#found("note", { file: path, position: 0 }, "a segment that no longer counts; a start removes it");
        continue;
      }
      this.#follows(baseOffset, path, stored === undefined || state !== undefined);
      if (disk.exists(path)) this.#segment(baseOffset, path, this.#limits(state, baseOffset === last));
      else this.#found("damage", { file: path, position: 0 }, "the file is missing");
    }
    return {
      segments: this.#segments,
      batches: this.#batches,
      sizeBytes: this.#sizeBytes,
      endOffset: this.#place.offset,
      damages: this.#damages,
      notes: this.#notes,
      firstDamage: this.#firstDamage,
    };
  }

  /** A log has no gaps: what lies beyond one cannot be kept. Where nothing is vouched for, the journal fills it. */
  #follows(baseOffset: number, file: string, vouched: boolean): void {
    if (this.#offset !== null && this.#offset < baseOffset && this.#damages === 0) {
      const what = `the segment starts at offset ${baseOffset}, and the one before ends at ${this.#offset}`;
      if (vouched) this.#found("damage", { file, position: 0 }, what);
      else this.#found("note", { file, position: 0 }, `${what}; a start fills the gap from the journal`);
    }
    this.#place = { offset: baseOffset, baseOffset, position: 0 };
  }

  #segment(baseOffset: number, path: string, limits: SegmentLimits): void {
    const { disk, folder, framing } = this.#init;
    const indexes = new IndexCheck(disk, { folder, baseOffset });
    const file = disk.open(path, "read");
    try {
      const reader = new WindowReader(file, WINDOW_BYTES);
      const { sizeBytes } = reader;
      this.#segments++;
      this.#sizeBytes += sizeBytes;
      const { offsetEntries: offsetIndexEntries, timeEntries: timeIndexEntries } = indexes;
      this.#visitor.segment?.({ file: path, baseOffset, sizeBytes, offsetIndexEntries, timeIndexEntries });
      const search = new BatchSearch(reader, framing);
      const events = this.#events(baseOffset, path, indexes);
      const epochOf = (offset: number) => this.#epochOf(offset);
      const walk = new SegmentWalk({ search, framing, limits, events, epochOf }, baseOffset);
      const whole = walk.walk();
      this.#offset = walk.offset;
      for (const { file: index, position, reason } of indexes.finish(whole)) {
        this.#found("note", { file: index, position }, `${reason}; the index is made again when it is used`);
      }
    } finally {
      file.close();
    }
  }

  #events(baseOffset: number, file: string, indexes: IndexCheck): WalkEvents {
    return {
      batch: (position, frame, batch) => {
        this.#batches++;
        indexes.batch(position, frame);
        this.#visitor.batch?.({ file, position, frame, ...batch });
      },
      damage: (position, reason) => this.#found("damage", { file, position }, reason),
      note: (position, reason) => this.#found("note", { file, position }, reason),
      reached: ({ offset, position }) => {
        this.#place = { offset, baseOffset, position };
      },
    };
  }

  #limits(state: SegmentState | undefined, last: boolean): SegmentLimits {
    const { stored } = this.#init;
    if (!stored) return { vouchedOffset: Number.POSITIVE_INFINITY, vouchedBytes: null, hasTail: last };
    if (!state) return { vouchedOffset: -1, vouchedBytes: null, hasTail: true };
    const { endOffset, segments } = stored.vouched;
    const whole = state.endOffset <= endOffset;
    return {
      vouchedOffset: Math.min(state.endOffset, endOffset),
      vouchedBytes: whole ? state.sizeBytes : null,
      hasTail: state === segments.at(-1),
    };
  }

  /** The checkpoint's leader epochs begin where the log does. */
  #epochOf(offset: number): number | null {
    const { stored } = this.#init;
    if (!stored || offset < stored.logStartOffset) return null;
    return stored.vouched.epochs.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? null;
  }

  #found(severity: LogFinding["severity"], place: { file: string; position: number }, reason: string): void {
    if (severity === "damage") {
      this.#damages++;
      this.#firstDamage ??= this.#place;
    } else this.#notes++;
    this.#visitor.finding?.({ severity, ...place, reason });
  }
}
