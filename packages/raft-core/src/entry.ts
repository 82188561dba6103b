/** A node of the Raft group: a positive integer, unique in the cluster. */
export type NodeId = number;

/** "Nobody": no vote cast, no leader known. Never a valid {@link NodeId}. */
export const NO_NODE = 0;

/**
 * One slot of the replicated log (Raft paper, section 5.3).
 *
 * - `command`: opaque bytes for the state machine
 * - `noop`: what a new leader appends to commit entries of earlier terms (section 5.4.2); never shown to the state machine
 * - `configuration`: who the members are from here on (thesis, section 4.1); `data` is an encoded `Configuration`; never
 *   shown to the state machine
 * - `omitted`: a command of which only index and term are known, and `data` is empty: what a witness holds in its place
 */
export interface Entry {
  /** Position in the log; the first entry has index 1. */
  readonly index: number;
  readonly term: number;
  readonly kind: EntryKind;
  /** Owned by the log from the moment it is proposed: the caller must not write to it again. */
  readonly data: Uint8Array;
}

/** What entries without data share. */
export const NO_DATA = new Uint8Array(0);

/** What an entry is for; see {@link Entry}. */
export type EntryKind = "command" | "noop" | "configuration" | "omitted";

/** What a server must have on stable storage before it answers any RPC (Raft paper, figure 2). */
export interface HardState {
  readonly term: number;
  /** Who got this server's vote in `term`; {@link NO_NODE} where nobody did. */
  readonly vote: NodeId;
  /** The highest index known to be committed. May lag behind without harm. */
  readonly commit: number;
}

/** The state machine at one index of the log, in place of the entries up to it (thesis, section 5.1). */
export interface Snapshot {
  /** The last index whose effect is in `data`. */
  readonly index: number;
  /** The term of the entry at `index`. */
  readonly term: number;
  /** Who the members were at `index`: an encoded `Configuration`. */
  readonly configuration: Uint8Array;
  /** What the state machine wrote. Not to be changed any more. */
  readonly data: Uint8Array;
  /**
   * A witness's snapshot: `data` is empty because it was left out, not because the state machine wrote nothing. Nobody can be
   * restored from it.
   */
  readonly dataOmitted?: true;
}
