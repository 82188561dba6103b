import type { PartitionLog } from "../src/log/partition-log.ts";
import type { Done, LogBatch } from "../src/log/types.ts";
import {
  CrashExplorer,
  type CrashPolicy,
  type CrashRecovery,
  type CrashSubject,
} from "../src/testing/crash-explorer.ts";
import { SeededRandom } from "../src/testing/random.ts";
import { SimDisk } from "../src/testing/sim-disk.ts";
import { SimScheduler } from "../src/testing/sim-scheduler.ts";
import type { Wal, WalInit } from "../src/wal.ts";
import { inspectSound, requireForetold } from "./inspection.ts";
import { concatenated, makeBatch } from "./kafka-batch.ts";
import { ModelLog } from "./model-log.ts";
import { checkSnapshots, TailState } from "./tail-state.ts";
import { digestOfLog, openWal, readAll, SMALL, WAL_FOLDER } from "./wal-rig.ts";

/** Something that happens to a WAL; chance decides the rest: which log, where, how much. */
export type WalStep =
  | "create"
  | "append"
  | "truncate"
  | "reset"
  | "deleteBefore"
  | "delete"
  | "checkpoint"
  /** One thing that is ready happens; everything does; a little time passes; so much that a full disk is tried again. */
  | "step"
  | "settle"
  | "wait"
  | "rest"
  /** The disk has no room; it has again. */
  | "fill"
  | "free"
  /** The process ends, in order or not, and is started again; or the machine is. */
  | "close"
  | "kill"
  | "powerCut";

/** How often each is drawn in a history by chance, out of their sum. */
const WEIGHTS: readonly (readonly [WalStep, number])[] = [
  ["create", 3],
  ["append", 30],
  ["truncate", 6],
  ["reset", 2],
  ["deleteBefore", 6],
  ["delete", 3],
  ["step", 41],
  ["wait", 3],
  ["checkpoint", 2],
  ["fill", 1],
  ["free", 1],
  ["close", 1],
  ["kill", 1],
  ["powerCut", 1],
];
const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
const LOGS_MAX = 3;

/** How often things were come by that a run should not do without. */
export interface WalReached {
  roll: number;
  truncate: number;
  reset: number;
  delete: number;
  checkpoint: number;
  recycle: number;
  full: number;
  blocked: number;
  snapshot: number;
}

export function nothingReached(): WalReached {
  return { roll: 0, truncate: 0, reset: 0, delete: 0, checkpoint: 0, recycle: 0, full: 0, blocked: 0, snapshot: 0 };
}

/**
 * A WAL that works on a simulated disk, with a model of what it should hold after each operation. At every boundary of the disk it is
 * crashed: all logs together must be what they were after some prefix of the operations that contains all that were acknowledged.
 */
export class WalWorld implements CrashSubject {
  readonly explorer: CrashExplorer;
  readonly disk: SimDisk;
  readonly reached: WalReached;
  readonly #random: SeededRandom;
  readonly #scheduler: SimScheduler;
  readonly #options: WalInit["options"] & {};
  #wal: Wal;
  #models = new Map<string, ModelLog>();
  /** What all logs should hold after each operation. */
  #history: string[] = [""];
  /** Index into the history: everything up to here was acknowledged. */
  #acknowledged = 0;
  /** Changes with every restart: `done` callbacks of an earlier life do not count. */
  #life = 0;
  #counter = 0;
  #failure: Error | null = null;
  /** The disk was full in this life, and something may still wait for it. */
  #wasFull = false;

