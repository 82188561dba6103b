import { type Compaction, LogMirror, type LogReader, type LogWrite } from "@chronik/raft-core";
import {
  CrashExplorer,
  type CrashPolicy,
  type CrashRecovery,
  type CrashSubject,
  SeededRandom,
  SimDisk,
  SimScheduler,
} from "@chronik/wal/testing";
import { DurableRaftLog } from "../src/raft/raft-log.ts";

/** How often things were come by that a run should not do without. */
export interface RaftLogReached {
  hardState: number;
  conflict: number;
  compaction: number;
  install: number;
  recycle: number;
  restart: number;
}

export function nothingReached(): RaftLogReached {
  return { hardState: 0, conflict: 0, compaction: 0, install: 0, recycle: 0, restart: 0 };
}

/**
 * The log of Raft at work on a simulated disk: entries, hard states, suffixes that conflict, compactions, and snapshots
 * of a leader that replace everything. At every boundary of the disk it is crashed: it must be the log as it was after one of
 * the writes, and not after one that came before the last acknowledged.
 */
export class RaftLogWorld implements CrashSubject {
  readonly explorer: CrashExplorer;
  readonly disk: SimDisk;
  readonly reached: RaftLogReached;
  readonly #random: SeededRandom;
  readonly #scheduler: SimScheduler;
  #model = new LogMirror();
  /** What the log looked like after so many writes. */
  readonly #history: string[];
  #acknowledged = 0;
  /** Changes with every restart: what an earlier life acknowledges does not count. */
  #life = 0;
  #log: DurableRaftLog;
  #term = 1;
  #failure: Error | null = null;

