/**
 * One direction of a connection: from a write on one side to the pieces that the other side reads.
 *
 * ```
 *  write ──► waiting ──taken──► under way ──due, link open──► piece by piece to the reader ──► acknowledged
 * ```
 *
 * Invariants:
 * - Bytes are read in the order in which they were written, each once. What is not read any more is a tail of them.
 * - At most `bufferBytes` are taken and not acknowledged: a reader that does not read, a link that is blocked in either direction,
 *   or a paused process, holds up the writer.
 * - Bytes are copied when they are taken, which is before `written`: who changes them earlier sends something else than it wrote.
 * - There is at most one event for taking and one for arriving at any time, and none while there is nothing to do.
 */
import type { EventHandle } from "../world/event-queue.ts";
import type { Fragmentation } from "./fragmentation.ts";
import type { HostPower, PowerWaiter } from "./host-power.ts";
import type { Link, LinkWaiter } from "./link.ts";
import { PendingWrite } from "./pending-write.ts";
import type { ProcessGuard } from "./process-guard.ts";
import type { NetworkSurroundings } from "./surroundings.ts";
import { UnderWay } from "./under-way.ts";

/** The end of a connection that writes. */
export interface PipeWriter {
  readonly guard: ProcessGuard;
  /** Its process has nothing to do with it any more. */
  readonly isClosed: boolean;
  /** All that it had to say is under way. */
  finished(): void;
  /** What it said came to nobody: a reset is sent back. `hadBytes`: it was more than the end. */
  turnedAway(hadBytes: boolean): void;
}

/** The end of a connection that reads. All but the properties are called by its guard. */
export interface PipeReader {
  readonly guard: ProcessGuard;
  readonly host: HostPower;
  /** Whatever arrives is for nobody. */
  readonly isClosed: boolean;
  readonly isReading: boolean;
  received(piece: Uint8Array): void;
  sawEnd(): void;
  fail(code: string): void;
}

export class Pipe implements LinkWaiter, PowerWaiter {
  readonly #around: NetworkSurroundings;
  readonly #writer: PipeWriter;
  readonly #link: Link;
  /** The other direction, on which acknowledgements come back. */
  readonly #back: Link;
  readonly #fragmentation: Fragmentation;
  #reader: PipeReader | null = null;
  #isOpen = false;
  #waiting: PendingWrite[] = [];
  #written: (() => void)[] = [];
  readonly #underWay = new UnderWay();
  #unacknowledgedBytes = 0;
  /** Read, but the acknowledgement is held up on its way back. */
  #heldBytes = 0;
  /** What comes behind the last byte. */
  #ending: { readonly kind: "end" | "reset"; readonly dueMs: number } | null = null;
  #hasSentEnd = false;
  /** Bytes are missing: none that comes behind them may arrive. */
  #isCut = false;
  /** The writer does not know yet that the connection is broken, and has gone on. */
  #wroteBehindCut = false;
  #endsAfterWrites = false;
  #takes = false;
  #arrives = false;
  /** The event by which the next bytes arrive, where that is what is waited for. */
  #arrival: EventHandle | null = null;
  /** The next piece is with the reader's process, which may be paused. */
  #isHanding = false;
  #isSevered = false;

  constructor(
    around: NetworkSurroundings,
    way: { writer: PipeWriter; link: Link; back: Link; fragmentation: Fragmentation },
  ) {
    this.#around = around;
    this.#writer = way.writer;
    this.#link = way.link;
    this.#back = way.back;
    this.#fragmentation = way.fragmentation;
  }

  /** Bytes that were taken and not read yet. */
  get underWayBytes(): number {
    return this.#underWay.byteCount;
  }

  /** All that was written is under way, and the end behind it. */
  get isFinished(): boolean {
    return this.#hasSentEnd;
  }

  /** Where the bytes go to. Nothing is due before `dueMsMin`. */
  leadsTo(reader: PipeReader, dueMsMin = 0): void {
    this.#reader = reader;
    this.#underWay.notBefore(dueMsMin);
  }

  /** The writer's side is connected: what was written is taken from now on. */
  open(): void {
    this.#isOpen = true;
    this.#takeSoon();
  }

  write(buffers: readonly Uint8Array[], written: () => void): void {
    this.#waiting.push(new PendingWrite(buffers, written));
    this.#takeSoon();
  }

