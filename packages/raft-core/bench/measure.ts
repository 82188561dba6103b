import { type HeapProfiler, Session } from "node:inspector";
import { BatchMember, Group, LoopMember, type Member, type MemberOptions, RawMember } from "./group.ts";
import { CountingLog, InstantLog, type ReadCounts } from "./instant-log.ts";
import { Load } from "./load.ts";

const DRIVERS: Readonly<Record<string, (options: MemberOptions) => Member>> = {
  RawNode: (options) => new RawMember(options),
  MessageLoop: (options) => new LoopMember(options),
  "MessageLoop.batch": (options) => new BatchMember(options),
};

export interface Scenario {
  readonly driver: string;
  readonly inFlight: number;
  readonly payloadBytes: number;
}

export const SCENARIOS: readonly Scenario[] = Object.keys(DRIVERS).flatMap((driver) =>
  [1, 256].flatMap((inFlight) => [0, 1024].map((payloadBytes) => ({ driver, inFlight, payloadBytes }))),
);

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Measurement extends Scenario {
  /** Until the leader's state machine had been handed the proposals of a round, and until all three had. */
  readonly commitsPerSecond: Spread;
  readonly commitsByAllPerSecond: Spread;
  /** Of the median round, by the clock. All three servers' work together, since they share one core. */
  readonly nanosecondsPerCommit: number;
  /** The same in time that the process ran, its helper threads (garbage collector, compiler) included. Less sensitive to neighbours. */
  readonly cpuNanosecondsPerCommit: number;
  /** By all three servers together. */
  readonly perCommit: ReadCounts & { readonly messages: number; readonly allocatedBytes: number };
}

/** Proposals in the runs that count and that sample allocations, which nothing is timed in. */
const COUNTED = 20_000;
const SAMPLED = 100_000;
/** Rounds before the first that counts. */
const WARM_UP_ROUNDS = 3;
/** One allocation in so many bytes is sampled: some thousands in a run. */
const SAMPLING_INTERVAL_BYTES = 16_384;

export function measure(scenario: Scenario, rounds: { count: number; ms: number }): Measurement {
  const group = groupOf(scenario, () => new InstantLog());
  let proposals = 1_000;
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    const { allMs } = group.run(proposals);
    proposals = Math.max(1_000, Math.round((proposals * rounds.ms) / allMs));
  }
  const times = Array.from({ length: rounds.count }, () => group.run(proposals));
  const commitsPerSecond = spreadOf(times.map(({ leaderMs }) => (1_000 * proposals) / leaderMs));
  return {
    ...scenario,
    commitsPerSecond,
    commitsByAllPerSecond: spreadOf(times.map(({ allMs }) => (1_000 * proposals) / allMs)),
    nanosecondsPerCommit: 1e9 / commitsPerSecond.median,
    cpuNanosecondsPerCommit: spreadOf(times.map(({ cpuMs }) => (1e6 * cpuMs) / proposals)).median,
    perCommit: { ...count(scenario), allocatedBytes: allocatedBytes(() => group.run(SAMPLED)) / SAMPLED },
  };
}

function groupOf({ driver, inFlight, payloadBytes }: Scenario, createLog: () => InstantLog): Group {
  return new Group(new Load(inFlight, payloadBytes), DRIVERS[driver]!, createLog);
}

/** In a run of its own, so that counting disturbs no time. */
function count(scenario: Scenario): ReadCounts & { messages: number } {
  const counts: ReadCounts = { firstIndex: 0, lastIndex: 0, term: 0, entries: 0 };
  const group = groupOf(scenario, () => new CountingLog(counts));
  group.run(COUNTED);
  const before = { ...counts, messages: group.sent };
  group.run(COUNTED);
  return {
    firstIndex: (counts.firstIndex - before.firstIndex) / COUNTED,
    lastIndex: (counts.lastIndex - before.lastIndex) / COUNTED,
    term: (counts.term - before.term) / COUNTED,
    entries: (counts.entries - before.entries) / COUNTED,
    messages: (group.sent - before.messages) / COUNTED,
  };
}

/**
 * What V8 allocated meanwhile, collected or not: estimated by its sampling heap profiler, whose samples are scaled to what
 * they stand for. Heap sizes between collections would miss everything that dies young.
 */
function allocatedBytes(action: () => void): number {
  const session = new Session();
  session.connect();
  session.post("HeapProfiler.startSampling", {
    samplingInterval: SAMPLING_INTERVAL_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as object);
  action();
  let bytes = 0;
  session.post("HeapProfiler.stopSampling", (error, result) => {
    if (error !== null) throw error;
    bytes = bytesBelow(result.profile.head);
  });
  session.disconnect();
  return bytes;
}

function bytesBelow(node: HeapProfiler.SamplingHeapProfileNode): number {
  return node.children.reduce((bytes, child) => bytes + bytesBelow(child), node.selfSize);
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}
