import { type Configuration, isJoint, isValid, isVoter, isWitness, membersOf, sorted } from "./configuration.ts";
import type { NodeId } from "./entry.ts";

/**
 * - `addVoter`: a new member, or a learner that is promoted
 * - `addWitness`: a new member, whose node is started with the option `witness`
 * - `addLearner`: a new member, or a voter that is demoted
 * - `remove`: nothing is sent to it any more
 */
export interface MemberChange {
  readonly kind: "addVoter" | "addWitness" | "addLearner" | "remove";
  readonly node: NodeId;
}

/**
 * - `auto`: at once where at most one voter changes, else through a joint configuration that is left by itself
 * - `jointAuto`: through a joint configuration that the leader leaves as soon as it is committed
 * - `jointExplicit`: the joint configuration stays until it is left on request
 */
export type Transition = "auto" | "jointAuto" | "jointExplicit";

/** The configuration that `changes` lead to; undefined where they are not possible. The given one must not be joint. */
export function changeConfiguration(
  configuration: Configuration,
  changes: readonly MemberChange[],
  transition: Transition,
): Configuration | undefined {
  if (isJoint(configuration) || changes.length === 0) return undefined;
  const simple = outcomeOf(configuration, changes);
  if (turnsWitness(configuration, changes)) return undefined;
  // Majorities of two sets that differ in one member overlap (thesis, section 4.1); others need both (section 4.3).
  const joint = transition !== "auto" || differences(configuration.voters, simple.voters) > 1;
  const next = joint ? enterJoint(configuration, simple, transition !== "jointExplicit") : simple;
  return isValid(next) ? next : undefined;
}

/**
 * Whether a member would become a witness, or cease to be one. It has to be removed, that be committed, and come back with an
 * empty disk: what it holds is of one kind, and who counts it must know which.
 */
export function turnsWitness(configuration: Configuration, changes: readonly MemberChange[]): boolean {
  const after = outcomeOf(configuration, changes);
  const remaining = new Set(membersOf(after));
  return membersOf(configuration).some(
    (id) => remaining.has(id) && isWitness(configuration, id) !== isWitness(after, id),
  );
}

/** What the changes lead to one after the other, be it valid or not. */
function outcomeOf(configuration: Configuration, changes: readonly MemberChange[]): Configuration {
  const voters = new Set(configuration.voters);
  const learners = new Set(configuration.learners);
  const witnesses = new Set(configuration.witnesses);
  for (const { kind, node } of changes) {
    for (const list of [voters, learners, witnesses]) list.delete(node);
    if (kind === "addVoter" || kind === "addWitness") voters.add(node);
    if (kind === "addWitness") witnesses.add(node);
    if (kind === "addLearner") learners.add(node);
  }
  return { ...configuration, voters: sorted(voters), learners: sorted(learners), witnesses: sorted(witnesses) };
}

/** C_new alone; undefined where the configuration is not joint. */
export function leaveJoint(configuration: Configuration): Configuration | undefined {
  if (!isJoint(configuration)) return undefined;
  const { voters } = configuration;
  const learners = sorted(new Set([...configuration.learners, ...configuration.learnersNext]));
  const witnesses = configuration.witnesses.filter((id) => voters.includes(id));
  return { voters, votersOutgoing: [], learners, learnersNext: [], witnesses, autoLeave: false };
}

/** A voter of C_old that is to be a learner goes on voting in C_old, and becomes one when that is left. */
function enterJoint(old: Configuration, target: Configuration, autoLeave: boolean): Configuration {
  const witnesses = sorted(new Set([...old.witnesses, ...target.witnesses]));
  const joint = { ...target, votersOutgoing: old.voters, witnesses, autoLeave };
  const learnersNext = target.learners.filter((id) => old.voters.includes(id));
  return { ...joint, learners: target.learners.filter((id) => !isVoter(joint, id)), learnersNext };
}

function differences(before: readonly NodeId[], after: readonly NodeId[]): number {
  return before.filter((id) => !after.includes(id)).length + after.filter((id) => !before.includes(id)).length;
}
