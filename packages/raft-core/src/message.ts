import type { Entry, NodeId } from "./entry.ts";

/**
 * What servers say to each other: one type per kind.
 *
 * Every message names its sender, its addressee and the sender's term. `term` in a pre-vote is the term that the
 * sender would campaign in (thesis, section 9.6), not the one it is in.
 */
export type Message =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendResponse
  | HeartbeatRequest
  | HeartbeatResponse
  | ProposeRequest
  | InstallSnapshotRequest
  | InstallSnapshotResponse
  | TimeoutNowRequest
  | ReadIndexRequest
  | ReadIndexResponse;

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
}

/** Asks whether an election could be won, without raising anybody's term (thesis, section 9.6). */
export interface PreVoteRequest extends Envelope {
  readonly kind: "preVoteRequest";
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

/** A grant carries the term that was asked about; a refusal the sender's own, for a candidate that is behind. */
export interface PreVoteResponse extends Envelope {
  readonly kind: "preVoteResponse";
  readonly granted: boolean;
}

/** RequestVote (section 5.2). Leaves when the candidate's new term and its vote for itself are on stable storage. */
export interface VoteRequest extends Envelope {
  readonly kind: "voteRequest";
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The leader asked for this election: it counts even where that leader is still heard (thesis, section 4.2.3). */
  readonly transfer: boolean;
}

/** Leaves when the vote is on stable storage. */
export interface VoteResponse extends Envelope {
  readonly kind: "voteResponse";
  readonly granted: boolean;
}

/** AppendEntries. Without entries it probes the log (section 5.3); it is never the heartbeat, which has its own kind. */
export interface AppendRequest extends Envelope {
  readonly kind: "appendRequest";
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
}

/** The answer to an append, and to the last piece of a snapshot. */
export interface AppendResponse extends Envelope {
  readonly kind: "appendResponse";
  /** True: everything up to `matchIndex` is durable here and equals the leader's log. */
  readonly accepted: boolean;
  /** Accepted: the last index that matches. Rejected: the `prevLogIndex` that did not match (identifies the request). */
  readonly matchIndex: number;
  /** Rejected: the follower's best guess of where the logs may agree, and the term there (section 5.3, fast backtracking). */
  readonly hintIndex: number;
  readonly hintTerm: number;
}

/** The leader lives, and asks whether it still leads. Carries no entries and does not check the log. */
export interface HeartbeatRequest extends Envelope {
  readonly kind: "heartbeatRequest";
  /** min(commit, match of the addressee): never beyond what the addressee is known to have. */
  readonly leaderCommit: number;
  /** Numbers the leader's rounds of heartbeats within its term, from 1. */
  readonly round: number;
}

/** The sender follows the leader, as of that round. */
export interface HeartbeatResponse extends Envelope {
  readonly kind: "heartbeatResponse";
  /** The round that is answered: what confirms leadership for reads that began before it (thesis, section 6.4). */
  readonly round: number;
}

/** A proposal that a follower forwards to its leader. May be lost; the proposer notices by not seeing it applied. */
export interface ProposeRequest extends Envelope {
  readonly kind: "proposeRequest";
  readonly data: readonly Uint8Array[];
}

/** One piece of a snapshot (thesis, section 5.3). Pieces are sent one at a time, in order. */
export interface InstallSnapshotRequest extends Envelope {
  readonly kind: "installSnapshotRequest";
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  /** The encoded `Configuration` at `snapshotIndex`. */
  readonly configuration: Uint8Array;
  /** Size of the whole snapshot's data. */
  readonly totalBytes: number;
  /** Where in it `data` belongs, in bytes. */
  readonly offset: number;
  readonly data: Uint8Array;
  /** For a witness: the snapshot has data, and it is not sent. `totalBytes` is 0. */
  readonly dataOmitted?: true;
}

/** Asks for the next piece. The end of an installation is told by an {@link AppendResponse} with the snapshot's index. */
export interface InstallSnapshotResponse extends Envelope {
  readonly kind: "installSnapshotResponse";
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  /** How many bytes have arrived. */
  readonly offset: number;
}

/** Leadership transfer: campaign at once (thesis, section 3.10). */
export interface TimeoutNowRequest extends Envelope {
  readonly kind: "timeoutNowRequest";
}

/** A follower asks from which index on a read is linearizable (thesis, section 6.4). May be lost. */
export interface ReadIndexRequest extends Envelope {
  readonly kind: "readIndexRequest";
  /** The asker's own number for it, which no other life of that node uses. */
  readonly readId: number;
}

/** The read is linearizable once the asker has applied everything up to `readIndex`. */
export interface ReadIndexResponse extends Envelope {
  readonly kind: "readIndexResponse";
  readonly readId: number;
  readonly readIndex: number;
}
