import { join } from "node:path";
import { Ceiling } from "./ceiling.ts";
import { Load, type LoadShape } from "./load.ts";
import { backMemory, checkpointed, emptied, ended, openWal } from "./rig.ts";
import { megabytesPerSecond, quantile, type Spread, spreadOf } from "./run.ts";
import { TurnClock, withLoopDelay } from "./turn-clock.ts";

/** Written before the first round that counts, at most: a journal makes files until there are enough to recycle. */
const WARM_UP_BYTES = 768 * 1024 * 1024;
const WARM_UP_GROUPS = 1_000;

export interface ThroughputScenario extends LoadShape {
  readonly name: string;
  readonly roundBytes: number;
}

export interface Throughput {
  readonly name: string;
  readonly appendsPerSecond: Spread;
  readonly megabytesPerSecond: Spread;
  /** Of the bare loop, with as many bytes in each sync as were in flight. */
  readonly ceilingMegabytesPerSecond: Spread;
  /** Of the medians. */
  readonly ofCeiling: number;
  /** Until everything was in the segments for good as well: what can be sustained for hours. */
  readonly sustainedMegabytesPerSecond: Spread;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly ceilingLatencyMs: { readonly p50: number; readonly p99: number };
  readonly latencyOfCeiling: number;
  /** The longest callback of the WAL, in each round. */
  readonly longestTurnMs: Spread;
  /** How late a timer was at most, in each round, beside the WAL and beside the bare loop. */
  readonly loopDelayMs: Spread;
  readonly ceilingLoopDelayMs: Spread;
}

/** Rounds of the WAL and of the bare loop take turns, so that both see the same neighbours. */
export async function measureThroughput(
  scenario: ThroughputScenario,
  at: { readonly folder: string; readonly rounds: number },
): Promise<Throughput> {
  const clock = new TurnClock();
  const wal = openWal(clock, join(at.folder, "wal"));
  const load = new Load(wal, clock, scenario);
  const ceiling = new Ceiling(join(at.folder, "ceiling"));
  const appends = Math.ceil(scenario.roundBytes / scenario.batchBytes);
  const groups = Math.ceil(appends / scenario.inFlight);
  const rounds = [];
  await load.run(Math.min(WARM_UP_GROUPS * scenario.inFlight, Math.ceil(WARM_UP_BYTES / scenario.batchBytes)));
  await ceiling.run(load.group, Math.ceil(groups / 4));
  await emptied(wal, load);
  for (let round = 0; round < at.rounds; round++) {
    const [bare, bareDelayMs] = await withLoopDelay(() => ceiling.run(load.group, groups));
    backMemory(2 * scenario.roundBytes);
    clock.takeLongestMs();
    const startMs = performance.now();
    const [[run, turnMs], delayMs] = await withLoopDelay(async () => {
      const run = await load.run(appends);
      await checkpointed(wal);
      return [run, clock.takeLongestMs()] as const;
    });
    const sustained = { bytes: run.bytes, ms: performance.now() - startMs };
    rounds.push({ bare, bareDelayMs, run, turnMs, delayMs, sustained });
    await emptied(wal, load);
  }
  ceiling.close();
  await ended((done) => wal.close(done));
  const ours = spreadOf(rounds.map(({ run }) => megabytesPerSecond(run)));
  const bare = spreadOf(rounds.map(({ bare }) => megabytesPerSecond(bare)));
  const latency = latencyOf(rounds.flatMap(({ run }) => run.latenciesMs));
  const bareLatency = latencyOf(rounds.flatMap(({ bare }) => bare.latenciesMs));
  return {
    name: scenario.name,
    appendsPerSecond: spreadOf(rounds.map(({ run }) => (1_000 * run.appends) / run.ms)),
    megabytesPerSecond: ours,
    ceilingMegabytesPerSecond: bare,
    ofCeiling: ours.median / bare.median,
    sustainedMegabytesPerSecond: spreadOf(rounds.map(({ sustained }) => megabytesPerSecond(sustained))),
    latencyMs: latency,
    ceilingLatencyMs: bareLatency,
    latencyOfCeiling: latency.p50 / bareLatency.p50,
    longestTurnMs: spreadOf(rounds.map(({ turnMs }) => turnMs)),
    loopDelayMs: spreadOf(rounds.map(({ delayMs }) => delayMs)),
    ceilingLoopDelayMs: spreadOf(rounds.map(({ bareDelayMs }) => bareDelayMs)),
  };
}

function latencyOf(latenciesMs: readonly number[]): { p50: number; p99: number } {
  return { p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) };
}
