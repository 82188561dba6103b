import type { RaftCore } from "./core.ts";
import type { Entry } from "./entry.ts";
import type { AppendRequest, HeartbeatRequest } from "./message.ts";
import { mayHold } from "./witness.ts";

/*
 * The follower's side of log replication (section 5.3). `message.term` is the own term, and its sender is known to lead
 * it. Every rule is idempotent in (term, index): messages may come twice, late, or in any order.
 */

export function handleAppendRequest(core: RaftCore, message: AppendRequest): void {
  const { log } = core;
  if (message.entries.some(({ kind }) => !mayHold(core.options.witness, kind))) {
    core.refused.conflicting++;
    return;
  }
  // The start of the message may be compacted away here; what is committed agrees anyway (openraft #511).
  if (message.prevLogIndex < core.commit) {
    accept(core, message, core.commit);
    return;
  }
  if (log.term(message.prevLogIndex) !== message.prevLogTerm) {
    reject(core, message);
    return;
  }
  const fresh = firstDifference(core, message.entries);
  if (fresh !== undefined) {
    const entries = message.entries.slice(fresh);
    if (entries[0]!.index <= core.commit) {
      core.refused.conflicting++;
      return;
    }
    core.appendEntries(entries);
  }
  const lastNew = message.prevLogIndex + message.entries.length;
  // Only up to what is known to agree: behind it there may be a tail that the leader does not have.
  core.commitTo(Math.min(message.leaderCommit, lastNew));
  accept(core, message, lastNew);
}

export function handleHeartbeatRequest(core: RaftCore, message: HeartbeatRequest): void {
  // The leader believes that this log holds more than it does: storage lost something, so nothing here is to be trusted.
  if (message.leaderCommit > core.log.lastIndex) core.refused.conflicting++;
  else core.commitTo(message.leaderCommit);
  core.send({
    kind: "heartbeatResponse",
    from: core.id,
    to: message.from,
    term: core.term,
    round: message.round,
  });
}

function accept(core: RaftCore, message: AppendRequest, matchIndex: number): void {
  core.sendAfterDurable(matchIndex, {
    kind: "appendResponse",
    from: core.id,
    to: message.from,
    term: core.term,
    accepted: true,
    matchIndex,
    hintIndex: 0,
    hintTerm: 0,
  });
}

/** With a hint: the last index that may still agree, given that the leader's terms before this one are no higher. */
function reject(core: RaftCore, message: AppendRequest): void {
  const from = Math.min(message.prevLogIndex, core.log.lastIndex);
  const hint = core.log.lastIndexOfTermAtMost(from, message.prevLogTerm);
  core.send({
    kind: "appendResponse",
    from: core.id,
    to: message.from,
    term: core.term,
    accepted: false,
    matchIndex: message.prevLogIndex,
    hintIndex: hint.index,
    hintTerm: hint.term,
  });
}

/** Position of the first entry that the log here does not have; a shorter or equal message truncates nothing. */
function firstDifference(core: RaftCore, entries: readonly Entry[]): number | undefined {
  const at = entries.findIndex((entry) => core.log.term(entry.index) !== entry.term);
  return at === -1 ? undefined : at;
}
