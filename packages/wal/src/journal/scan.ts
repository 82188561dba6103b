import { crc32c } from "@chronik/crc32c";
import { DamageError } from "../errors.ts";
import type { Disk } from "../ports.ts";
import {
  alignedToSector,
  CONTROL_CLOSE,
  CONTROL_RELEASE,
  CONTROL_RESUME,
  FRAME_CHECKED_FROM,
  FRAME_HEADER_BYTES,
  GROUP_CHECKED_FROM,
  GROUP_CHECKSUM_AT,
  GROUP_HEADER_BYTES,
  GROUP_MAGIC,
  type GroupHeader,
  getUint53,
  journalFileName,
  journalFileNumber,
  ORIGIN_JOURNAL,
  readFrameHeader,
  readGroupHeader,
  SECTOR_BYTES,
} from "./layout.ts";
import { WindowReader } from "./window-reader.ts";

const WINDOW_BYTES = 1024 * 1024;

/** A frame as it is read back. */
export interface JournalFrame {
  readonly sequence: number;
  readonly stream: number;
  readonly kind: number;
  /** Valid during the call only. */
  readonly payload: Uint8Array;
}

/** A whole group, where it lies. */
export interface JournalGroup {
  readonly fileNumber: number;
  /** Bytes from the start of the file. */
  readonly position: number;
  readonly header: GroupHeader;
  /** Header and frames, without the padding. Valid during the call only. */
  readonly bytes: Uint8Array;
}

export interface ScannedFile {
  readonly number: number;
  readonly lastSequence: number;
}

export interface JournalScan {
  /** Files that hold frames, oldest first; the last is where the journal goes on. Empty in a journal without a frame. */
  readonly files: readonly ScannedFile[];
  /** Older files than those above. */
  readonly olderFiles: readonly number[];
  /** Files after those above that were never written to. */
  readonly unusedFiles: readonly number[];
  /** Files after those above that hold the beginning of a group that was cut. */
  readonly tornFiles: readonly number[];
  /** Where the last valid group begins, and where it ends, in the last of the files. */
  readonly lastGroupPosition: number;
  readonly position: number;
  /** 0 in a journal without a frame. */
  readonly lastSequence: number;
  /** The largest seen; 0 in a journal without a frame. */
  readonly incarnation: number;
  /** Everything below was released. */
  readonly releasedSequence: number;
  /** Nothing came after the journal was closed. */
  readonly closed: boolean;
  /** A group at the end of which only a part is there; null where none can be told. */
  readonly torn: Omit<JournalGroup, "bytes"> | null;
  /** The header at the start of each file that has one, by the file's number. */
  readonly firsts: ReadonlyMap<number, GroupHeader>;
}

export interface JournalSource {
  readonly disk: Disk;
  readonly folder: string;
  /** Frames below are not delivered, and may be gone. Default: what was released last. */
  readonly from?: number | undefined;
  /** A sequence number that an earlier scan found: what comes after is not looked at. Default: all. */
  readonly upTo?: number | undefined;
  /** Gets every group of the files that are read, those below `from` included, before its frames are delivered. */
  readonly onGroup?: ((group: JournalGroup) => void) | undefined;
}

interface ScanState {
  lastGroupPosition: number;
  expected: number | null;
  incarnation: number;
  released: number;
  closed: boolean;
  torn: Omit<JournalGroup, "bytes"> | null;
}

/**
 * Reads a journal from the file that holds `from` on, or from its first file, and hands every frame at or above
 * `from` to `onFrame`, in order. Changes nothing. See `layout.ts` for how the end of the journal is told from damage.
 *
 * @throws DamageError `journalDamaged` where something that was durable cannot be read.
 */
export function scanJournal(source: JournalSource, onFrame: (frame: JournalFrame) => void): JournalScan {
  return new JournalScanner(source, onFrame).scan();
}

