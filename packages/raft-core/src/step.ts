import type { RaftCore } from "./core.ts";
import {
  handlePreVoteRequest,
  handlePreVoteResponse,
  handleVoteRequest,
  handleVoteResponse,
  hearsLeader,
} from "./election.ts";
import { NO_NODE } from "./entry.ts";
import { handleAppendRequest, handleHeartbeatRequest } from "./following.ts";
import { advanceTransfer, handleTimeoutNowRequest } from "./leadership-transfer.ts";
import type { Leading } from "./leading.ts";
import type { AppendRequest, HeartbeatRequest, InstallSnapshotRequest, Message } from "./message.ts";
import { isAddressedTo, isWellFormed } from "./message-check.ts";
import { handleProposeRequest } from "./propose.ts";
import { handleReadIndexRequest, handleReadIndexResponse } from "./read-index.ts";
import { handleAppendResponse, handleHeartbeatResponse } from "./replication.ts";
import { handleInstallSnapshotRequest, handleInstallSnapshotResponse } from "./snapshot-transfer.ts";
import { traceMessage } from "./tracer.ts";

/*
 * From a message to its handler: first what every message has in common (section 5.1: the term decides), then one
 * handler per kind.
 */

type FromLeader = AppendRequest | HeartbeatRequest | InstallSnapshotRequest;

export function stepMessage(core: RaftCore, message: Message): void {
  if (!isAddressedTo(message, core.id)) {
    core.refused.misrouted++;
    return;
  }
  if (!isWellFormed(message)) {
    core.refused.malformed++;
    return;
  }
  if (message.term <= core.term) traceMessage(core, "Receive", message);
  else if (!admitLaterTerm(core, message)) return;
  if (message.term < core.term) {
    answerEarlierTerm(core, message);
    return;
  }
  // What is left is of this term, or a pre-vote about the next one.
  if (isFromLeader(message)) stepFromLeader(core, message);
  else if (core.leading !== undefined) stepLeader(core, core.leading, message);
  else stepOther(core, message);
}

/** A later term turns this server into a follower, unless the message only asks about that term. False: not answered. */
function admitLaterTerm(core: RaftCore, message: Message): boolean {
  const asksForVote = message.kind === "preVoteRequest" || (message.kind === "voteRequest" && !message.transfer);
  if (asksForVote && hearsLeader(core)) return false;
  if (message.kind === "preVoteRequest") return true;
  if (message.kind === "preVoteResponse" && message.granted) return true;
  traceMessage(core, "Receive", message);
  core.becomeFollower(message.term, isFromLeader(message) ? message.from : NO_NODE);
  return true;
}

/**
 * The sender is behind. A leader of an earlier term must learn it, or a server that has moved on could never be led
 * again where nobody may disturb the leader (etcd #9586); so must a candidate (etcd #8501).
 */
function answerEarlierTerm(core: RaftCore, message: Message): void {
  const envelope = { from: core.id, to: message.from, term: core.term };
  switch (message.kind) {
    case "heartbeatRequest":
      core.send({ ...envelope, kind: "heartbeatResponse", round: 0 });
      return;
    case "appendRequest":
    case "installSnapshotRequest": {
      const matchIndex = message.kind === "appendRequest" ? message.prevLogIndex : message.snapshotIndex;
      const refusal = { accepted: false, matchIndex, hintIndex: 0, hintTerm: 0 };
      core.send({ ...envelope, ...refusal, kind: "appendResponse" });
      return;
    }
    case "preVoteRequest":
      core.send({ ...envelope, kind: "preVoteResponse", granted: false });
      return;
    case "voteRequest":
      core.send({ ...envelope, kind: "voteResponse", granted: false });
      return;
    default:
      return;
  }
}

function stepFromLeader(core: RaftCore, message: FromLeader): void {
  if (core.role === "leader" || (core.leader !== NO_NODE && core.leader !== message.from)) {
    // Two leaders in one term: elections are broken somewhere. Follow neither further.
    core.refused.conflicting++;
    return;
  }
  if (core.role !== "follower") core.becomeFollower(core.term, message.from);
  core.leader = message.from;
  core.resetElectionElapsed();
  if (message.kind === "appendRequest") handleAppendRequest(core, message);
  else if (message.kind === "heartbeatRequest") handleHeartbeatRequest(core, message);
  else handleInstallSnapshotRequest(core, message);
}

function stepLeader(core: RaftCore, leading: Leading, message: Exclude<Message, FromLeader>): void {
  switch (message.kind) {
    case "appendResponse":
      handleAppendResponse(core, leading, message);
      advanceTransfer(core, leading, message.from);
      return;
    case "heartbeatResponse":
      handleHeartbeatResponse(core, leading, message);
      return;
    case "installSnapshotResponse":
      handleInstallSnapshotResponse(core, leading, message);
      return;
    case "proposeRequest":
      handleProposeRequest(core, message);
      return;
    case "readIndexRequest":
      handleReadIndexRequest(core, leading, message);
      return;
    default:
      stepOther(core, message);
      return;
  }
}

function stepOther(core: RaftCore, message: Exclude<Message, FromLeader>): void {
  switch (message.kind) {
    case "preVoteRequest":
      handlePreVoteRequest(core, message);
      return;
    case "voteRequest":
      handleVoteRequest(core, message);
      return;
    case "preVoteResponse":
      handlePreVoteResponse(core, message);
      return;
    case "voteResponse":
      handleVoteResponse(core, message);
      return;
    case "timeoutNowRequest":
      handleTimeoutNowRequest(core, message);
      return;
    case "readIndexResponse":
      handleReadIndexResponse(core, message);
      return;
    default:
      // An answer to a leader that this server no longer is.
      return;
  }
}

function isFromLeader(message: Message): message is FromLeader {
  return (
    message.kind === "appendRequest" || message.kind === "heartbeatRequest" || message.kind === "installSnapshotRequest"
  );
}
