import { decodeProducerSnapshot, encodeBatch, type ProducerSnapshotEntry } from "@chronik/kafka-protocol";
import { type PartitionLog, Wal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kafkaBatchFraming } from "./batch-framing.ts";
import { checkProducedBatch } from "./produced-batch.ts";
import { ReplicaState } from "./replica-state.ts";

const KEY = { topicId: "0123456789abcdef0123456789abcdef", partition: 0 };
const FOLDER = "/data/topic-0";
const NO_PRODUCERS = 0;

/** One replica on a disk of its own, and a producer that never waits for an answer. */
class System {
  readonly scheduler: SimScheduler;
  readonly disk: SimDisk;
  wal: Wal;
  replica: ReplicaState;
  /** By producer: its next sequence. */
  readonly #sequences = new Map<number, number>();

  constructor(seed: number) {
    this.scheduler = new SimScheduler(new SeededRandom(seed));
    this.disk = new SimDisk(this.scheduler);
    this.disk.makeFolder("/data");
    this.disk.syncFolderNow("/");
    this.wal = this.#open();
    this.replica = loaded(this.wal.createPartition({ ...KEY, topic: "topic" }));
    this.scheduler.drain();
  }

  get snapshots(): string[] {
    return this.disk.list(FOLDER).filter((name) => name.endsWith(".snapshot"));
  }

  append(producerId: number, recordCount: number): void {
    const baseSequence = this.#sequences.get(producerId) ?? 0;
    this.#sequences.set(producerId, baseSequence + recordCount);
    const records = Array.from({ length: recordCount }, () => ({ timestamp: 5, key: null, value: new Uint8Array(40) }));
    const identity = producerId === NO_PRODUCERS ? {} : { producerId, producerEpoch: 0, baseSequence };
    const rules = { bytesMax: 1e6, zstd: true, appendTimeMs: null };
    const checked = checkProducedBatch(encodeBatch({ records, ...identity }), rules);
    if (checked.kind === "refused") throw new Error(`refused: ${checked.message}`);
    this.replica.appendAsLeader(checked.batch, 1, () => {});
  }

  truncate(part: number): void {
    const { logEndOffset } = this.replica;
    this.replica.truncateTo(Math.floor(part * logEndOffset), () => {});
    this.scheduler.drain();
    // As the next leader does before its first append.
    this.replica.checkSequence({ ...UNKNOWN, bytes: new Uint8Array(0) });
  }

  checkpoint(): void {
    this.wal.checkpoint((error) => expect(error).toBeNull());
  }

  /** Ends the process, one way or another, and starts it again. */
  restart(end: "stop" | "kill" | "powerCut", seed: number): void {
    if (end === "stop") {
      this.wal.close((error) => expect(error).toBeNull());
      this.scheduler.advance(2000);
    }
    if (end === "powerCut") this.disk.restart(seed);
    else this.disk.restartProcess();
    this.scheduler.clear();
    this.wal = this.#open();
    const log = this.wal.partition(KEY) ?? this.wal.createPartition({ ...KEY, topic: "topic" });
    this.replica = loaded(log);
  }

  rotSnapshot(pick: number): void {
    const name = this.snapshots[Math.floor(pick * this.snapshots.length)];
    if (name !== undefined) this.disk.rot(`${FOLDER}/${name}`, 8);
  }

  /** The producers are those of a scan of the whole log. */
  check(): void {
    const { log } = this.replica;
    if (log.readableEndOffset < log.logEndOffset) return;
    const captured = this.replica.capture();
    if (captured === null) return;
    expect(sorted(captured.bytes)).toEqual(sorted(loaded(withoutSnapshots(log)).capture()!.bytes));
  }

  #open(): Wal {
    return Wal.open({
      disk: this.disk,
      folder: "/data",
      framing: kafkaBatchFraming,
      defer: this.scheduler.defer,
      timers: this.scheduler.timers,
      wallClock: this.scheduler,
      options: {
        stateSnapshotBytes: 300,
        journal: { fileBytes: 16_384, firstFileBytes: 8192, readyFilesMax: 1 },
        log: { segmentBytesMax: 1500 },
      },
      onFailure: (error) => {
        throw error;
      },
    });
  }
}

const UNKNOWN = { recordCount: 1, maxTimestamp: 0, producerId: 99, producerEpoch: 0, baseSequence: 0 };

function loaded(log: PartitionLog): ReplicaState {
  const replica = new ReplicaState(log);
  replica.load();
  return replica;
}

/** The same log to somebody who never heard of snapshots. */
function withoutSnapshots(log: PartitionLog): PartitionLog {
  return new Proxy(log, {
    get(target, name) {
      if (name === "restoreState") return () => target.logStartOffset;
      if (name === "keepState") return () => {};
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Producers in no particular order, the batches of each oldest first. */
function sorted(bytes: Uint8Array): readonly ProducerSnapshotEntry[] {
  return decodeProducerSnapshot(bytes).toSorted((left, right) => left.producerId - right.producerId);
}

type Operation = (system: System) => void;

const part = fc.double({ min: 0, max: 1, noNaN: true });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 })).map(
      ([producerId, count]): Operation =>
        (system) =>
          system.append(producerId, count),
    ),
  },
  { weight: 4, arbitrary: fc.constant<Operation>((system) => system.scheduler.drain()) },
  { weight: 3, arbitrary: fc.constant<Operation>((system) => system.checkpoint()) },
  {
    weight: 1,
    arbitrary: part.map(
      (at): Operation =>
        (system) =>
          system.truncate(at),
    ),
  },
  {
    weight: 1,
    arbitrary: part.map(
      (pick): Operation =>
        (system) =>
          system.rotSnapshot(pick),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom("stop" as const, "kill" as const, "powerCut" as const), fc.nat()).map(
      ([end, seed]): Operation =>
        (system) =>
          system.restart(end, seed),
    ),
  },
);

describe("a replica's producers, across restarts", () => {
  it("are those of a full scan of its log, whatever happened to log, snapshots and power", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(operation, { minLength: 10, maxLength: 60 }), (seed, operations) => {
        const system = new System(seed);
        for (const operate of operations) {
          operate(system);
          system.check();
        }
      }),
      { numRuns: 150 },
    );
  });

  it("come from a snapshot: a start reads what came after it", () => {
    const system = new System(1);
    for (let count = 0; count < 200; count++) system.append(1 + (count % 3), 3);
    system.restart("stop", 1);
    expect(system.snapshots.length).toBeGreaterThan(0);
    expect(bytesReadFor(system)).toBe(0);
    system.append(1, 1);
    system.scheduler.drain();
    system.restart("kill", 1);
    expect(bytesReadFor(system)).toBe(system.replica.log.read({ offset: 600, bytesMax: 1e6 }).length);
    for (const name of system.snapshots) system.disk.remove(`${FOLDER}/${name}`);
    system.restart("kill", 1);
    expect(bytesReadFor(system)).toBe(system.replica.log.sizeBytes);
  });
});

/** Bytes of the log that another start would read to know the producers. */
function bytesReadFor({ replica: { log } }: System): number {
  let sizeBytes = 0;
  const watched = new Proxy(log, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const result: unknown = value.apply(target, args);
        if (name === "read") sizeBytes += (result as Uint8Array).length;
        return result;
      };
    },
  });
  loaded(watched);
  return sizeBytes;
}
