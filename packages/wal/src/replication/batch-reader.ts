import { WalError } from "../errors.ts";
import type { BatchFraming } from "../ports.ts";
import type { PartitionKey } from "./message.ts";
import { PartitionMap } from "./partition-map.ts";
import type { ReplicaLog } from "./ports.ts";

/** Whole batches that lie one behind the other in a log. */
export interface BatchRun {
  /** Where they go on from: the log's end before them. */
  readonly baseOffset: number;
  /** The offset after the last of them. */
  readonly endOffset: number;
  /** Shared by all followers it is sent to; nobody writes to it any more. */
  readonly payload: Uint8Array;
}

/**
 * Reads what followers lack, once for all of them. Followers that keep up want the same bytes at the end of the same
 * turn: they get the very buffer that was appended, where a turn appended only one, or else share one read.
 *
 * Holds at most one run per partition, and none from one turn to the next.
 */
export class BatchReader {
  readonly #framing: BatchFraming;
  readonly #runs = new PartitionMap<BatchRun>();

  constructor(framing: BatchFraming) {
    this.#framing = framing;
  }

  /**
   * What the owner has just appended. Only the last of a turn is kept: where it is not all that was appended, followers
   * lack more than it, and that is read.
   */
  offer(key: PartitionKey, run: BatchRun): void {
    this.#runs.set(key, run);
  }

  /** Ends the turn. */
  forget(): void {
    if (this.#runs.size > 0) this.#runs.clear();
  }

  /**
   * Where the first batch begins: what an empty follower has to start from. Below the log's start where that lies within a
   * batch, as records are deleted one by one and batches only as a whole. Null, and throws, like {@link read}.
   */
  firstOffset(log: ReplicaLog): number | null {
    const { logStartOffset } = log;
    if (logStartOffset >= log.logEndOffset) return logStartOffset;
    const payload = log.read({ offset: logStartOffset, bytesMax: 1 });
    if (payload.byteLength === 0) return null;
    const frame = this.#framing.frame(payload, 0);
    if (frame === null) throw unreadable(`no batch at its start, offset ${logStartOffset}`);
    return Math.min(logStartOffset, frame.baseOffset);
  }

  /**
   * Batches from `offset` on, which must not be below {@link firstOffset}: at least one, then up to `bytesMax`; null
   * where the log cannot be read there yet. Throws what the log throws, and
   * a {@link WalError} `badBatch` where the log gives anything but whole batches that go on from `offset`.
   */
  read(key: PartitionKey, log: ReplicaLog, range: { offset: number; bytesMax: number }): BatchRun | null {
    const shared = this.#runs.get(key);
    if (shared?.baseOffset === range.offset && shared.endOffset <= log.logEndOffset) {
      if (shared.payload.byteLength <= range.bytesMax) return shared;
    }
    const offset = Math.max(range.offset, log.logStartOffset);
    const payload = log.read({ offset, bytesMax: range.bytesMax, endOffset: log.logEndOffset });
    if (payload.byteLength === 0) return null;
    const run = { baseOffset: range.offset, endOffset: this.#endOf(payload, range.offset), payload };
    if (run.endOffset > log.logEndOffset) throw unreadable(`batches up to ${run.endOffset}, beyond the end of the log`);
    this.#runs.set(key, run);
    return run;
  }

  /** Walks the headers. Offsets may have gaps where compaction removed whole batches, and never go back. */
  #endOf(payload: Uint8Array, offset: number): number {
    let position = 0;
    let next = offset;
    while (position < payload.byteLength) {
      const frame = this.#framing.frame(payload, position);
      if (frame === null || frame.sizeBytes <= 0) throw unreadable(`no batch where offset ${next} should be`);
      if (frame.baseOffset < next) throw unreadable(`a batch at ${frame.baseOffset} where offset ${next} should be`);
      position += frame.sizeBytes;
      next = frame.lastOffset + 1;
    }
    if (position !== payload.byteLength) throw unreadable(`a batch that is not whole before offset ${next}`);
    if (next <= offset) throw unreadable(`nothing that reaches beyond offset ${offset}`);
    return next;
  }
}

function unreadable(what: string): WalError {
  return new WalError("badBatch", `the log gave ${what}`);
}
