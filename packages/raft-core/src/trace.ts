/*
 * What a node did, one event per line: the vocabulary of the TLA+ specification in `tla/`, in the form of the ndjson that
 * etcd-io/raft writes for its own: names, fields, ids as strings.
 *
 * `Receive…` holds the state before the message takes effect, every other event the state after it. A `Send…` is told
 * when the message is produced, because its content is decided then; it leaves with a later `Ready`, as soon as what
 * it promises is durable. `Persisted` is an addition: writes are acknowledged long after the `Ready` that held them.
 */

/** What happened. */
export type TraceEventName =
  | "InitState"
  | "BecomeFollower"
  | "BecomeCandidate"
  | "BecomeLeader"
  | "Commit"
  | "Replicate"
  | "ChangeConf"
  | "ApplyConfChange"
  | "Ready"
  | "Persisted"
  | `${"Send" | "Receive"}${TraceMessageName}`;

/** What kind of message was produced or taken. */
export type TraceMessageName =
  | "RequestVoteRequest"
  | "RequestVoteResponse"
  | "AppendEntriesRequest"
  | "AppendEntriesResponse"
  | "Snapshot";

/** A pre-candidate has changed nothing that counts: it is traced as the follower that it is to everybody else. */
export type TraceRole = "StateFollower" | "StateCandidate" | "StateLeader";

/** One event at one node, and the state of that node with it. */
export interface TraceEvent {
  readonly name: TraceEventName;
  /** Where it happened. */
  readonly nid: string;
  readonly state: { readonly term: number; readonly vote: string; readonly commit: number };
  readonly role: TraceRole;
  /** The last index of the log. */
  readonly log: number;
  /** The voters in force; behind them, where the configuration is joint, those of the old one. */
  readonly conf: readonly [incoming: readonly string[], outgoing: readonly string[]];
  readonly msg?: TraceMessage;
  readonly prop?: TraceProperties;
}

/** A message in the terms of etcd-io/raft; fields that its type has no use for are 0 or false. */
export interface TraceMessage {
  readonly type: "MsgVote" | "MsgVoteResp" | "MsgApp" | "MsgAppResp" | "MsgHeartbeat" | "MsgHeartbeatResp" | "MsgSnap";
  readonly term: number;
  readonly from: string;
  readonly to: string;
  /** How many; in a snapshot, the index up to where it stands for the log. */
  readonly entries: number;
  readonly logTerm: number;
  /** Of the entry before, of the last entry, or the index that is acknowledged or refused. */
  readonly index: number;
  readonly commit: number;
  readonly reject: boolean;
  readonly rejectHint: number;
}

/** What else belongs to some events. */
export interface TraceProperties {
  /** `ChangeConf`, `ApplyConfChange` and `InitState`. */
  readonly cc?: TraceConfChange;
  /** `Ready`: 1 with a write, else 0. `Persisted`: how many writes became durable. */
  readonly writes?: number;
}

/** A configuration, and what led to it. */
export interface TraceConfChange {
  /** What was asked for; empty where a joint configuration is left, or where one is only told. */
  readonly changes: readonly {
    readonly nid: string;
    readonly action: "AddNewServer" | "AddLearner" | "RemoveServer";
  }[];
  readonly newconf: readonly string[];
  readonly learners: readonly string[];
}

/** One line of ndjson, without the line feed. */
export function formatTraceEvent(event: TraceEvent): string {
  return JSON.stringify({ tag: "trace", event });
}
