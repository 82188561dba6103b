import { join } from "node:path";
import { Load } from "./load.ts";
import { backMemory, ended, openWal } from "./rig.ts";
import { megabytesPerSecond, type Spread, spreadOf } from "./run.ts";
import { TurnClock } from "./turn-clock.ts";

const BATCH_BYTES = 64 * 1024;
const IN_FLIGHT = 32;

export interface RecoveryScenario {
  readonly name: string;
  readonly partitions: number;
  readonly journalBytes: number;
}

export interface Recovery {
  readonly name: string;
  /** Of journal, from the call of `Wal.open` until it returned. The journal is in the page cache. */
  readonly megabytesPerSecond: Spread;
  readonly ms: Spread;
}

/** Fills a journal without a checkpoint, kills the WAL, and opens it again. */
export async function measureRecovery(
  scenario: RecoveryScenario,
  at: { readonly folder: string; readonly rounds: number },
): Promise<Recovery> {
  const times = [];
  for (let round = 0; round < at.rounds; round++) {
    const folder = join(at.folder, String(round));
    const killed = new TurnClock();
    const wal = openWal(killed, folder, { checkpointBytes: Number.POSITIVE_INFINITY });
    const load = new Load(wal, killed, { ...scenario, batchBytes: BATCH_BYTES, inFlight: IN_FLIGHT });
    await load.run(Math.ceil(scenario.journalBytes / BATCH_BYTES));
    const bytes = wal.stats().journalAppendedBytes;
    killed.kill();
    backMemory(scenario.journalBytes);
    const startMs = performance.now();
    const recovered = openWal(new TurnClock(), folder);
    times.push({ bytes, ms: performance.now() - startMs });
    for (const log of [...recovered.partitions()]) recovered.deletePartition(log);
    await ended((done) => recovered.close(done));
  }
  return {
    name: scenario.name,
    megabytesPerSecond: spreadOf(times.map(megabytesPerSecond)),
    ms: spreadOf(times.map(({ ms }) => ms)),
  };
}