  constructor(seed: number, policy: CrashPolicy, reached = nothingReached()) {
    this.#random = new SeededRandom(seed);
    this.reached = reached;
    this.explorer = new CrashExplorer(this, policy, new SeededRandom(this.#random.seed()));
    this.#scheduler = new SimScheduler(this.#random);
    this.disk = new SimDisk(this.#scheduler);
    this.disk.makeFolder("/data");
    this.disk.syncFolderNow("/");
    this.#history = [fingerprint(this.#model)];
    this.disk.onBoundary = () => {
      // Kept for later, where no code under test can take it for an error of the disk.
      try {
        if (!this.#failure) this.#crashHere();
      } catch (error) {
        this.#failure = error as Error;
      }
    };
    this.#log = openRaftLog(this.disk, this.#scheduler);
  }

  run(writes: number): void {
    for (let count = 0; count < writes; count++) {
      this.#append(this.#randomWrite());
      for (let steps = this.#random.below(12); steps > 0; steps--) this.#scheduler.step();
      if (this.#random.chance(0.03)) this.#restart();
      if (this.#failure) throw this.#failure;
    }
    this.#scheduler.drain();
    if (this.#failure) throw this.#failure;
    if (this.#acknowledged !== this.#history.length - 1) throw new Error("not all writes were acknowledged");
  }

  recover(disk: SimDisk, scheduler: SimScheduler): CrashRecovery {
    const log = openRaftLog(disk, scheduler);
    return { digest: fingerprint(log), goOn: () => goOn(log) };
  }

  requireAllowed(digest: string): void {
    this.#indexOf(digest);
  }

  #append(write: LogWrite): void {
    this.#model.write(write);
    this.#history.push(fingerprint(this.#model));
    const number = this.#history.length - 1;
    const life = this.#life;
    this.#log.append(write, (error) => {
      if (life !== this.#life) return;
      if (error !== null) throw error;
      if (this.#acknowledged !== number - 1) throw new Error("acknowledged out of order");
      this.#acknowledged = number;
    });
    const found = fingerprint(this.#log);
    if (found !== this.#history[number]) throw new Error(`it reads ${found}, not ${this.#history[number]}`);
  }

  #randomWrite(): LogWrite {
    const random = this.#random;
    if (random.chance(0.2)) this.#term++;
    const first = this.#model.firstIndex();
    const last = this.#model.lastIndex();
    const hardState = { term: this.#term, vote: random.below(4), commit: random.below(last + 1) };
    const compaction = random.chance(0.15) ? this.#compaction() : undefined;
    if (compaction !== undefined) return { hardState, entries: [], compaction };
    // What a snapshot holds is committed, and never replaced.
    const replaceable = Math.max(first, (this.#model.snapshot()?.index ?? 0) + 1);
    const from = random.chance(0.2) ? replaceable + random.below(last - replaceable + 2) : last + 1;
    const sizeMax = random.pick([20, 20, 200, 3000]);
    const entries = Array.from({ length: random.below(4) }, (_, place) => ({
      index: from + place,
      term: this.#term,
      kind: random.pick(["command", "noop"] as const),
      data: new Uint8Array(random.below(sizeMax)).fill(random.below(256)),
    }));
    if (from <= last && entries.length > 0) this.reached.conflict++;
    if (random.chance(0.5)) return { entries };
    this.reached.hardState++;
    return { hardState, entries };
  }

  #compaction(): Compaction | undefined {
    const first = this.#model.firstIndex();
    const last = this.#model.lastIndex();
    const previous = this.#model.snapshot()?.index ?? 0;
    const rest = { configuration: Uint8Array.of(1), data: new Uint8Array(this.#random.below(5000)).fill(7) };
    if (this.#random.chance(0.2)) {
      this.reached.install++;
      return { snapshot: { index: last + 5, term: this.#term, ...rest } };
    }
    if (last <= previous || last < first) return undefined;
    this.reached.compaction++;
    const index = previous + 1 + this.#random.below(last - previous);
    const keepFrom = first + this.#random.below(index - first + 2);
    return { snapshot: { index, term: this.#model.term(index)!, ...rest }, keepFrom };
  }

  #restart(): void {
    this.reached.restart++;
    if (this.#random.chance(0.5)) this.disk.restart(this.#random.seed());
    this.#life++;
    this.#scheduler.clear();
    this.disk.restartProcess();
    this.#log = openRaftLog(this.disk, this.#scheduler);
    const index = this.#indexOf(fingerprint(this.#log));
    this.#history.length = index + 1;
    this.#acknowledged = index;
    this.#model = copyOf(this.#log);
  }

  #crashHere(): void {
    if (this.disk.list(RAFT_FOLDER).some((name) => Number.parseInt(name, 10) > 4)) this.reached.recycle++;
    this.explorer.explore(this.disk);
  }

  #indexOf(digest: string): number {
    const index = this.#history.indexOf(digest, this.#acknowledged);
    if (index >= 0) return index;
    throw new Error(`${digest} is none of ${this.#history.slice(this.#acknowledged).join("; ")}`);
  }
}

export const RAFT_FOLDER = "/data/raft";

export function openRaftLog(disk: SimDisk, scheduler: SimScheduler): DurableRaftLog {
  return DurableRaftLog.open({
    disk,
    folder: RAFT_FOLDER,
    defer: scheduler.defer,
    timers: scheduler.timers,
    onFailure: (error) => {
      throw error;
    },
    journal: { fileBytes: 8192, firstFileBytes: 4096, groupBytesMax: 4096, readyFilesMax: 1 },
    frameBytesMax: 2048,
  });
}

/** A new term, and an entry of it. */
function goOn(log: DurableRaftLog): () => string {
  const term = log.hardState().term + 1;
  let acknowledged = false;
  const write = {
    hardState: { term, vote: 1, commit: log.hardState().commit },
    entries: [{ index: log.lastIndex() + 1, term, kind: "command" as const, data: new Uint8Array(300).fill(0xee) }],
  };
  const model = copyOf(log);
  model.write(write);
  log.append(write, (error) => {
    if (error !== null) throw error;
    acknowledged = true;
  });
  return () => {
    if (!acknowledged) throw new Error("the write was not acknowledged");
    const digest = fingerprint(log);
    const expected = fingerprint(model);
    if (digest !== expected) throw new Error(`it holds ${digest} and should hold ${expected}`);
    return digest;
  };
}

/** A log in memory that holds the same. */
function copyOf(log: LogReader): LogMirror {
  const copy = new LogMirror();
  const snapshot = log.snapshot();
  const base = log.firstIndex() - 1;
  const entries = log.entries({ from: base + 1, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
  if (snapshot === undefined) {
    copy.write({ entries, hardState: log.hardState() });
    return copy;
  }
  const nothing = new Uint8Array();
  if (base < snapshot.index && base > 0) {
    const before = { index: base, term: log.term(base)!, configuration: nothing, data: nothing };
    copy.write({ compaction: { snapshot: before }, entries: [] });
  }
  if (base < snapshot.index) {
    copy.write({ entries });
    copy.write({ compaction: { snapshot, keepFrom: base + 1 }, entries: [], hardState: log.hardState() });
  } else {
    copy.write({ compaction: { snapshot }, entries, hardState: log.hardState() });
  }
  return copy;
}

/** Everything that can be read of a log, short. */
export function fingerprint(log: LogReader): string {
  const from = log.firstIndex();
  const entries = log.entries({ from, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
  const snapshot = log.snapshot();
  return JSON.stringify([
    Object.values(log.hardState()),
    snapshot === undefined ? null : [snapshot.index, snapshot.term, sumOf(snapshot.data)],
    [from, log.term(from - 1)],
    entries.map(({ index, term, kind, data }) => [index, term, kind, sumOf(data)]),
  ]);
}

function sumOf(bytes: Uint8Array): string {
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  return `${bytes.length}:${sum}`;
}
