import { isVoter, isWitness } from "./configuration.ts";
import type { RaftCore } from "./core.ts";
import { campaign } from "./election.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import type { Leading } from "./leading.ts";
import type { TimeoutNowRequest } from "./message.ts";

/*
 * Leadership transfer (thesis, section 3.10): the leader takes no more proposals, brings one follower's log up to its
 * own, and tells it to campaign at once. Where that does not happen within an election timeout, it goes on leading.
 */

/** Whether the transfer began. That it succeeded shows in another node's leadership. */
export type TransferResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "notLeader" | "notVoter" | "witness" | "stopped" };

export function transferLeadership(core: RaftCore, to: NodeId): TransferResult {
  const { leading } = core;
  if (leading === undefined) return { ok: false, reason: "notLeader" };
  if (to === core.id || leading.transferee === to) return { ok: true };
  const progress = leading.progress.get(to);
  if (progress === undefined || !isVoter(core.configuration, to)) return { ok: false, reason: "notVoter" };
  if (isWitness(core.configuration, to)) return { ok: false, reason: "witness" };
  leading.transferee = to;
  leading.transferElapsedTicks = 0;
  // Its election will not wait for the followers' promise that the lease rests on.
  leading.reads.endLease();
  if (progress.match < core.log.lastIndex) progress.appendDue = true;
  advanceTransfer(core, leading, to);
  return { ok: true };
}

/** `from` has acknowledged something: if it is the one to take over and has everything, it is told to. */
export function advanceTransfer(core: RaftCore, leading: Leading, from: NodeId): void {
  if (leading.transferee !== from || leading.progress.get(from)?.match !== core.log.lastIndex) return;
  core.send({ kind: "timeoutNowRequest", from: core.id, to: from, term: core.term });
}

/** No pre-vote: the leader knows that it is time. */
export function handleTimeoutNowRequest(core: RaftCore, message: TimeoutNowRequest): void {
  if (core.role === "follower" && (core.leader === message.from || core.leader === NO_NODE)) campaign(core, true);
}
