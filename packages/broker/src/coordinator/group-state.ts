/**
 * Where a group is on its way from generation to generation, by the names that Kafka's tools show:
 *
 * ```
 * Empty ──► PreparingRebalance ──► CompletingRebalance ──► Stable
 *   ▲            │      ▲ ▲                 │                │
 *   └────────────┘      │ └─────────────────┘                │
 *  (nobody is left)     └────────────────────────────────────┘
 * ```
 *
 * In PreparingRebalance it gathers the members' JoinGroups; in CompletingRebalance they know the new generation and wait
 * for what its leader assigns them; Stable begins when that assignment is committed to the log. Dead is the end of the
 * group in this coordinator: it is being deleted, or another node coordinates it now.
 */
export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable" | "Dead";

const STATES_BEFORE: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ["PreparingRebalance"],
  PreparingRebalance: ["Empty", "CompletingRebalance", "Stable"],
  CompletingRebalance: ["PreparingRebalance"],
  Stable: ["CompletingRebalance"],
  Dead: ["Empty", "PreparingRebalance", "CompletingRebalance", "Stable"],
};

export function mayBecome(from: GroupState, to: GroupState): boolean {
  return STATES_BEFORE[to].includes(from);
}