  /** Puts the end behind what was written. */
  finish(): void {
    this.#endsAfterWrites = true;
    this.#takeSoon();
  }

  /** Whether bytes have come to the reader's host that were not read. */
  get hasArrived(): boolean {
    const { firstDueMs } = this.#underWay;
    return firstDueMs !== undefined && firstDueMs <= this.#link.openUntilMs;
  }

  /** The reader reads on. */
  readOn(): void {
    this.#arriveWhenDue();
  }

  /** The reader has died: what was with its process comes to nobody. */
  readerDied(): void {
    if (this.#isHanding) this.#isHanding = this.#arrives = false;
    this.#arriveWhenDue();
  }

  /** The writer is gone: drops what has not been taken. */
  dropWaiting(): void {
    this.#waiting = [];
    this.#written = [];
  }

  /** The writer has died. What it wrote last may or may not have been taken in time. */
  takeAllOrDrop(): void {
    if (this.#isOpen && this.#around.random.chance(0.5)) this.#transmitWaiting();
    this.dropWaiting();
  }

  /** Some of what is under way arrives, up to any byte, and nothing behind it. */
  cutAnywhere(): void {
    this.#isCut = true;
    const underWayBytes = this.underWayBytes;
    const arrivingBytes = this.#around.random.below(underWayBytes + 1);
    this.#unacknowledgedBytes -= underWayBytes - arrivingBytes;
    this.#underWay.keep(arrivingBytes);
    this.#ending = null;
    if (this.#waiting.length > 0) this.#takeSoon();
  }

  /** Puts an end behind what is under way. A reset also comes behind an end that has been read. */
  endWith(kind: "end" | "reset", delayMs = 0): void {
    if (this.#reader === null || (kind === "end" && this.#hasSentEnd)) return;
    this.#hasSentEnd = true;
    // It would tell the reader that nothing is missing.
    if (kind === "end" && this.#isCut && !this.#reader.isClosed) return;
    this.#ending = { kind, dueMs: this.#underWay.notBefore(this.#link.arrivalMs(0) + delayMs) };
    this.#arriveWhenDue();
  }

  /** Nothing arrives any more, and nobody is told. */
  sever(): void {
    this.#isSevered = true;
  }

  linkOpened(delayMs: number): void {
    if (this.#heldBytes > 0 && !this.#back.isBlocked) this.#releaseHeld();
    if (this.#arrives && !this.#link.isBlocked) this.#around.queue.after(delayMs, this.#arrive);
  }

  /** What would have come bit by bit comes sooner. */
  linkWidened(): void {
    const { queue } = this.#around;
    this.#underWay.hurry(queue.nowMs, (byteCount) => this.#link.arrivalMs(byteCount));
    if (this.#ending !== null) {
      const { kind, dueMs } = this.#ending;
      this.#ending = { kind, dueMs: this.#underWay.notBefore(Math.min(dueMs, this.#link.arrivalMs(0))) };
    }
    if (this.#arrival === null) return;
    this.#arrival.cancel();
    this.#arrival = null;
    this.#arrives = false;
    this.#arriveWhenDue();
  }

  hostCameBack(delayMs: number): void {
    this.#around.queue.after(delayMs, this.#arrive);
  }

  #takeSoon(): void {
    if (this.#takes || !this.#isOpen || this.#unacknowledgedBytes >= this.#around.bufferBytes) return;
    this.#takes = true;
    this.#around.queue.after(0, this.#take);
  }

  readonly #take = (): void => {
    this.#takes = false;
    this.#transmitWaiting();
    for (let count = this.#written.length; count > 0; count--) this.#writer.guard.run(this.#reportWritten);
    if (this.#endsAfterWrites && this.#waiting.length === 0 && !this.#hasSentEnd && !this.#writer.isClosed) {
      this.endWith("end");
      this.#writer.finished();
    }
  };

  readonly #reportWritten = (): void => {
    this.#written.shift()?.();
  };

  #transmitWaiting(): void {
    while (this.#waiting.length > 0) {
      const write = this.#waiting[0]!;
      const room = this.#around.bufferBytes - this.#unacknowledgedBytes;
      if (room <= 0) return;
      const byteCount = Math.min(room, write.remainingBytes);
      if (byteCount > 0) this.#transmit(write.take(byteCount));
      if (write.remainingBytes > 0) return;
      this.#waiting.shift();
      this.#written.push(write.written);
    }
  }

  #transmit(bytes: Uint8Array): void {
    // For a reader that has gone it takes its way, and is turned away.
    if ((this.#isCut || this.#ending !== null) && this.#reader?.isClosed === false) {
      this.#wroteBehindCut = true;
      return;
    }
    this.#unacknowledgedBytes += bytes.byteLength;
    const chunkBytesMax = this.#link.chunkBytesMax;
    for (let offset = 0; offset < bytes.byteLength; ) {
      const end = Math.min(bytes.byteLength, offset + chunkBytesMax);
      const chunk = offset === 0 && end === bytes.byteLength ? bytes : bytes.subarray(offset, end);
      this.#underWay.add(chunk, this.#link.arrivalMs(end - offset));
      offset = end;
    }
    this.#arriveWhenDue();
  }

  #arriveWhenDue(): void {
    const dueMs = this.#nextDueMs;
    if (this.#arrives || dueMs === undefined || this.#reader === null) return;
    this.#arrives = true;
    this.#arrival = this.#around.queue.at(dueMs, this.#arrive);
    if (this.#link.isNarrow) this.#link.onWider(this);
  }

  get #nextDueMs(): number | undefined {
    return this.#underWay.firstDueMs ?? this.#ending?.dueMs;
  }

  readonly #arrive = (): void => {
    this.#arrival = null;
    const reader = this.#reader!;
    // It stays marked as arriving, so that nothing makes it arrive any more.
    if (this.#isSevered) return;
    const dueMs = this.#nextDueMs;
    if (dueMs !== undefined && dueMs > this.#link.openUntilMs && this.#link.isBlocked) {
      this.#link.wait(this);
    } else if (reader.isClosed) {
      this.#turnAway(reader);
    } else if (reader.isReading) {
      this.#isHanding = true;
      reader.guard.run(this.#hand);
    } else {
      this.#arrives = false;
    }
  };

  /** Gives the reader its next piece, or the end. Last thing done: the reader may do anything, or die. */
  readonly #hand = (): void => {
    this.#isHanding = false;
    this.#arrives = false;
    const reader = this.#reader!;
    if (!reader.isReading && !reader.isClosed) return;
    const { openUntilMs } = this.#link;
    const piece = reader.isClosed ? null : this.#underWay.nextPiece(openUntilMs, this.#fragmentation);
    if (piece !== null) {
      this.#acknowledge(piece.byteLength);
      this.#arriveWhenDue();
      this.#around.delivered(reader.host.name, piece.byteLength);
      reader.received(piece);
    } else if (!reader.isClosed && this.#underWay.isEmpty && this.#endIsDue) {
      this.#handEnd(reader);
    } else {
      this.#arriveWhenDue();
    }
  };

  get #endIsDue(): boolean {
    return this.#ending !== null && this.#ending.dueMs <= this.#link.openUntilMs;
  }

  #handEnd(reader: PipeReader): void {
    const { kind } = this.#ending!;
    this.#ending = null;
    if (this.#wroteBehindCut) this.#resetWriter(true);
    if (kind === "end") reader.sawEnd();
    else reader.fail("ECONNRESET");
  }

  #acknowledge(byteCount: number): void {
    this.#heldBytes += byteCount;
    if (this.#back.isBlocked) this.#back.wait(this);
    else this.#releaseHeld();
  }

  #releaseHeld(): void {
    this.#unacknowledgedBytes -= this.#heldBytes;
    this.#heldBytes = 0;
    if (this.#waiting.length > 0) this.#takeSoon();
  }

  /** For a reader that is gone: its host, if it is on, says so to the writer. */
  #turnAway(reader: PipeReader): void {
    if (!reader.host.isOn) {
      reader.host.wait(this);
      return;
    }
    const hadBytes = !this.#underWay.isEmpty;
    const hadEnd = this.#ending?.kind === "end";
    this.#underWay.clear();
    this.#ending = null;
    this.#arrives = false;
    if (hadBytes || hadEnd) this.#resetWriter(hadBytes);
  }

  #resetWriter(hadBytes: boolean): void {
    if (!this.#writer.isClosed) this.#writer.turnedAway(hadBytes);
  }
}
