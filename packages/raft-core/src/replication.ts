import { isVoter, isWitness } from "./configuration.ts";
import type { RaftCore } from "./core.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import type { Leading } from "./leading.ts";
import { payloadBytes } from "./log-view.ts";
import type { AppendResponse, HeartbeatResponse } from "./message.ts";
import type { Progress } from "./progress.ts";
import { quorumActive, quorumIndex } from "./quorum.ts";
import { sendSnapshotPiece, startSnapshot } from "./snapshot-transfer.ts";
import { withoutPayloads } from "./witness.ts";

/*
 * The leader's side of log replication (section 5.3). Appends go to followers while the leader's own disk still works
 * (thesis, section 10.2.1): its own log counts towards a quorum like any other, as far as it is durable.
 */

/** One tick of a leader: heartbeats, and the check that a quorum still answers (thesis, section 6.2). */
export function tickLeader(core: RaftCore, leading: Leading): void {
  const { electionTimeoutTicks, heartbeatTicks } = core.options;
  core.resetElectionElapsed();
  for (const progress of leading.progress.values()) progress.ticksSinceContact++;
  if (!quorumHeard(core, leading)) {
    core.becomeFollower(core.term, NO_NODE);
    return;
  }
  if (leading.transferee !== NO_NODE && ++leading.transferElapsedTicks >= electionTimeoutTicks) {
    leading.transferee = NO_NODE;
  }
  if (++leading.heartbeatElapsedTicks >= heartbeatTicks) broadcastHeartbeat(core, leading);
}

export function broadcastHeartbeat(core: RaftCore, leading: Leading): void {
  leading.heartbeatElapsedTicks = 0;
  const round = ++leading.heartbeatRound;
  leading.reads.roundBegins(round, core.committedInTerm ? core.commit : undefined);
  for (const [to, progress] of leading.progress) {
    const leaderCommit = Math.min(core.commit, progress.match);
    core.send({ kind: "heartbeatRequest", from: core.id, to, term: core.term, leaderCommit, round });
    progress.sentCommit(leaderCommit);
  }
}

/** Sends every follower what it may be sent now. What was proposed since the last time goes out together. */
export function replicate(core: RaftCore, leading: Leading): void {
  for (const [to, progress] of leading.progress) {
    const due = progress.appendDue || progress.wouldLearnFrom(core.commit);
    let sent = sendAppend(core, to, progress, due);
    while (sent) sent = sendAppend(core, to, progress, false);
    sendSnapshotPiece(core, to, progress);
  }
}

/** The commit is what a quorum holds durably, if that is an entry of the leader's own term (section 5.4.2). */
export function advanceCommit(core: RaftCore, leading: Leading): void {
  const durable = (id: NodeId) =>
    id === core.id ? core.log.pipeline.durableIndex : (leading.progress.get(id)?.match ?? 0);
  const index = quorumIndex(core.configuration, durable);
  if (index <= core.commit || core.log.term(index) !== core.term) return;
  releaseUncommitted(core, leading, index);
  core.commitTo(index);
}

export function handleAppendResponse(core: RaftCore, leading: Leading, message: AppendResponse): void {
  const progress = leading.progress.get(message.from);
  if (progress === undefined) return;
  progress.ticksSinceContact = 0;
  if (!message.accepted) {
    // Both logs' terms only grow: where ours is above the follower's hint, they cannot agree (section 5.3).
    const guess =
      message.hintTerm > 0
        ? core.log.lastIndexOfTermAtMost(Math.min(message.hintIndex, core.log.lastIndex), message.hintTerm).index
        : message.hintIndex;
    progress.reject(message.matchIndex, guess);
    return;
  }
  if (message.matchIndex > core.log.lastIndex) {
    core.refused.conflicting++;
    return;
  }
  const advanced = progress.accept(message.matchIndex);
  if (progress.state === "replicate") progress.inflights.acknowledge(message.matchIndex);
  else if (progress.state === "probe") {
    if (advanced || progress.match === message.matchIndex) progress.becomeReplicate();
  } else if (progress.match >= core.log.firstIndex - 1) {
    // However it got there, the log can take it on from here: a lost end of a transfer cannot wedge it (raft #84).
    progress.becomeReplicate();
  } else if (progress.match >= progress.transfer!.snapshot.index) {
    // Installed, but the log was compacted further meanwhile: begin again with the snapshot of now.
    progress.becomeProbe();
  }
}

