import { LogMirror, RaftError } from "@chronik/raft-core";
import type { JournalFrame } from "@chronik/wal";
import { type Checkpoint, decodeCheckpoint, decodeWrite, FRAME, type Write } from "./log-codec.ts";
import { RaftLogError } from "./raft-log-error.ts";

/**
 * Puts the log together again from the frames of its journal. The journal may begin anywhere before the last checkpoint, so
 * what comes before that is kept aside until it turns out not to be needed.
 */
export class LogRecovery {
  #checkpoint: Checkpoint | null = null;
  #writes: Write[] = [];
  /** Of the write that is being read; null until the first frame of one has been seen. */
  #pieces: Uint8Array[] | null = null;

  take({ stream, kind, payload, sequence }: JournalFrame): void {
    // The frames of a write that came before the journal begins, or whose last frames were lost, are dropped.
    if (stream === 0) this.#pieces = [];
    if (this.#pieces === null) return;
    if (stream !== this.#pieces.length) throw new RaftLogError(`frame ${sequence} of the Raft log is out of place`);
    this.#pieces.push(payload);
    if (kind === FRAME.piece) {
      this.#pieces[stream] = payload.slice();
      return;
    }
    const bytes = stream === 0 ? payload : concatenate(this.#pieces);
    this.#pieces = [];
    if (kind === FRAME.write) this.#writes.push(decodeWrite(bytes));
    else if (kind === FRAME.checkpoint) {
      this.#checkpoint = decodeCheckpoint(bytes);
      this.#writes = [];
    } else throw new RaftLogError(`frame ${sequence} of the Raft log is of unknown kind ${kind}`);
  }

  finish(): LogMirror {
    try {
      const mirror = this.#checkpoint === null ? new LogMirror() : mirrorOf(this.#checkpoint);
      for (const write of this.#writes) mirror.write(write);
      return mirror;
    } catch (cause) {
      if (!(cause instanceof RaftError)) throw cause;
      throw new RaftLogError(`the Raft log contradicts itself: ${cause.message}`, { cause });
    }
  }
}

function mirrorOf({ hardState, snapshot, base, entries }: Checkpoint): LogMirror {
  const mirror = new LogMirror();
  if (base.index === snapshot.index) {
    mirror.write({ compaction: { snapshot }, entries, hardState });
    return mirror;
  }
  // Entries from before the snapshot were kept. The mirror first goes on behind their base, as if that were a snapshot.
  const nothing = new Uint8Array();
  if (base.index > 0) {
    mirror.write({ compaction: { snapshot: { ...base, configuration: nothing, data: nothing } }, entries: [] });
  }
  mirror.write({ entries });
  mirror.write({ compaction: { snapshot, keepFrom: base.index + 1 }, entries: [], hardState });
  return mirror;
}

/** The same bytes in one piece. */
export function concatenate(buffers: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(buffers.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const buffer of buffers) {
    whole.set(buffer, position);
    position += buffer.length;
  }
  return whole;
}