class JournalScanner {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #from: number | undefined;
  readonly #upTo: number;
  readonly #onFrame: (frame: JournalFrame) => void;
  readonly #onGroup: ((group: JournalGroup) => void) | undefined;
  /** The header at the start of each file that has one. */
  readonly #firsts = new Map<number, GroupHeader>();
  readonly #state: ScanState = {
    lastGroupPosition: 0,
    expected: null,
    incarnation: 0,
    released: 1,
    closed: false,
    torn: null,
  };

  constructor(source: JournalSource, onFrame: (frame: JournalFrame) => void) {
    this.#disk = source.disk;
    this.#folder = source.folder;
    this.#from = source.from;
    this.#upTo = source.upTo ?? Number.POSITIVE_INFINITY;
    this.#onFrame = onFrame;
    this.#onGroup = source.onGroup;
  }

  scan(): JournalScan {
    const numbers = this.#disk.list(this.#folder).map(journalFileNumber);
    const all = numbers.filter((number) => number !== null).sort((a, b) => a - b);
    const run = this.#startingFrom(all);
    const state = this.#state;
    const files: ScannedFile[] = [];
    let position = 0;
    for (const number of run) {
      const end = this.#read(number, (reader) => this.#groups(reader, number));
      if (end === 0) break;
      files.push({ number, lastSequence: (state.expected ?? 1) - 1 });
      position = end;
    }
    const whole = state.closed || (state.expected ?? 1) > this.#upTo;
    if (!whole) this.#requireTornTail(all, { number: files.at(-1)?.number ?? run[0] ?? 0, position });
    const tornFiles = all.filter((number) => number > (files.at(-1)?.number ?? 0) && this.#firsts.has(number));
    if (tornFiles.length > 0) {
      SIMULATION: globalThis.chronikSometimes?.("a journal file that was torn is cut");
    }
    this.#requireComplete(files, position);
    const first = files[0]?.number ?? 0;
    const last = files.at(-1)?.number ?? 0;
    const after = all.filter((number) => number > last);
    return {
      files,
      olderFiles: all.filter((number) => number < first),
      unusedFiles: after.filter((number) => !this.#firsts.has(number)),
      tornFiles,
      lastGroupPosition: state.lastGroupPosition,
      position,
      lastSequence: (state.expected ?? 1) - 1,
      incarnation: state.incarnation,
      releasedSequence: state.released,
      closed: state.closed,
      torn: state.torn,
      firsts: this.#firsts,
    };
  }

  /**
   * The files to read, in order. Files are freed from the front and filled without a gap, so of those that hold groups the
   * ones before the last gap in the numbers are leftovers whose removal did not survive a crash.
   */
  #startingFrom(all: readonly number[]): readonly number[] {
    const firsts = this.#firsts;
    for (const number of all) {
      const first = this.#first(number);
      if (first) firsts.set(number, first);
    }
    const last = Math.max(0, ...firsts.keys());
    let start = all.indexOf(last);
    while (start > 0 && all[start - 1] === all[start]! - 1) start--;
    if (start < 0) return all.slice(0, 1);
    const from = this.#from;
    if (from !== undefined) {
      for (let at = start + 1; at < all.length; at++) {
        const first = firsts.get(all[at]!);
        // Strictly: a group that starts with what is needed may be a torn one, and then the one before says where it goes on.
        if (first && first.firstSequence < from) start = at;
      }
    }
    return all.slice(start);
  }

  /** Delivers the valid groups of one file; the position at which they end. */
  #groups(reader: WindowReader, number: number): number {
    let position = 0;
    for (;;) {
      const header = headerAt(reader, position, number);
      if (!header || !this.#continues(header)) return position;
      const sizeBytes = GROUP_HEADER_BYTES + header.frameBytes;
      const group = reader.look(position, sizeBytes);
      if (!group || !wholeGroup(group, header)) {
        SIMULATION: globalThis.chronikSometimes?.("a torn group ends the journal");
        this.#state.torn = { fileNumber: number, position, header };
        return position;
      }
      if (!this.#admits(group, header)) return position;
      if (header.firstSequence > this.#upTo) return position;
      this.#onGroup?.({ fileNumber: number, position, header, bytes: group });
      this.#deliver(group, header);
      this.#state.lastGroupPosition = position;
      position += alignedToSector(sizeBytes);
    }
  }

  #continues(header: GroupHeader): boolean {
    const { expected, incarnation } = this.#state;
    if (expected !== null && header.firstSequence !== expected) return false;
    return header.incarnation >= incarnation;
  }

  /** A new incarnation starts with a resume frame; anything else of a higher one does not belong here. */
  #admits(group: Uint8Array, header: GroupHeader): boolean {
    if (this.#state.expected === null || header.incarnation === this.#state.incarnation) return true;
    const first = readFrameHeader(viewOf(group), GROUP_HEADER_BYTES);
    return first.origin === ORIGIN_JOURNAL && first.kind === CONTROL_RESUME;
  }

  #deliver(group: Uint8Array, header: GroupHeader): void {
    const view = viewOf(group);
    const state = this.#state;
    let at = GROUP_HEADER_BYTES;
    for (let count = 0; count < header.frameCount; count++) {
      const frame = readFrameHeader(view, at);
      const payloadAt = at + FRAME_HEADER_BYTES;
      at = payloadAt + frame.payloadBytes;
      state.closed = false;
      if (frame.origin === ORIGIN_JOURNAL) {
        if (frame.kind === CONTROL_RELEASE) state.released = getUint53(view, payloadAt);
        state.closed = frame.kind === CONTROL_CLOSE;
      } else if (frame.sequence >= (this.#from ?? 0)) {
        const { sequence, stream, kind } = frame;
        this.#onFrame({ sequence, stream, kind, payload: group.subarray(payloadAt, at) });
      }
    }
    state.torn = null;
    state.incarnation = header.incarnation;
    state.expected = header.firstSequence + header.frameCount;
  }

  /** Throws where a group after the end says that more than what was read was durable once. */
  #requireTornTail(all: readonly number[], end: { number: number; position: number }): void {
    // A group further on than the next file was written only after that file was full.
    const later = all.filter((number) => number >= end.number).slice(0, 2);
    for (const number of later) {
      const from = number === end.number ? end.position : 0;
      const witness = this.#read(number, (reader) => this.#witness(reader, number, from));
      if (witness === null) continue;
      throw this.#damage(
        this.#placeOf(end, number),
        `it cannot be read here, but was durable when byte ${witness} of ${journalFileName(number)} was written`,
      );
    }
  }

  /** Where the group that should come next is: in the file that shows that there was one, where that does not begin with a later one. */
  #placeOf(end: { number: number; position: number }, witnessNumber: number): { number: number; position: number } {
    const first = this.#firsts.get(witnessNumber);
    const elsewhere = witnessNumber !== end.number && (!first || first.firstSequence === this.#state.expected);
    return elsewhere ? { number: witnessNumber, position: 0 } : end;
  }

  #witness(reader: WindowReader, number: number, from: number): number | null {
    const expected = this.#state.expected ?? 1;
    for (let position = from; position + SECTOR_BYTES <= reader.sizeBytes; position += SECTOR_BYTES) {
      const header = headerAt(reader, position, number);
      if (header && header.incarnation >= this.#state.incarnation && header.durableSequence >= expected)
        return position;
    }
    return null;
  }

  #requireComplete(files: readonly ScannedFile[], position: number): void {
    const { expected, released } = this.#state;
    const needed = this.#from ?? released;
    const first = files[0];
    const place = { number: first?.number ?? 1, position: 0 };
    if (first === undefined || expected === null) {
      if (needed > 1) throw this.#damage(place, `sequence number ${needed} is needed, and the journal is empty`);
      return;
    }
    const firstSequence = this.#firsts.get(first.number)?.firstSequence ?? 0;
    if (firstSequence > needed) {
      throw this.#damage(place, `it starts at sequence number ${firstSequence}, but ${needed} is needed`);
    }
    const durable = Math.max(needed, released);
    if (expected < durable) {
      const last = { number: files.at(-1)!.number, position };
      throw this.#damage(last, `it ends at sequence number ${expected}, but everything below ${durable} was durable`);
    }
  }

  #damage(place: { number: number; position: number }, what: string): DamageError {
    const file = `${this.#folder}/${journalFileName(place.number)}`;
    return new DamageError("journalDamaged", { file, position: place.position }, what);
  }

  #first(number: number): GroupHeader | null {
    return this.#read(number, (reader) => headerAt(reader, 0, number), SECTOR_BYTES);
  }

  #read<Result>(number: number, read: (reader: WindowReader) => Result, windowBytes = WINDOW_BYTES): Result {
    const file = this.#disk.open(`${this.#folder}/${journalFileName(number)}`, "read");
    try {
      return read(new WindowReader(file, windowBytes));
    } finally {
      file.close();
    }
  }
}

