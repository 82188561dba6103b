import type { BatchFrame, BatchFraming } from "../ports.ts";
import type { BatchSearch } from "./batch-search.ts";

/** Offsets of one segment fit four bytes with a sign. */
const SEGMENT_OFFSETS_MAX = 2 ** 31;

export interface SegmentLimits {
  /** Batches below this offset must be there. Infinite where only the file itself says what it should hold. */
  readonly vouchedOffset: number;
  /** Where they end; null where that is not known. */
  readonly vouchedBytes: number | null;
  /** Whether there may be more behind them, and how much of it is batches. */
  readonly hasTail: boolean;
}

export interface WalkEvents {
  /** Comes after what is wrong with it. */
  batch(position: number, frame: BatchFrame, batch: { bytes: Uint8Array; intact: boolean; vouched: boolean }): void;
  damage(position: number, reason: string): void;
  note(position: number, reason: string): void;
  /** Everything before is intact, unless damage was reported. */
  reached(place: { offset: number; position: number }): void;
}

export interface SegmentWalkInit {
  readonly search: BatchSearch;
  readonly framing: BatchFraming;
  readonly limits: SegmentLimits;
  readonly events: WalkEvents;
  /** The epoch that the batch with this base offset was appended under; null where it is not known. */
  readonly epochOf: (baseOffset: number) => number | null;
}

/** Walks the batches of one segment file: first those that must be there, then those that may. */
export class SegmentWalk {
  readonly #init: SegmentWalkInit;
  #position = 0;
  #offset: number;

  constructor(init: SegmentWalkInit, baseOffset: number) {
    this.#init = init;
    this.#offset = baseOffset;
  }

  /** After the last batch that was found. */
  get offset(): number {
    return this.#offset;
  }

  /** False where not all batches could be found. */
  walk(): boolean {
    const { limits } = this.#init;
    if (!this.#vouchedPart()) return false;
    if (limits.hasTail) this.#tail();
    return true;
  }

  #vouchedPart(): boolean {
    const { search, events, limits } = this.#init;
    const { vouchedOffset, vouchedBytes } = limits;
    const end = Math.min(vouchedBytes ?? search.sizeBytes, search.sizeBytes);
    while (this.#position < end && this.#offset < vouchedOffset) {
      if (this.#vouchedBatch(end)) continue;
      const next = search.next(this.#position, this.#findable());
      if (next === null) return false;
      this.#position = next;
      this.#offset = search.frameAt(next)!.baseOffset;
    }
    if (vouchedOffset === Number.POSITIVE_INFINITY) return true;
    if (this.#offset < vouchedOffset) {
      const should =
        vouchedBytes === null || this.#position >= vouchedBytes
          ? `go on to offset ${vouchedOffset}`
          : `have ${vouchedBytes} bytes`;
      events.damage(this.#position, `the file ends here, and should ${should}`);
      return false;
    }
    if (vouchedBytes !== null && (this.#position !== vouchedBytes || this.#offset !== vouchedOffset)) {
      events.damage(this.#position, `offset ${this.#offset} is where ${vouchedOffset} should be`);
      return false;
    }
    return true;
  }

  /** Goes on by one batch, damaged or not; false where it cannot be said where the next one starts. */
  #vouchedBatch(end: number): boolean {
    const { search, events, framing, epochOf } = this.#init;
    const position = this.#position;
    const offset = this.#offset;
    const frame = search.frameAt(position);
    if (frame?.baseOffset !== offset || frame.lastOffset < offset) {
      if (this.#isTornTail(position)) {
        const what = "no whole batch starts here; without checkpoint and journal it cannot be said whether one should";
        events.note(position, what);
        this.#position = end;
        return true;
      }
      events.damage(position, wrongStart(frame, offset));
      return false;
    }
    const bytes = search.bytesAt(position, frame)!;
    const intact = framing.verify(bytes);
    if (!intact) events.damage(position, `the checksum of the batch with offset ${offset} does not match`);
    const epoch = epochOf(offset);
    if (epoch !== null && epoch !== frame.leaderEpoch) {
      const what = `the batch with offset ${offset} has leader epoch ${frame.leaderEpoch}, and was appended under ${epoch}`;
      events.damage(position, what);
    }
    events.batch(position, frame, { bytes, intact, vouched: true });
    // Where the checksum is wrong the size may be, too, unless the next batch starts where it says.
    const follows = position + frame.sizeBytes;
    if (!intact && follows < end && search.frameAt(follows)?.baseOffset !== frame.lastOffset + 1) return false;
    this.#advance(frame);
    return true;
  }

  #tail(): void {
    const { search, events, framing } = this.#init;
    while (this.#position < search.sizeBytes) {
      const frame = search.frameAt(this.#position);
      const fits = frame?.baseOffset === this.#offset && frame.lastOffset >= this.#offset;
      const bytes = fits ? search.bytesAt(this.#position, frame) : null;
      if (!frame || !bytes || !framing.verify(bytes)) {
        const leftBytes = search.sizeBytes - this.#position;
        events.note(
          this.#position,
          `the last ${leftBytes} bytes are not synced, and no batches; a start puts that right`,
        );
        return;
      }
      events.batch(this.#position, frame, { bytes, intact: true, vouched: false });
      this.#advance(frame);
    }
  }

  #advance(frame: BatchFrame): void {
    this.#position += frame.sizeBytes;
    this.#offset = frame.lastOffset + 1;
    this.#init.events.reached({ offset: this.#offset, position: this.#position });
  }

  /** Whether this may be a write that was cut off, in a file of which nothing is known. */
  #isTornTail(position: number): boolean {
    const { limits, search } = this.#init;
    const unknown = limits.vouchedOffset === Number.POSITIVE_INFINITY && limits.hasTail;
    return unknown && search.next(position, this.#findable()) === null;
  }

  /** Base offsets that a batch behind damage may have. */
  #findable(): { from: number; to: number } {
    const from = this.#offset;
    return { from, to: Math.min(this.#init.limits.vouchedOffset, from + SEGMENT_OFFSETS_MAX) };
  }
}

function wrongStart(frame: BatchFrame | null, offset: number): string {
  if (!frame) return "no whole batch starts here";
  if (frame.baseOffset !== offset) return `offset ${frame.baseOffset} is where ${offset} should be`;
  return `the batch with offset ${offset} ends with offset ${frame.lastOffset}`;
}
