import { isVoter, membersOf } from "./configuration.ts";
import type { RaftCore } from "./core.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import type { PreVoteRequest, PreVoteResponse, VoteRequest, VoteResponse } from "./message.ts";
import { quorumVotes } from "./quorum.ts";

/*
 * Elections (section 5.2, restricted by 5.4.1), with the pre-vote of the thesis, section 9.6: nobody raises the term
 * before a quorum says that it would vote. And with its section 4.2.3: who hears a leader answers no candidate,
 * unless that leader sent it. A vote, given or asked for, leaves when term and vote are on stable storage.
 */

/** One tick of a server that does not lead. */
export function tickElection(core: RaftCore): void {
  core.electionElapsedTicks++;
  if (core.promisedTicks > 0) core.promisedTicks--;
  if (core.promotable && core.electionElapsedTicks >= core.electionTimeoutTicks) preCampaign(core);
}

/** Asks whether an election could be won. */
export function preCampaign(core: RaftCore): void {
  if (core.role === "leader" || !core.promotable) return;
  core.becomePreCandidate();
  for (const to of otherVoters(core)) {
    core.send({
      kind: "preVoteRequest",
      from: core.id,
      to,
      term: core.term + 1,
      lastLogIndex: core.log.lastIndex,
      lastLogTerm: core.log.lastTerm,
    });
  }
  recordVote(core, core.id, true);
}

/** Stands for election in a new term. `transfer`: the leader asked for it. */
export function campaign(core: RaftCore, transfer: boolean): void {
  if (core.role === "leader" || !core.promotable) return;
  core.becomeCandidate(transfer);
  for (const to of otherVoters(core)) {
    core.send({
      kind: "voteRequest",
      from: core.id,
      to,
      term: core.term,
      lastLogIndex: core.log.lastIndex,
      lastLogTerm: core.log.lastTerm,
      transfer,
    });
  }
}

/** A candidate's vote for itself counts when it is on stable storage, as anybody else's does. */
export function countOwnVote(core: RaftCore): void {
  const { pipeline } = core.log;
  if (core.role !== "candidate" || core.votes.has(core.id)) return;
  if (pipeline.durableSeq >= pipeline.hardStateSeq) recordVote(core, core.id, true);
}

/** Whether a leader is heard, so that candidates that it did not send are not answered (thesis, section 4.2.3). */
export function hearsLeader(core: RaftCore): boolean {
  if (core.promisedTicks > 0) return true;
  return core.leader !== NO_NODE && core.electionElapsedTicks < core.options.electionTimeoutTicks;
}

export function handlePreVoteRequest(core: RaftCore, message: PreVoteRequest): void {
  const granted = message.term > core.term && isUpToDate(core, message);
  core.send({
    kind: "preVoteResponse",
    from: core.id,
    to: message.from,
    // A refusal tells the term that the candidate has to catch up with.
    term: granted ? message.term : core.term,
    granted,
  });
}

/** `message.term` is the own term by now. Learners vote too: they may have been promoted without knowing (etcd #10998). */
export function handleVoteRequest(core: RaftCore, message: VoteRequest): void {
  const free = core.vote === message.from || (core.vote === NO_NODE && core.leader === NO_NODE);
  const granted = free && isUpToDate(core, message);
  if (granted) {
    core.setVote(message.from);
    core.resetElectionElapsed();
  }
  core.send({ kind: "voteResponse", from: core.id, to: message.from, term: core.term, granted });
}

export function handlePreVoteResponse(core: RaftCore, message: PreVoteResponse): void {
  if (core.role !== "preCandidate") return;
  // A grant is for the term asked for; one from an earlier try at a lower term is none.
  if (message.granted && message.term !== core.term + 1) return;
  recordVote(core, message.from, message.granted);
}

export function handleVoteResponse(core: RaftCore, message: VoteResponse): void {
  if (core.role === "candidate") recordVote(core, message.from, message.granted);
}

/** The first answer of a voter is the one that counts. */
function recordVote(core: RaftCore, from: NodeId, granted: boolean): void {
  if (core.votes.has(from) || !isVoter(core.configuration, from)) return;
  core.votes.set(from, granted);
  const result = quorumVotes(core.configuration, core.votes);
  if (result === "lost") core.becomeFollower(core.term, NO_NODE);
  else if (result === "won" && core.role === "preCandidate") campaign(core, false);
  else if (result === "won") core.becomeLeader();
}

/** Section 5.4.1: the later last term wins, then the longer log. */
function isUpToDate(core: RaftCore, candidate: { lastLogIndex: number; lastLogTerm: number }): boolean {
  const { lastTerm, lastIndex } = core.log;
  if (candidate.lastLogTerm !== lastTerm) return candidate.lastLogTerm > lastTerm;
  return candidate.lastLogIndex >= lastIndex;
}

function otherVoters(core: RaftCore): NodeId[] {
  return membersOf(core.configuration).filter((id) => id !== core.id && isVoter(core.configuration, id));
}