  constructor(seed: number, policy: CrashPolicy, reached = nothingReached()) {
    this.#random = new SeededRandom(seed);
    this.reached = reached;
    this.explorer = new CrashExplorer(this, policy, new SeededRandom(this.#random.seed()));
    this.#options = someOptions(new SeededRandom(this.#random.seed()));
    this.#scheduler = new SimScheduler(this.#random);
    this.disk = new SimDisk(this.#scheduler);
    this.disk.makeFolder("/data");
    this.disk.syncFolderNow("/");
    this.disk.onBoundary = () => {
      // Kept for later, where no code under test can take it for an error of the disk.
      try {
        if (!this.#failure) this.#crashHere();
      } catch (error) {
        this.#failure = error as Error;
      }
    };
    this.#wal = this.#open(this.disk, this.#scheduler);
  }

  /** A history by chance. */
  run(steps: number): void {
    for (let step = 0; step < steps; step++) this.take(this.#draw());
  }

  take(step: WalStep): void {
    this.#take(step);
    if (this.#failure) throw this.#failure;
    this.#checkLive();
  }

  recover(disk: SimDisk, scheduler: SimScheduler): CrashRecovery {
    const foretold = disk.capacityBytes === Number.POSITIVE_INFINITY ? inspectSound(disk) : null;
    const wal = this.#open(disk, scheduler);
    if (foretold !== null) requireForetold(foretold, wal);
    for (const log of wal.partitions()) if (log.state === "online") this.reached.snapshot += checkSnapshots(disk, log);
    return { digest: digestOfWal(wal), goOn: () => goOn(wal) };
  }

  requireAllowed(digest: string): void {
    this.#indexOf(digest);
  }

  #draw(): WalStep {
    let dice = this.#random.below(TOTAL);
    const found = WEIGHTS.find(([, weight]) => {
      dice -= weight;
      return dice < 0;
    });
    return found![0];
  }

  #take(step: WalStep): void {
    const logs = [...this.#wal.partitions()];
    switch (step) {
      case "step":
        this.#scheduler.step();
        return;
      case "settle":
        this.#scheduler.drain();
        return;
      case "wait":
        this.#scheduler.advance(60);
        return;
      case "rest":
        this.#scheduler.advance(1100);
        return;
      case "checkpoint":
        this.#wal.checkpoint((error) => this.#requireShortage(error));
        return;
      case "fill":
        this.#fill();
        return;
      case "free":
        this.disk.capacityBytes = Number.POSITIVE_INFINITY;
        return;
      case "close":
      case "kill":
      case "powerCut":
        this.#restart(step);
        return;
      case "create":
        if (logs.length < LOGS_MAX) this.#create();
        return;
      default:
        if (logs.length === 0) this.#create();
        else this.#change(step, this.#random.pick(logs));
    }
  }

  #change(step: "append" | "truncate" | "reset" | "deleteBefore" | "delete", log: PartitionLog): void {
    const model = this.#model(log);
    if (step === "append") this.#append(log, model);
    else if (step === "truncate") this.#truncate(log, model);
    else if (step === "reset") this.#reset(log, model);
    else if (step === "deleteBefore") this.#deleteBefore(log, model);
    else this.#delete(log);
  }

  #create(): void {
    const number = this.#random.below(LOGS_MAX);
    const topicId = String(++this.#counter).padStart(32, "0");
    if ([...this.#wal.partitions()].some((log) => log.partition === number)) return;
    const logStartOffset = this.#random.pick([0, 0, 40]);
    const done = this.#happens(() => this.#models.set(`${topicId}/${number}`, new ModelLog(logStartOffset)));
    this.#keepStateOf(this.#wal.createPartition({ topicId, topic: "t", partition: number, logStartOffset }, done));
  }

  #keepStateOf(log: PartitionLog): void {
    log.keepState(new TailState(() => this.#model(log)));
  }

  #append(log: PartitionLog, model: ModelLog): void {
    const epoch = Math.max(0, log.lastEpoch) + (this.#random.chance(0.2) ? 1 : 0);
    const batches: LogBatch[] = [];
    let baseOffset = log.logEndOffset;
    for (let count = 1 + this.#random.below(3); count > 0; count--) {
      const records = 1 + this.#random.below(3);
      const payloadBytes = this.#random.pick([0, 10, 100, 600]);
      const fill = ++this.#counter & 0xff;
      batches.push(
        makeBatch({ baseOffset, records, leaderEpoch: epoch, payloadBytes, fill, maxTimestamp: this.#counter }),
      );
      baseOffset += records;
    }
    const done = this.#acknowledges(this.#history.length);
    let refused: unknown = null;
    try {
      if (this.#wasFull || this.#random.chance(0.5)) log.appendAsLeader(batches, done);
      else log.appendAsFollower(concatenated(batches), done);
    } catch (error) {
      refused = error;
    }
    if (refused) this.#requireShortage(refused);
    else this.#note(() => model.append(batches));
  }

  #truncate(log: PartitionLog, model: ModelLog): void {
    const spread = log.logEndOffset - log.logStartOffset;
    if (spread === 0) return;
    const offset = this.#random.chance(0.3)
      ? log.logStartOffset + this.#random.below(spread)
      : log.logEndOffset - 1 - this.#random.below(Math.min(spread, 6));
    log.truncateTo(
      offset,
      this.#happens(() => model.truncateTo(offset)),
    );
    this.reached.truncate++;
  }

  #reset(log: PartitionLog, model: ModelLog): void {
    const offset = this.#random.pick([0, log.logEndOffset, log.logEndOffset + 7, log.logStartOffset]);
    log.resetTo(
      offset,
      this.#happens(() => model.resetTo(offset)),
    );
    this.reached.reset++;
  }

  #deleteBefore(log: PartitionLog, model: ModelLog): void {
    const spread = log.logEndOffset - log.logStartOffset;
    if (spread === 0) return;
    const offset = log.logStartOffset + 1 + this.#random.below(spread);
    log.deleteBefore(
      offset,
      this.#happens(() => model.deleteBefore(offset)),
    );
  }

  #delete(log: PartitionLog): void {
    const key = keyOf(log);
    this.#wal.deletePartition(
      log,
      this.#happens(() => this.#models.delete(key)),
    );
    this.reached.delete++;
  }

  #fill(): void {
    this.disk.capacityBytes = 0;
    this.#wasFull = true;
    this.reached.full++;
  }

  /** A disk without room refuses; nothing else may. */
  #requireShortage(error: unknown): void {
    if (error !== null && this.disk.capacityBytes === Number.POSITIVE_INFINITY && !this.#wasFull) throw error;
  }

  /** Notes an operation in the history; its `done` acknowledges it and all before. */
  #happens(change: () => void): Done {
    const done = this.#acknowledges(this.#history.length);
    this.#note(change);
    return done;
  }

  #note(change: () => void): void {
    change();
    this.#history.push(digestOfModels(this.#models));
  }

  #acknowledges(index: number): Done {
    const life = this.#life;
    return (error) => {
      if (life !== this.#life) return;
      if (error) throw error;
      if (index <= this.#acknowledged) throw new Error("acknowledged twice or out of order");
      this.#acknowledged = index;
    };
  }

  #restart(how: "close" | "kill" | "powerCut"): void {
    this.disk.capacityBytes = Number.POSITIVE_INFINITY;
    this.#wasFull = false;
    if (how === "close") {
      let closed = false;
      this.#wal.close((error) => {
        if (error) throw error;
        closed = true;
      });
      this.#scheduler.advance(2000); // It may wait for the next look at a disk that was full.
      if (!closed) throw new Error("it does not close");
      if (this.disk.openFiles > 0) throw new Error(`${this.disk.openFiles} files are open when it has closed`);
    } else if (how === "powerCut") {
      this.disk.restart(this.#random.seed());
    }
    this.#life++;
    this.#scheduler.clear();
    this.disk.restartProcess();
    this.#wal = this.#open(this.disk, this.#scheduler);
    const index = this.#indexOf(digestOfWal(this.#wal));
    this.#history.length = index + 1;
    this.#acknowledged = index;
    this.#models = rebuilt(this.#wal);
    for (const log of this.#wal.partitions()) this.#keepStateOf(log);
  }

  #checkLive(): void {
    if (this.#wal.stats().blockedPartitions > 0) this.reached.blocked++;
    for (const log of this.#wal.partitions()) {
      const model = this.#model(log);
      if (log.logStartOffset !== model.startOffset || log.logEndOffset !== model.endOffset) {
        throw new Error(`[${log.logStartOffset},${log.logEndOffset}) is not [${model.startOffset},${model.endOffset})`);
      }
      if (log.durableEndOffset > log.logEndOffset) throw new Error("more is durable than there is");
      const readable = readAll(log);
      const expected = model.batches.filter((batch) => batch.lastOffset < log.readableEndOffset);
      if (readable.length !== expected.length) throw new Error(`${readable.length} batches, not ${expected.length}`);
      readable.forEach(({ bytes }, at) => {
        if (!sameBytes(bytes, expected[at]!.bytes)) throw new Error(`batch ${at} of ${keyOf(log)} differs`);
      });
      if (log.segments().length > 1) this.reached.roll++;
    }
  }

  #crashHere(): void {
    if (this.disk.exists(`${WAL_FOLDER}/checkpoint`)) this.reached.checkpoint++;
    if (this.disk.list(`${WAL_FOLDER}/journal`).some((name) => Number.parseInt(name, 10) > 5)) this.reached.recycle++;
    this.explorer.explore(this.disk);
  }

  /** The index of a state of the history, acknowledged or later, that is this one. */
  #indexOf(digest: string): number {
    const index = this.#history.indexOf(digest, this.#acknowledged);
    if (index >= 0) return index;
    const expected = this.#history.slice(this.#acknowledged).join("\n--\n");
    throw new Error(`recovered:\n${digest}\nwhere one of these was expected:\n${expected}`);
  }