/** The group header at `position` where there is a valid one that was written to this file in its present life. */
function headerAt(reader: WindowReader, position: number, fileNumber: number): GroupHeader | null {
  const bytes = reader.look(position, GROUP_HEADER_BYTES);
  if (!bytes) return null;
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== GROUP_MAGIC) return null;
  const checksum = crc32c(bytes.subarray(GROUP_CHECKED_FROM, GROUP_HEADER_BYTES));
  if (checksum !== view.getUint32(GROUP_CHECKSUM_AT, true)) return null;
  const header = readGroupHeader(view, 0);
  return header.fileNumber === fileNumber && header.frameCount > 0 ? header : null;
}

function wholeGroup(group: Uint8Array, header: GroupHeader): boolean {
  const view = viewOf(group);
  const seed = view.getUint32(GROUP_CHECKSUM_AT, true);
  let at = GROUP_HEADER_BYTES;
  for (let count = 0; count < header.frameCount; count++) {
    if (at + FRAME_HEADER_BYTES > group.length) return false;
    const frame = readFrameHeader(view, at);
    const end = at + FRAME_HEADER_BYTES + frame.payloadBytes;
    if (end > group.length || frame.sequence !== header.firstSequence + count) return false;
    if (crc32c(group.subarray(at + FRAME_CHECKED_FROM, end), seed) !== frame.checksum) return false;
    at = end;
  }
  return at === group.length;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
