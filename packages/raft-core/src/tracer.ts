import type { Configuration } from "./configuration.ts";
import type { EntryKind, NodeId } from "./entry.ts";
import type { Message } from "./message.ts";
import type { RaftTrace } from "./ports.ts";
import type { Role } from "./status.ts";
import type {
  TraceConfChange,
  TraceEvent,
  TraceEventName,
  TraceMessage,
  TraceMessageName,
  TraceProperties,
  TraceRole,
} from "./trace.ts";

/*
 * From the state of the core to events. Without a trace every call ends at its first line; nothing here changes
 * anything.
 */

/** What of the core is in a trace. */
interface Traced {
  readonly id: NodeId;
  readonly options: { readonly trace: RaftTrace | undefined };
  readonly term: number;
  readonly vote: NodeId;
  readonly commit: number;
  readonly role: Role;
  readonly log: { readonly lastIndex: number };
  readonly configuration: Configuration;
  readonly history: { at(index: number): Configuration };
}

export function traceState(core: Traced, name: TraceEventName, properties?: TraceProperties): void {
  if (core.options.trace === undefined) return;
  core.options.trace.record(
    properties === undefined ? stateOf(core, name) : { ...stateOf(core, name), prop: properties },
  );
}

/** Handed to the disk by a Ready, or durable. */
export function traceWrites(core: Traced, name: "Ready" | "Persisted", writes: number): void {
  if (core.options.trace !== undefined) traceState(core, name, { writes });
}

/** Of messages that play no part in the specification (pre-votes, reads, forwarded proposals) there is no event. */
export function traceMessage(core: Traced, direction: "Send" | "Receive", message: Message): void {
  if (core.options.trace === undefined) return;
  const told = describe(message);
  if (told !== undefined) core.options.trace.record({ ...stateOf(core, `${direction}${told.name}`), msg: told.msg });
}

/** The leader appended entries from `first` on: one event each, as if one after the other. */
export function traceAppended(core: Traced, kind: EntryKind, first: number): void {
  if (core.options.trace === undefined) return;
  if (kind === "configuration") {
    const changes = changesBetween(core.history.at(first - 1), core.configuration);
    traceState(core, "ChangeConf", { cc: confChangeOf(core.configuration, changes) });
    return;
  }
  for (let log = first; log <= core.log.lastIndex; log++) {
    core.options.trace.record({ ...stateOf(core, "Replicate"), log });
  }
}

/** The configuration in force, for whoever was not told by `ChangeConf`. */
export function traceConfiguration(core: Traced, name: "InitState" | "ApplyConfChange"): void {
  if (core.options.trace === undefined) return;
  traceState(core, name, { cc: confChangeOf(core.configuration, []) });
}

const ROLES: Readonly<Record<Role, TraceRole>> = {
  follower: "StateFollower",
  preCandidate: "StateFollower",
  candidate: "StateCandidate",
  leader: "StateLeader",
};

function stateOf(core: Traced, name: TraceEventName): TraceEvent {
  const { voters, votersOutgoing } = core.configuration;
  return {
    name,
    nid: String(core.id),
    state: { term: core.term, vote: String(core.vote), commit: core.commit },
    role: ROLES[core.role],
    log: core.log.lastIndex,
    conf: [voters.map(String), votersOutgoing.map(String)],
  };
}

function describe(message: Message): { name: TraceMessageName; msg: TraceMessage } | undefined {
  const { term } = message;
  const ends = { from: String(message.from), to: String(message.to) };
  const none = { term, ...ends, entries: 0, logTerm: 0, index: 0, commit: 0, reject: false, rejectHint: 0 };
  switch (message.kind) {
    case "voteRequest": {
      const { lastLogIndex: index, lastLogTerm: logTerm } = message;
      return { name: "RequestVoteRequest", msg: { type: "MsgVote", ...none, index, logTerm } };
    }
    case "voteResponse":
      return { name: "RequestVoteResponse", msg: { type: "MsgVoteResp", ...none, reject: !message.granted } };
    case "appendRequest": {
      const { prevLogIndex: index, prevLogTerm: logTerm, leaderCommit: commit } = message;
      const entries = message.entries.length;
      return { name: "AppendEntriesRequest", msg: { type: "MsgApp", ...none, entries, logTerm, index, commit } };
    }
    case "appendResponse": {
      const { matchIndex: index, hintIndex: rejectHint, hintTerm: logTerm } = message;
      const reject = !message.accepted;
      return {
        name: "AppendEntriesResponse",
        msg: { type: "MsgAppResp", ...none, logTerm, index, reject, rejectHint },
      };
    }
    case "heartbeatRequest":
      return { name: "AppendEntriesRequest", msg: { type: "MsgHeartbeat", ...none, commit: message.leaderCommit } };
    case "heartbeatResponse":
      return { name: "AppendEntriesResponse", msg: { type: "MsgHeartbeatResp", ...none } };
    case "installSnapshotRequest":
      return { name: "Snapshot", msg: { type: "MsgSnap", ...none, entries: message.snapshotIndex } };
    default:
      return undefined;
  }
}

function confChangeOf(configuration: Configuration, changes: TraceConfChange["changes"]): TraceConfChange {
  return { changes, newconf: configuration.voters.map(String), learners: configuration.learners.map(String) };
}

/** What leads from one to the other. Who becomes a learner when a joint configuration is left counts as one already. */
function changesBetween(before: Configuration, after: Configuration): TraceConfChange["changes"] {
  const learns = (configuration: Configuration, id: NodeId) =>
    configuration.learners.includes(id) || configuration.learnersNext.includes(id);
  const changes: TraceConfChange["changes"][number][] = [];
  for (const id of after.voters)
    if (!before.voters.includes(id)) changes.push({ nid: String(id), action: "AddNewServer" });
  for (const id of [...after.learners, ...after.learnersNext]) {
    if (!learns(before, id)) changes.push({ nid: String(id), action: "AddLearner" });
  }
  for (const id of [...before.voters, ...before.learners, ...before.learnersNext]) {
    const stays = after.voters.includes(id) || learns(after, id);
    if (!stays) changes.push({ nid: String(id), action: "RemoveServer" });
  }
  return changes;
}
