import type { Verdict } from "./linearizability.ts";
import type { Mark } from "./marks.ts";
import { runRecovery } from "./recovery.ts";
import { runScenario } from "./scenario.ts";
import { Trace, type TraceEvent } from "./trace.ts";
import { runWalk } from "./walk.ts";

/** What is run for one seed. */
export interface SeedOptions {
  /** Walks without time that go before the scenario; each has its own numbers. */
  readonly walks: number;
  /** Groups that lose their quorum and are recovered; they go in between. */
  readonly recoveries: number;
  /** How long the scenario suffers, in simulated milliseconds. */
  readonly chaosMs: number;
  /** Default true. */
  readonly readsCheckedByIndex?: boolean;
}

export interface SeedResult {
  readonly seed: number;
  /** Of all that happened; of the walk or scenario that broke, as far as it got. */
  readonly hash: string;
  readonly marks: readonly Mark[];
  readonly simulatedMs: number;
  readonly history: Verdict;
  /** Present where an invariant broke. */
  readonly failure?: Failure;
}

export interface Failure {
  /** Which part of the seed's run broke. */
  readonly part: string;
  readonly message: string;
  readonly stack: string;
  /** The last events of every node; empty unless recorded. */
  readonly events: readonly TraceEvent[];
}

/** Runs everything that belongs to a seed. Never throws because of what it finds. `recording`: with a story, and slower. */
export function runSeed(seed: number, options: SeedOptions, recording = false): SeedResult {
  const { walks, recoveries, chaosMs, readsCheckedByIndex } = options;
  const nothing = { seed, marks: [], simulatedMs: 0, history: "unknown" as const };
  let trace = new Trace(recording);
  let part = "";
  let hash = 0;
  try {
    for (let walk = 0; walk < walks; walk++) {
      part = `walk ${walk}`;
      trace = new Trace(recording);
      hash = Math.imul(
        hash ^ Number.parseInt(runWalk(seed * 1_000 + walk, { trace }).hash.slice(0, 8), 16),
        0x9e3779b1,
      );
    }
    for (let group = 0; group < recoveries; group++) {
      part = `recovery ${group}`;
      const { assumed, survivors } = runRecovery(seed * 1_000 + group);
      hash = Math.imul(hash ^ (assumed * 8 + survivors), 0x9e3779b1);
    }
    part = "scenario";
    trace = new Trace(recording);
    trace.add(hash);
    const report = runScenario(seed, {
      chaosMs,
      trace,
      ...(readsCheckedByIndex === undefined ? {} : { readsCheckedByIndex }),
    });
    const { marks, simulatedMs, history } = report;
    return { seed, hash: report.hash, marks: [...marks], simulatedMs, history };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { ...nothing, hash: trace.hash, failure: { part, message, stack: stack ?? message, events: trace.events } };
  }
}
