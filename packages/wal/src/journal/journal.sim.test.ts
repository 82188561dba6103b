import { crc32c } from "@chronik/crc32c";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../testing/random.ts";
import { SimDisk } from "../testing/sim-disk.ts";
import { SimScheduler } from "../testing/sim-scheduler.ts";
import { Journal } from "./journal.ts";

/*
 * One workload per seed runs against the simulated disk. At every boundary (before each change and before each sync takes
 * effect) the disk is forked, the power is cut on the fork, and the journal is recovered from what is left: it must hold
 * everything that was acknowledged, nothing that was not appended, in order and without a gap; recovering twice must give
 * the same; and so must recovering after a power cut in the middle of the recovery.
 *
 * CHRONIK_CRASH_STATES sets how many crash states are tried.
 */
const STATES = Number(process.env.CHRONIK_CRASH_STATES ?? 2000);
const SEED = Number(process.env.CHRONIK_SEED ?? 1);
const FOLDER = "/data/journal";
const OPTIONS = {
  fileBytes: 8192,
  firstFileBytes: 4096,
  readyFilesMax: 2,
  groupBytesMax: 4096,
  pendingBytesMax: 20_000,
  reserveBytes: 1024,
};

interface Recovered {
  readonly journal: Journal;
  /** By sequence number. */
  readonly frames: Map<number, string>;
}

function recover(disk: SimDisk, scheduler: SimScheduler): Recovered {
  const frames = new Map<number, string>();
  const journal = Journal.open(
    {
      disk,
      folder: FOLDER,
      defer: scheduler.defer,
      timers: scheduler.timers,
      options: OPTIONS,
      onFailure: (error) => {
        throw error;
      },
    },
    ({ sequence, stream, kind, payload }) => {
      expect(frames.has(sequence)).toBe(false);
      frames.set(sequence, contentOf(stream, kind, payload));
    },
  );
  return { journal, frames };
}

function contentOf(stream: number, kind: number, payload: Uint8Array): string {
  return `${stream}/${kind}/${payload.length}/${crc32c(payload)}`;
}

