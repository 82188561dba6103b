import type { Entry, HardState } from "@chronik/raft-core";
import { decodeCheckpoint, decodeWrite, FRAME } from "../raft/log-codec.ts";
import { concatenate } from "../raft/log-recovery.ts";
import { RaftLogError } from "../raft/raft-log-error.ts";

/** Entries of the Raft log that were written together, without their data. */
export interface RaftEntries {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly firstTerm: number;
  readonly lastTerm: number;
  readonly dataBytes: number;
}

/**
 * What a frame in the journal of the Raft log says.
 *
 * - `piece`: the `number`-th part of something that a later frame ends. `rest`: of one that began
 *   before what was handed in.
 * - `write`: hard state or entries, or both. `checkpoint`: the whole log; nothing before is needed.
 * - `unreadable`: of another version, or no frame of a Raft log at all.
 */
export type RaftFrame =
  | { readonly kind: "piece"; readonly number: number }
  | { readonly kind: "write"; readonly hardState: HardState | null; readonly entries: RaftEntries | null }
  | {
      readonly kind: "checkpoint";
      readonly hardState: HardState;
      readonly snapshot: { readonly index: number; readonly term: number; readonly dataBytes: number };
      readonly entries: RaftEntries | null;
    }
  | { readonly kind: "rest" | "unreadable" };

/** Says what the frames of a Raft log's journal mean. They are to be handed in in their order, since a write can take several. */
export class RaftFrameReader {
  /** Of the write that is being read; null until the first frame of one was handed in. */
  #pieces: Uint8Array[] | null = null;

  read(frame: { readonly stream: number; readonly kind: number; readonly payload: Uint8Array }): RaftFrame {
    const { stream, kind, payload } = frame;
    if (stream === 0) this.#pieces = [];
    const pieces = this.#pieces;
    if (pieces === null) return { kind: "rest" };
    if (stream !== pieces.length) return { kind: "unreadable" };
    if (kind === FRAME.piece) {
      pieces.push(payload.slice());
      return { kind: "piece", number: stream };
    }
    this.#pieces = [];
    try {
      return meaningOf(kind, pieces.length === 0 ? payload : concatenate([...pieces, payload]));
    } catch (error) {
      if (error instanceof RaftLogError) return { kind: "unreadable" };
      throw error;
    }
  }
}

function meaningOf(kind: number, bytes: Uint8Array): RaftFrame {
  if (kind === FRAME.write) {
    const { hardState, entries } = decodeWrite(bytes);
    return { kind: "write", hardState: hardState ?? null, entries: summaryOf(entries) };
  }
  if (kind !== FRAME.checkpoint) return { kind: "unreadable" };
  const { hardState, snapshot, entries } = decodeCheckpoint(bytes);
  const { index, term, data } = snapshot;
  return {
    kind: "checkpoint",
    hardState,
    snapshot: { index, term, dataBytes: data.length },
    entries: summaryOf(entries),
  };
}

function summaryOf(entries: readonly Entry[]): RaftEntries | null {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return null;
  const dataBytes = entries.reduce((sum, { data }) => sum + data.length, 0);
  return { firstIndex: first.index, lastIndex: last.index, firstTerm: first.term, lastTerm: last.term, dataBytes };
}
