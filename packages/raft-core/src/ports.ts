import type { Entry, HardState, Snapshot } from "./entry.ts";
import type { Message } from "./message.ts";
import type { TraceEvent } from "./trace.ts";

/**
 * What the state machine reads of its log. Synchronous: an implementation keeps what it needs in memory, or reads from
 * the page cache. Sees every entry handed to {@link RaftLog.append} at once, durable or not.
 */
export interface LogReader {
  /** The last one written; term 0, no vote and commit 0 before the first. */
  hardState(): HardState;
  /** The last snapshot written; undefined where there never was one. `snapshot.index >= firstIndex() - 1`. */
  snapshot(): Snapshot | undefined;
  /** The oldest index that can still be read; `lastIndex() + 1` in an empty log. */
  firstIndex(): number;
  /** 0 in a log that never held an entry. */
  lastIndex(): number;
  /** The term of an index in `[firstIndex - 1, lastIndex]`; undefined outside of it. `term(0)` is 0. */
  term(index: number): number | undefined;
  /** Entries `[from, to)`; at least one if there is one, then as many as fit `bytesMax` of data. */
  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[];
}

/** What must be made durable as one: all of it or none after a crash. */
export interface LogWrite {
  /** Present where it changed. */
  readonly hardState?: HardState;
  /** Contiguous. Where the first index exists already, it and all after it are replaced (section 5.3). */
  readonly entries: readonly Entry[];
  /** Present where a snapshot was taken or received. Takes effect before `entries`. */
  readonly compaction?: Compaction;
}

/** A new snapshot, and what of the log goes because of it. */
export interface Compaction {
  /** Takes the place of the one before. */
  readonly snapshot: Snapshot;
  /**
   * Entries below this index are dropped; at most `snapshot.index + 1`. Absent: every entry is dropped, and the log goes
   * on, empty, behind the snapshot (it came from the leader, and the log here does not reach or does not agree with it).
   */
  readonly keepFrom?: number;
}

/** Stable storage. Writes become durable in the order in which they were handed over. */
export interface RaftLog extends LogReader {
  /**
   * Takes the write and returns at once; `done` is called, never from inside this call, when it is durable.
   * An error is final: the message loop stops and acknowledges nothing more.
   */
  append(write: LogWrite, done: (error: Error | null) => void): void;
}

/** May lose, delay, duplicate and reorder. `send` never throws and never blocks. */
export interface RaftNetwork {
  /** Takes the message; its bytes are shared with the sender's log and must not be changed. */
  send(message: Message): void;
}

/** What committed entries are applied to. Called in log order, each command once per process life. */
export interface StateMachine {
  /** An error that is thrown here stops the message loop for good: replicas must not differ. */
  apply(entry: Entry): void;
  /** Everything applied so far, as bytes. Together with {@link restore} or not at all: without them the log is never compacted. */
  snapshot?(): Uint8Array;
  /** Forgets everything and starts from the bytes that some replica's {@link snapshot} returned. */
  restore?(data: Uint8Array): void;
}

/** Uniform numbers for election timeouts. Injected, so that a run can be replayed from its seed. */
export interface Random {
  /** An integer in `[0, bound)`. */
  below(bound: number): number;
}

/** Monotonic time, for lease reads alone: it must go on while the process is stopped (CLOCK_MONOTONIC does). */
export interface MonotonicClock {
  /** Milliseconds since an arbitrary start; never goes back. */
  nowMs(): number;
}

/** Is told what the node does, as it does it, to have it checked against the specification: `formatTraceEvent` makes a line of it. */
export interface RaftTrace {
  /** Called from inside the node: must not call it, must not throw. The event is the callee's to keep. */
  record(event: TraceEvent): void;
}