class World {
  readonly random: SeededRandom;
  readonly scheduler: SimScheduler;
  readonly disk: SimDisk;
  states = 0;
  /** Numbers of journal files that were seen. */
  readonly fileNumbers = new Set<string>();
  #journal: Journal;
  /** What was appended and may be recovered, by sequence number. */
  #appended = new Map<number, string>();
  #acknowledged = 0;
  #released = 1;
  #counter = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.scheduler = new SimScheduler(this.random);
    this.disk = new SimDisk(this.scheduler);
    this.disk.makeFolder("/data");
    this.disk.syncFolderNow("/");
    this.disk.onBoundary = () => this.#crashHere();
    this.#journal = recover(this.disk, this.scheduler).journal;
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const dice = this.random.below(100);
      if (dice < 45) this.#append();
      else if (dice < 90) this.scheduler.step();
      else if (dice < 95) this.#release();
      else if (dice < 97) this.scheduler.advance(1000);
      else this.#restart();
    }
    this.scheduler.advance(1);
    expect(this.#journal.pendingBytes).toBe(0);
  }

  #append(): void {
    const sizeBytes = this.random.pick([0, 1, 20, 300, 700, 2100, 3000]);
    const payload = new Uint8Array(sizeBytes).fill(++this.#counter & 0xff);
    const stream = this.random.below(5);
    const half = this.random.below(sizeBytes + 1);
    const frame = { stream, kind: 7, buffers: [payload.subarray(0, half), payload.subarray(half)] };
    let sequence = 0;
    try {
      sequence = this.#journal.append(frame, (error) => {
        expect(error).toBeNull();
        expect(sequence).toBeGreaterThan(this.#acknowledged);
        this.#acknowledged = sequence;
      });
    } catch (error) {
      expect(error).toMatchObject({ code: "overloaded" });
      return;
    }
    this.#appended.set(sequence, contentOf(stream, 7, payload));
  }

  #release(): void {
    const below = this.#journal.durableSequence - this.random.below(10);
    if (below <= this.#released) return;
    this.#released = below;
    this.#journal.release(below, (error) => expect(error).toBeNull());
  }

  #restart(): void {
    if (this.random.chance(0.3)) {
      this.#journal.close((error) => expect(error).toBeNull());
      this.scheduler.drain();
    } else if (this.random.chance(0.5)) {
      this.disk.restart(this.random.seed());
    }
    this.scheduler.clear();
    this.disk.restartProcess();
    const { journal, frames } = recover(this.disk, this.scheduler);
    this.#check(frames);
    this.#journal = journal;
    // What did not survive is gone for good: its sequence numbers are given out again.
    for (const sequence of this.#appended.keys()) if (!frames.has(sequence)) this.#appended.delete(sequence);
  }

  #crashHere(): void {
    this.states++;
    for (const name of this.disk.list(FOLDER)) this.fileNumbers.add(name);
    const seeds = [this.random.seed(), this.random.seed(), this.random.seed()] as const;
    const first = this.#forkAndRecover(this.disk, seeds[0]);
    this.#check(first.frames);
    const again = this.#forkAndRecover(first.disk, seeds[1]);
    this.#check(again.frames);
    expect([...again.frames]).toEqual([...first.frames]);
    this.#crashInRecovery(seeds[2]);
  }

  #crashInRecovery(seed: number): void {
    const random = new SeededRandom(seed);
    const scheduler = new SimScheduler(random);
    const disk = this.disk.fork(scheduler);
    disk.restart(random.seed());
    let boundariesLeft = random.below(8);
    let inRecovery: SimDisk | null = null;
    disk.onBoundary = () => {
      if (boundariesLeft-- === 0) inRecovery = disk.fork(scheduler);
    };
    recover(disk, scheduler);
    disk.onBoundary = null;
    if (inRecovery) this.#check(this.#forkAndRecover(inRecovery, random.seed()).frames);
  }

  #forkAndRecover(from: SimDisk, seed: number): Recovered & { disk: SimDisk } {
    const random = new SeededRandom(seed);
    const scheduler = new SimScheduler(random);
    const disk = from.fork(scheduler);
    disk.restart(random.seed());
    return { ...recover(disk, scheduler), disk };
  }

  #check(frames: ReadonlyMap<number, string>): void {
    let last = 0;
    for (const [sequence, content] of frames) {
      if (sequence <= last) throw new Error(`${sequence} after ${last}`);
      if (content !== this.#appended.get(sequence)) throw new Error(`${sequence} is not what was appended`);
      last = sequence;
    }
    for (const sequence of this.#appended.keys()) {
      if (sequence < this.#released || frames.has(sequence)) continue;
      if (sequence <= this.#acknowledged) throw new Error(`${sequence} was acknowledged and is gone`);
      if (sequence < last) throw new Error(`a gap at ${sequence}`);
    }
  }
}

describe("journal under power cuts", () => {
  test(`recovers from ${STATES} crash states (CHRONIK_SEED=${SEED})`, { timeout: STATES * 20 + 10_000 }, () => {
    let states = 0;
    let recycled = 0;
    let seed = SEED;
    for (; states < STATES; seed++) {
      const world = new World(seed);
      try {
        world.run(60);
      } catch (error) {
        throw new Error(`seed ${seed} after ${world.disk.operations} operations`, { cause: error });
      }
      states += world.states;
      // More numbers than files that may exist at once: some were released and used again.
      if (world.fileNumbers.size > 6) recycled++;
    }
    expect(states).toBeGreaterThanOrEqual(STATES);
    expect(recycled, "seeds that recycled files").toBeGreaterThan(0);
    console.log(`journal: ${states} crash states, seeds ${SEED}..${seed - 1}`);
  });
});