export function handleHeartbeatResponse(core: RaftCore, leading: Leading, message: HeartbeatResponse): void {
  const progress = leading.progress.get(message.from);
  if (progress === undefined) return;
  progress.ticksSinceContact = 0;
  // What was sent may be lost: let one more append ask, so that neither a lost probe nor a full window of lost appends
  // stalls the follower for good (etcd #14633).
  progress.resume();
  if (progress.transfer !== undefined) progress.transfer.waiting = false;
  if (progress.state === "probe" || progress.match < core.log.lastIndex) progress.appendDue = true;
  progress.ackedRound = Math.max(progress.ackedRound, Math.min(message.round, leading.heartbeatRound));
}

/** False: nothing was sent. `evenIfEmpty` makes it a probe, or news of the commit. */
function sendAppend(core: RaftCore, to: NodeId, progress: Progress, evenIfEmpty: boolean): boolean {
  if (progress.paused) return false;
  const { log } = core;
  // The common case, and before storage is asked anything: it has been sent all there is.
  if (progress.next > log.lastIndex && !evenIfEmpty) return false;
  const prevLogIndex = progress.next - 1;
  const prevLogTerm = log.term(prevLogIndex);
  if (prevLogTerm === undefined || progress.next < log.firstIndex) {
    startSnapshot(core, to, progress);
    return false;
  }
  const room = progress.state === "probe" || !progress.inflights.full;
  const witness = isWitness(core.configuration, to);
  const end = (witness ? witnessLastIndex(core) : log.lastIndex) + 1;
  const stored = room ? log.entries({ from: progress.next, to: end, bytesMax: core.options.appendBytesMax }) : [];
  const entries = witness ? withoutPayloads(stored) : stored;
  if (entries.length === 0 && !evenIfEmpty) return false;
  const leaderCommit = core.commit;
  core.send({
    kind: "appendRequest",
    from: core.id,
    to,
    term: core.term,
    prevLogIndex,
    prevLogTerm,
    entries,
    leaderCommit,
  });
  progress.sentAppend({ count: entries.length, bytes: payloadBytes(entries), commit: leaderCommit });
  return entries.length > 0;
}

/**
 * Up to where a witness is sent the log. It must never be ahead of every full voter, or it would vote for none of them: it gets
 * what a crash here cannot take back; and where this leader is no voter to come, only what one that stays has, too.
 */
function witnessLastIndex({ id: self, configuration, leading, log }: RaftCore): number {
  const { durableIndex } = log.pipeline;
  if (configuration.voters.includes(self)) return durableIndex;
  let heldBySuccessor = 0;
  for (const id of configuration.voters) {
    if (isWitness(configuration, id)) continue;
    heldBySuccessor = Math.max(heldBySuccessor, leading?.progress.get(id)?.match ?? 0);
  }
  return Math.min(durableIndex, heldBySuccessor);
}

function quorumHeard(core: RaftCore, leading: Leading): boolean {
  const limit = core.options.electionTimeoutTicks;
  return quorumActive(core.configuration, (id) => {
    if (id === core.id) return isVoter(core.configuration, id);
    return (leading.progress.get(id)?.ticksSinceContact ?? limit) < limit;
  });
}

function releaseUncommitted(core: RaftCore, leading: Leading, commit: number): void {
  let from = Math.max(core.commit + 1, leading.noopIndex);
  while (from <= commit) {
    const entries = core.log.entries({ from, to: commit + 1, bytesMax: core.options.appendBytesMax });
    for (const { kind, data } of entries) if (kind === "command") leading.uncommittedBytes -= data.length;
    from += entries.length;
  }
}
