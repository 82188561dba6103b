import { Violation } from "../invariants/index.ts";
import { deterministically, Marks } from "../world/index.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { Run } from "./run.ts";
import { timelineOf } from "./timeline.ts";

export interface RunOptions {
  /** Keeps the last events of every node. Makes no difference to what happens. Default false. */
  readonly trace?: boolean;
}

/** Runs a plan. The same plan has the same outcome, always and everywhere. */
export function runPlan(plan: Plan, { trace = false }: RunOptions = {}): Outcome {
  const marks = new Marks();
  const run = new Run(plan, { trace });
  const { queue } = run.world;
  let violation: Violation | null = null;
  try {
    deterministically(() => marks.counting(() => run.execute()));
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
  }
  return {
    seed: plan.seed,
    ok: violation === null,
    ...(violation !== null && {
      violation: { name: violation.rule, detail: violation.detail, atMs: queue.nowMs },
    }),
    traceHash: run.world.trace.hash(),
    simulatedMs: queue.nowMs,
    marks: marks.counts,
    stats: run.stats,
    ...(trace && { timeline: timelineOf(run.world.trace, run.history) }),
  };
}
