import { type Configuration, encodeConfiguration, isJoint, isVoter, isWitness } from "./configuration.ts";
import {
  changeConfiguration,
  leaveJoint,
  type MemberChange,
  type Transition,
  turnsWitness,
} from "./configuration-change.ts";
import type { RaftCore } from "./core.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import type { Leading } from "./leading.ts";
import { replicate } from "./replication.ts";

/*
 * Membership changes (thesis, chapter 4). A configuration is an entry in the log, and is in force from the moment it
 * is appended. One at a time: none is taken before the last one is committed, and none before the
 * leader has committed an entry of its own term (the flaw of the first published algorithm, Ongaro 2015).
 */

/** `index`: of the entry that holds the new configuration; the change is settled when that is committed. */
export type MembershipResult =
  | { readonly ok: true; readonly index: number }
  | { readonly ok: false; readonly reason: MembershipRefusal };

/** Why a change was not taken. Nothing has changed then. */
export type MembershipRefusal =
  | "notLeader"
  /** Nothing of this term is committed yet; try again. */
  | "notReady"
  /** The last configuration is not committed yet; try again. */
  | "pending"
  /** The configuration is joint: it must be left first. */
  | "joint"
  /** There is no joint configuration to leave. */
  | "notJoint"
  /** Leaves no voter, or more witnesses than full voters, or names no member. */
  | "invalid"
  /** A member would become a witness or cease to be one: it must be removed first, and that be committed. */
  | "witness"
  /** Leadership is being handed over. */
  | "transferring"
  /** The message loop has stopped. */
  | "stopped";

export function changeMembership(
  core: RaftCore,
  changes: readonly MemberChange[],
  transition: Transition,
): MembershipResult {
  const refusal = refusalNow(core);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  if (isJoint(core.configuration)) return { ok: false, reason: "joint" };
  if (turnsWitness(core.configuration, changes)) return { ok: false, reason: "witness" };
  return append(core, changeConfiguration(core.configuration, changes, transition));
}

export function leaveJointMembership(core: RaftCore): MembershipResult {
  const refusal = refusalNow(core);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  if (!isJoint(core.configuration)) return { ok: false, reason: "notJoint" };
  return append(core, leaveJoint(core.configuration));
}

/** The commit may have moved: a leader leaves a joint configuration, and steps down where it is no voter any more. */
export function followCommittedConfiguration(core: RaftCore, leading: Leading): void {
  if (core.history.latestIndex > core.commit) return;
  const { configuration } = core;
  if (configuration.autoLeave && core.committedInTerm && leading.transferee === NO_NODE) {
    append(core, leaveJoint(configuration));
    return;
  }
  if (isVoter(configuration, core.id)) return;
  // The others learn first that the change is committed: of two, the one that stays could not find out alone (etcd #10563).
  replicate(core, leading);
  const successor = mostAdvanced(core, leading);
  if (successor !== NO_NODE) core.send({ kind: "timeoutNowRequest", from: core.id, to: successor, term: core.term });
  core.becomeFollower(core.term, NO_NODE);
}

function refusalNow(core: RaftCore): MembershipRefusal | undefined {
  if (core.leading === undefined) return "notLeader";
  if (core.leading.transferee !== NO_NODE) return "transferring";
  if (!core.committedInTerm) return "notReady";
  return core.history.latestIndex > core.commit ? "pending" : undefined;
}

function append(core: RaftCore, configuration: Configuration | undefined): MembershipResult {
  if (configuration === undefined) return { ok: false, reason: "invalid" };
  return { ok: true, index: core.appendNew("configuration", [encodeConfiguration(configuration)]) };
}

function mostAdvanced(core: RaftCore, leading: Leading): NodeId {
  let best: NodeId = NO_NODE;
  let bestMatch = core.history.latestIndex - 1;
  for (const [id, progress] of leading.progress) {
    if (!isVoter(core.configuration, id) || isWitness(core.configuration, id) || progress.match <= bestMatch) continue;
    best = id;
    bestMatch = progress.match;
  }
  return best;
}
