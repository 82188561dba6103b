/*
 * Random writes go to a log on a simulated disk. At every boundary (before each change of the disk and before each sync takes
 * effect) the disk is copied, the power is cut on the copy, and the log is opened from what is left. It must be the log as it
 * was after one of the writes, and not after one that came before the last acknowledged; opening it twice gives the same.
 *
 * CHRONIK_CRASH_STATES sets how many crash states are tried.
 */
import { type Compaction, LogMirror, type LogReader, type LogWrite } from "@chronik/raft-core";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { describe, expect, it } from "vitest";
import { DurableRaftLog } from "./raft-log.ts";

const STATES = Number(process.env.CHRONIK_CRASH_STATES ?? 1000);
const FIRST_SEED = Number(process.env.CHRONIK_SIM_SEED ?? 1);
const WRITES = 60;
const KEPT_STATES = 100;

class World {
  readonly random: SeededRandom;
  readonly scheduler: SimScheduler;
  readonly disk: SimDisk;
  states = 0;
  checkpoints = 0;
  readonly #model = new LogMirror();
  /** What the log looked like after so many writes. */
  readonly #history: string[];
  #acknowledged = 0;
  #log: DurableRaftLog;
  #term = 1;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.scheduler = new SimScheduler(this.random);
    this.disk = new SimDisk(this.scheduler);
    this.disk.makeFolder("/data");
    this.disk.syncFolderNow("/");
    this.#history = [fingerprint(this.#model)];
    this.#log = open(this.disk, this.scheduler);
    this.disk.onBoundary = () => this.#crashHere();
  }

  run(): void {
    for (let count = 0; count < WRITES; count++) {
      this.#append(this.#randomWrite());
      for (let steps = this.random.below(12); steps > 0; steps--) this.scheduler.step();
    }
    this.scheduler.drain();
    expect(this.#acknowledged).toBe(WRITES);
    expect(fingerprint(this.#log)).toBe(this.#history.at(-1));
  }

  #append(write: LogWrite): void {
    this.#model.write(write);
    this.#history.push(fingerprint(this.#model));
    const number = this.#history.length - 1;
    if (write.compaction !== undefined) this.checkpoints++;
    this.#log.append(write, (error) => {
      if (error !== null) throw error;
      expect(this.#acknowledged).toBe(number - 1);
      this.#acknowledged = number;
    });
    expect(fingerprint(this.#log)).toBe(this.#history.at(-1));
  }

  #randomWrite(): LogWrite {
    const { random } = this;
    if (random.chance(0.2)) this.#term++;
    const first = this.#model.firstIndex();
    const last = this.#model.lastIndex();
    const hardState = { term: this.#term, vote: random.below(4), commit: random.below(last + 1) };
    const compaction = random.chance(0.15) ? this.#compaction() : undefined;
    if (compaction !== undefined) return { hardState, entries: [], compaction };
    const from = random.chance(0.2) ? first + random.below(last - first + 2) : last + 1;
    const sizeMax = random.pick([20, 20, 200, 3000]);
    const entries = Array.from({ length: random.below(4) }, (_, place) => ({
      index: from + place,
      term: this.#term,
      kind: random.pick(["command", "noop"] as const),
      data: new Uint8Array(random.below(sizeMax)).fill(random.below(256)),
    }));
    return random.chance(0.5) ? { hardState, entries } : { entries };
  }

  #compaction(): Compaction | undefined {
    const first = this.#model.firstIndex();
    const last = this.#model.lastIndex();
    const previous = this.#model.snapshot()?.index ?? 0;
    const rest = { configuration: Uint8Array.of(1), data: new Uint8Array(this.random.below(5000)).fill(7) };
    if (this.random.chance(0.2)) return { snapshot: { index: last + 5, term: this.#term, ...rest } };
    if (last <= previous || last < first) return undefined;
    const index = previous + 1 + this.random.below(last - previous);
    const keepFrom = first + this.random.below(index - first + 2);
    return { snapshot: { index, term: this.#model.term(index)!, ...rest }, keepFrom };
  }

  #crashHere(): void {
    this.states++;
    const scheduler = new SimScheduler(new SeededRandom(this.states));
    const disk = this.disk.fork(scheduler);
    disk.restart(this.random.seed());
    const recovered = fingerprint(open(disk, scheduler));
    const candidates = this.#history.slice(Math.max(this.#acknowledged, this.#history.length - KEPT_STATES));
    if (!candidates.includes(recovered))
      throw new Error(`state ${this.states}: ${recovered} is none of ${candidates.join("; ")}`);
    scheduler.clear();
    disk.restart(this.states);
    expect(fingerprint(open(disk, scheduler))).toBe(recovered);
  }
}

function open(disk: SimDisk, scheduler: SimScheduler): DurableRaftLog {
  return DurableRaftLog.open({
    disk,
    folder: "/data/raft",
    defer: scheduler.defer,
    timers: scheduler.timers,
    onFailure: (error) => {
      throw error;
    },
    journal: { fileBytes: 8192, firstFileBytes: 4096, groupBytesMax: 4096, readyFilesMax: 1 },
    frameBytesMax: 2048,
  });
}

/** Everything that can be read of a log, short. */
function fingerprint(log: LogReader): string {
  const from = log.firstIndex();
  const entries = log.entries({ from, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
  const snapshot = log.snapshot();
  return JSON.stringify([
    Object.values(log.hardState()),
    snapshot === undefined ? null : [snapshot.index, snapshot.term, snapshot.data.length],
    [from, log.term(from - 1)],
    entries.map(({ index, term, kind, data }) => [index, term, kind, data.length, data[0] ?? -1]),
  ]);
}

describe("DurableRaftLog", () => {
  it("keeps what it acknowledged, and no half of a write, wherever the power is cut", () => {
    let states = 0;
    let checkpoints = 0;
    let seed = FIRST_SEED;
    for (; states < STATES; seed++) {
      const world = new World(seed);
      try {
        world.run();
      } catch (cause) {
        throw new Error(`seed ${seed}: ${(cause as Error).message}`, { cause });
      }
      states += world.states;
      checkpoints += world.checkpoints;
    }
    console.log(`seeds ${FIRST_SEED} to ${seed - 1}: ${states} power cuts, ${checkpoints} checkpoints`);
    expect(checkpoints).toBeGreaterThan(10);
  }, 60_000);
});
