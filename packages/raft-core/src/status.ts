import type { Configuration } from "./configuration.ts";
import type { NodeId } from "./entry.ts";
import type { ProgressState } from "./progress.ts";

/** What a server is in its term (section 5.1); `preCandidate` as of the thesis, section 9.6. */
export type Role = "follower" | "preCandidate" | "candidate" | "leader";

/** Who leads, as far as this node knows. */
export interface Leadership {
  readonly role: Role;
  readonly term: number;
  /** `NO_NODE` where none is known. */
  readonly leader: NodeId;
  /**
   * This node leads, and has applied an entry of its own term, and with it everything that was committed before: its
   * state machine is the newest there is, and it may act as the authority.
   */
  readonly ready: boolean;
}

/** What a leader knows of another member. */
export interface PeerStatus {
  readonly state: ProgressState;
  /** Up to where the peer's log is durable and equal to the leader's. */
  readonly match: number;
  readonly next: number;
  /** Ticks since it was last heard. */
  readonly ticksSinceContact: number;
  /** Heard within the election timeout. */
  readonly recentActive: boolean;
  readonly inflightCount: number;
  readonly inflightBytes: number;
  readonly voter: boolean;
  readonly witness: boolean;
}

/** Messages that were dropped, by reason; they grow as long as the node lives. */
export interface Refused {
  /** Not addressed to this node, or from nobody. */
  misrouted: number;
  /** Contradicts itself. */
  malformed: number;
  /** Would undo what is committed: somebody's storage lost or invented something. */
  conflicting: number;
}

export interface Status extends Leadership {
  readonly id: NodeId;
  readonly vote: NodeId;
  readonly commit: number;
  readonly applied: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Up to where this node's own log was handed to storage; what is beyond waits for `outstandingWritesMax`. */
  readonly writtenIndex: number;
  /** Up to where this node's own log is on stable storage. */
  readonly durableIndex: number;
  readonly snapshotIndex: number;
  readonly configuration: Configuration;
  readonly configurationIndex: number;
  readonly transferee: NodeId;
  readonly uncommittedBytes: number;
  /** Empty unless this node leads. */
  readonly peers: ReadonlyMap<NodeId, PeerStatus>;
  readonly refused: Readonly<Refused>;
}

/** What became of a read: from `readIndex` on, once applied here, the state machine's answer is linearizable. */
export type ReadResult =
  | { readonly ok: true; readonly readId: number; readonly readIndex: number }
  | { readonly ok: false; readonly readId: number; readonly reason: "leadershipLost" | "timeout" };

/** What became of a proposal at first. Taken is not committed: the state machine sees it when it is. */
export type ProposeResult =
  | {
      readonly ok: true;
      readonly where: "here";
      readonly firstIndex: number;
      readonly lastIndex: number;
      readonly term: number;
    }
  /** Sent on to the leader; may be lost on the way. */
  | { readonly ok: true; readonly where: "leader"; readonly leader: NodeId }
  | { readonly ok: false; readonly reason: ProposeRefusal };

/** Why a proposal was not taken. Nothing of it is in the log then. */
export type ProposeRefusal =
  | "noLeader"
  /** Too much is proposed and not committed; try again when some of it is. */
  | "uncommittedLimit"
  /** One command is larger than `entryBytesMax`. */
  | "entryTooLarge"
  /** Leadership is being handed over. */
  | "transferring"
  /** The message loop has stopped. */
  | "stopped";