  #open(disk: SimDisk, scheduler: SimScheduler): Wal {
    return openWal(disk, scheduler, { options: this.#options });
  }

  #model(log: PartitionLog): ModelLog {
    return this.#models.get(keyOf(log))!;
  }
}

/** Small files, so that everything happens soon; not always the same. */
function someOptions(random: SeededRandom): WalInit["options"] & {} {
  return {
    ...SMALL,
    checkpointBytes: random.pick([3000, 6000, 6000, 20_000]),
    filesOpenMax: random.pick([2, 6]),
    journal: {
      ...SMALL.journal,
      fileBytes: random.pick([4096, 8192]),
      readyFilesMax: random.pick([1, 2, 3]),
      groupBytesMax: random.pick([2048, 4096]),
    },
    log: { segmentBytesMax: random.pick([700, 700, 2000]), indexIntervalBytes: random.pick([60, 150]) },
  };
}

/** One more batch in every log, and a new log. */
function goOn(wal: Wal): () => string {
  const models = rebuilt(wal);
  let waiting = 0;
  const done: Done = (error) => {
    if (error) throw error;
    waiting--;
  };
  const topicId = "f".repeat(32);
  const key = { topicId, partition: 0 };
  if (wal.partition(key) === undefined) {
    waiting++;
    wal.createPartition({ ...key, topic: "after" }, done);
    models.set(`${topicId}/0`, new ModelLog(0));
  }
  for (const log of wal.partitions()) {
    const batch = makeBatch({
      baseOffset: log.logEndOffset,
      leaderEpoch: Math.max(0, log.lastEpoch) + 1,
      payloadBytes: 200,
      fill: 0xee,
    });
    waiting++;
    log.appendAsLeader([batch], done);
    models.get(keyOf(log))!.append([batch]);
  }
  return () => {
    if (waiting > 0) throw new Error(`${waiting} operations were not acknowledged`);
    const digest = digestOfWal(wal);
    const expected = digestOfModels(models);
    if (digest !== expected) throw new Error(`it holds\n${digest}\nand should hold\n${expected}`);
    return digest;
  };
}

function keyOf(log: { topicId: string; partition: number }): string {
  return `${log.topicId}/${log.partition}`;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function digestOfWal(wal: Wal): string {
  return textOf([...wal.partitions()].map((log) => [keyOf(log), digestOfLog(log)]));
}

function digestOfModels(models: ReadonlyMap<string, ModelLog>): string {
  return textOf([...models].map(([key, model]) => [key, model.digest()]));
}

function textOf(logs: readonly (readonly [key: string, digest: string])[]): string {
  return logs
    .map(([key, digest]) => `${key} ${digest}`)
    .sort()
    .join("\n");
}

/** The models of what a WAL holds now. */
function rebuilt(wal: Wal): Map<string, ModelLog> {
  const models = new Map<string, ModelLog>();
  for (const log of wal.partitions()) {
    const model = new ModelLog(log.logEndOffset);
    model.startOffset = log.logStartOffset;
    model.epochs = [...log.epochs()];
    model.batches = readAll(log).map((batch) => ({ ...batch, leaderEpoch: 0, maxTimestamp: 0 }));
    models.set(keyOf(log), model);
  }
  return models;
}
