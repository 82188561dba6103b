import { type Configuration, isJoint, isValid, isVoter, sorted } from "./configuration.ts";
import type { NodeId } from "./entry.ts";

/**
 * - `addVoter`: a new member, or a learner that is promoted
 * - `addLearner`: a new member, or a voter that is demoted
 * - `remove`: nothing is sent to it any more
 */
export interface MemberChange {
  readonly kind: "addVoter" | "addLearner" | "remove";
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
  const voters = new Set(configuration.voters);
  const learners = new Set(configuration.learners);
  for (const { kind, node } of changes) {
    voters.delete(node);
    learners.delete(node);
    if (kind === "addVoter") voters.add(node);
    if (kind === "addLearner") learners.add(node);
  }
  const simple = { ...configuration, voters: sorted(voters), learners: sorted(learners) };
  // Majorities of two sets that differ in one member overlap (thesis, section 4.1); others need both (section 4.3).
  const joint = transition !== "auto" || differences(configuration.voters, simple.voters) > 1;
  const next = joint ? enterJoint(configuration, simple, transition !== "jointExplicit") : simple;
  return isValid(next) ? next : undefined;
}

/** C_new alone; undefined where the configuration is not joint. */
export function leaveJoint(configuration: Configuration): Configuration | undefined {
  if (!isJoint(configuration)) return undefined;
  const learners = sorted(new Set([...configuration.learners, ...configuration.learnersNext]));
  return { voters: configuration.voters, votersOutgoing: [], learners, learnersNext: [], autoLeave: false };
}

/** A voter of C_old that is to be a learner goes on voting in C_old, and becomes one when that is left. */
function enterJoint(old: Configuration, target: Configuration, autoLeave: boolean): Configuration {
  const joint = { ...target, votersOutgoing: old.voters, autoLeave };
  const learnersNext = target.learners.filter((id) => old.voters.includes(id));
  return { ...joint, learners: target.learners.filter((id) => !isVoter(joint, id)), learnersNext };
}

function differences(before: readonly NodeId[], after: readonly NodeId[]): number {
  return before.filter((id) => !after.includes(id)).length + after.filter((id) => !before.includes(id)).length;
}
