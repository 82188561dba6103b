import type { FaultPlan } from "./fault-plan.ts";
import type { Plan } from "./plan.ts";

/** What is going on in the cluster at the moment at which a fault is to begin. */
export interface Situation {
  /** Every node runs and serves clients. */
  readonly allServing: boolean;
  /** Every partition of every topic has a leader and all of its replicas in sync, as every node sees it. */
  readonly isrWhole: boolean;
  /** Other faults that have begun and not ended. */
  readonly otherFaults: number;
  /** A node has lost its disk or a log, and the cluster has not made it whole again. */
  readonly diskBeingReplaced: boolean;
}

/**
 * Something that the system does not promise, and a run therefore must not demand. When a limit is lifted its row goes, and
 * runs go there from then on.
 */
export interface Unpromised {
  readonly limit: string;
  readonly reason: string;
  /** The faults that a plan may keep, by what the plan says. */
  readonly keeps?: (fault: FaultPlan, plan: Plan) => boolean;
  /** Whether a fault may begin now; else it does not happen. */
  readonly allows?: (fault: FaultPlan, situation: Situation) => boolean;
}

/** Those after which a node comes back with an empty disk, or with one log less. */
const losesDisk = ({ kind }: FaultPlan) => kind === "wipe" || kind === "rot" || kind === "segmentRot";

export const UNPROMISED: readonly Unpromised[] = [
  {
    limit: "a disk or a log is lost only where every partition has another replica",
    reason: "nothing is left of what only that disk held",
    keeps: (fault, { knobs }) => !losesDisk(fault) || (knobs.nodeCount >= 3 && knobs.replicationFactor >= 2),
  },
  {
    limit: "a disk or a log is lost only while all other nodes are up, connected and in sync",
    reason:
      "a node that comes back empty votes as before, so with another one that is behind it can outvote the one that knows " +
      "(docs/LIMITS.md, Replication); and the last in-sync replica is the only one that may lead",
    allows: (fault, { allServing, isrWhole, otherFaults }) =>
      !losesDisk(fault) || (allServing && isrWhole && otherFaults === 0),
  },
  {
    limit: "nothing else happens before what was lost is replaced and filled again",
    reason:
      "until then the cluster has one replica less than it was built with, and maybe one voter that has forgotten its vote",
    allows: (_, { diskBeingReplaced }) => !diskBeingReplaced,
  },
];

/** The plan without what must not be demanded. */
export function withinPromises(plan: Plan): Plan {
  const faults = plan.faults.filter((fault) =>
    UNPROMISED.every(({ keeps }) => keeps === undefined || keeps(fault, plan)),
  );
  return { ...plan, faults };
}

/** Whether the fault may begin in this situation. */
export function mayBegin(fault: FaultPlan, situation: Situation): boolean {
  return UNPROMISED.every(({ allows }) => allows === undefined || allows(fault, situation));
}
