import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatenated, makeBatch } from "../../test/kafka-batch.ts";
import { ModelLog } from "../../test/model-log.ts";
import { makeMachine } from "../../test/rig.ts";
import { digestOfLog, openWal, readAll } from "../../test/wal-rig.ts";
import type { Wal } from "../wal.ts";
import type { PartitionLog } from "./partition-log.ts";
import type { LogBatch } from "./types.ts";

/*
 * A log against an array, for any sequence of operations. After each one both must say the same, whether the journal has caught
 * up with it or not; in the end also after a restart.
 */
const KEY = { topicId: "0123456789abcdef0123456789abcdef", partition: 0 };

class System {
  readonly machine = makeMachine();
  readonly model = new ModelLog(0);
  readonly errors: Error[] = [];
  wal: Wal;
  log: PartitionLog;
  #fill = 0;

  constructor() {
    this.wal = openWal(this.machine.disk, this.machine.scheduler);
    this.log = this.wal.createPartition({ ...KEY, topic: "topic" }, this.done);
  }

  readonly done = (error: Error | null): void => {
    if (error) this.errors.push(error);
  };

  batches(
    specs: readonly { records: number; payloadBytes: number; timestamp: number }[],
    newEpoch: boolean,
  ): LogBatch[] {
    const leaderEpoch = Math.max(0, this.log.lastEpoch) + (newEpoch ? 1 : 0);
    let baseOffset = this.log.logEndOffset;
    return specs.map(({ records, payloadBytes, timestamp }) => {
      const fill = ++this.#fill & 0xff;
      const batch = makeBatch({ baseOffset, records, payloadBytes, leaderEpoch, maxTimestamp: timestamp, fill });
      baseOffset += records;
      return batch;
    });
  }

  settle(): void {
    this.machine.scheduler.drain();
  }

  reopen(clean: boolean): void {
    if (clean) this.wal.close(this.done);
    this.settle();
    this.machine.scheduler.clear();
    this.machine.disk.restartProcess();
    this.wal = openWal(this.machine.disk, this.machine.scheduler);
    this.log = this.wal.partition(KEY)!;
  }

  check(): void {
    const { log, model } = this;
    expect([log.logStartOffset, log.logEndOffset]).toEqual([model.startOffset, model.endOffset]);
    expect(log.epochs()).toEqual(model.epochs);
    expect(log.lastEpoch).toBe(model.epochs.at(-1)?.epoch ?? -1);
    for (let epoch = 0; epoch <= log.lastEpoch + 1; epoch++) {
      expect(log.endOffsetForEpoch(epoch)).toEqual(model.endOffsetForEpoch(epoch));
    }
    expect(this.errors).toEqual([]);
  }

  /** Reads somewhere, some way: whole batches from the one with the offset on, one at least, none that reaches the end offset. */
  checkRead(offset: number, bytesMax: number, endOffset: number): void {
    const { log, model } = this;
    const bound = Math.min(endOffset, log.readableEndOffset);
    const all = model.batches.filter((batch) => batch.lastOffset >= offset && batch.lastOffset < bound);
    const bytes = log.read({ offset, bytesMax, endOffset });
    const target = new Uint8Array(5000);
    expect(log.readInto({ offset, bytesMax, endOffset }, target)).toBe(bytes.length);
    expect(target.subarray(0, bytes.length)).toEqual(bytes);
    if (all.length === 0) {
      expect(bytes.length).toBe(0);
      return;
    }
    const whole = concatenated(all);
    expect(bytes.length).toBeGreaterThanOrEqual(all[0]!.bytes.length);
    expect(bytes).toEqual(whole.subarray(0, bytes.length));
    if (bytes.length > bytesMax) expect(bytes.length).toBe(all[0]!.bytes.length);
    const small = all[0]!.bytes.length - 1;
    expect(log.readInto({ offset, bytesMax, endOffset }, new Uint8Array(small))).toBe(-all[0]!.bytes.length);
  }

  checkTime(timestamp: number): void {
    const { log, model } = this;
    const readable = model.batches.filter((batch) => batch.lastOffset < log.readableEndOffset);
    const expected = readable.find((batch) => batch.maxTimestamp >= timestamp);
    const found = log.offsetForTimestamp(timestamp);
    expect(found?.baseOffset).toBe(expected?.baseOffset);
    expect(found?.maxTimestamp).toBe(expected?.maxTimestamp);
  }
}

type Operation = (system: System) => void;

const batchSpec = fc.record({
  records: fc.integer({ min: 1, max: 4 }),
  payloadBytes: fc.constantFrom(0, 1, 50, 200, 900),
  timestamp: fc.integer({ min: -1, max: 50 }),
});

/** An offset in the log, counted in fractions of its length. */
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const offsetAt = ({ model }: System, at: number) =>
  model.startOffset + Math.floor(at * (model.endOffset - model.startOffset));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.array(batchSpec, { minLength: 1, maxLength: 6 }), fc.boolean(), fc.boolean()).map(append),
  },
  { weight: 2, arbitrary: fraction.map(truncate) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }).map(reset) },
  { weight: 2, arbitrary: fraction.map(deleteBefore) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map(steps) },
  { weight: 3, arbitrary: fc.constant<Operation>((system) => system.settle()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (clean): Operation =>
        (system) =>
          system.reopen(clean),
    ),
  },
  { weight: 4, arbitrary: fc.tuple(fraction, fc.integer({ min: 0, max: 2000 }), fraction).map(read) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -1, max: 51 }).map(
      (at): Operation =>
        (system) =>
          system.checkTime(at),
    ),
  },
);

function append([specs, newEpoch, asLeader]: [Parameters<System["batches"]>[0], boolean, boolean]): Operation {
  return (system) => {
    const batches = system.batches(specs, newEpoch);
    if (asLeader) system.log.appendAsLeader(batches, system.done);
    else system.log.appendAsFollower(concatenated(batches), system.done);
    system.model.append(batches);
  };
}

function truncate(at: number): Operation {
  return (system) => {
    const offset = offsetAt(system, at);
    system.log.truncateTo(offset, system.done);
    system.model.truncateTo(offset);
  };
}

function reset(offset: number): Operation {
  return (system) => {
    system.log.resetTo(offset, system.done);
    system.model.resetTo(offset);
  };
}

function deleteBefore(at: number): Operation {
  return (system) => {
    const offset = offsetAt(system, at);
    system.log.deleteBefore(offset, system.done);
    system.model.deleteBefore(offset);
  };
}

function steps(count: number): Operation {
  return (system) => {
    for (let left = count; left > 0; left--) system.machine.scheduler.step();
  };
}

function read([from, bytesMax, to]: [number, number, number]): Operation {
  return (system) => system.checkRead(offsetAt(system, from), bytesMax, offsetAt(system, to));
}

describe("PartitionLog", () => {
  test("is an array of batches, for any sequence of operations", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const system = new System();
        for (const operate of operations) {
          operate(system);
          system.check();
        }
        system.settle();
        expect(system.log.durableEndOffset).toBe(system.log.logEndOffset);
        expect(system.log.readableEndOffset).toBe(system.log.logEndOffset);
        expect(digestOfLog(system.log)).toBe(system.model.digest());
        system.reopen(false);
        expect(digestOfLog(system.log)).toBe(system.model.digest());
        const sizeBytes = readAll(system.log).reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(system.log.sizeBytes).toBeGreaterThanOrEqual(sizeBytes);
      }),
      { numRuns: 200 },
    );
  });
});
