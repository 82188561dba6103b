import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { runSlices, runTasks, type Task } from "./tasks.ts";

const offset = fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 });
const timestamp = fc.oneof(fc.constant(-1), offset);
const entry = fc.record({
  stream: fc.nat({ max: 0xffffffff }),
  sequence: offset,
  topicId: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 }),
  topic: fc.string({ unit: fc.constantFrom(..."azAZ09._-"), minLength: 1, maxLength: 249 }),
  partition: fc.nat(),
  logStartOffset: offset,
  logEndOffset: offset,
  epochs: fc.array(fc.record({ epoch: fc.nat(), startOffset: offset })),
  segments: fc.array(
    fc.record({
      baseOffset: offset,
      endOffset: offset,
      sizeBytes: offset,
      maxTimestamp: timestamp,
      maxTimestampOffset: timestamp,
    }),
  ),
  fault: fc.option(
    fc.record({ place: fc.record({ file: fc.string(), position: fc.nat() }), reason: fc.string({ unit: "grapheme" }) }),
  ),
});
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  replayFrom: offset,
  nextStream: fc.nat({ max: 0xffffffff }),
  entries: fc.array(entry, { maxLength: 20 }),
});

describe("checkpoint", () => {
  test("comes back as it was, zeroes after it or not", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(checkpoint, fc.nat({ max: 100 }), (value, padding) => {
        const bytes = encodeCheckpoint(value);
        const padded = new Uint8Array(bytes.length + padding);
        padded.set(bytes);
        expect(decodeCheckpoint(padded, "/file")).toEqual(value);
      }),
    );
  });

  test("any flipped bit and any cut is noticed", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        checkpoint,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(7),
        (value, at, bit) => {
          const bytes = encodeCheckpoint(value);
          const position = Math.floor(at * bytes.length);
          expect(() => decodeCheckpoint(bytes.subarray(0, position), "/file")).toThrow("/file is damaged");
          bytes[position]! ^= 1 << bit;
          expect(() => decodeCheckpoint(bytes, "/file")).toThrow("/file is damaged");
        },
      ),
    );
  });
});

describe("runTasks", () => {
  test("runs so many at a time, in order, and ends once", () => {
    const running = new Set<number>();
    const ends: (() => void)[] = [];
    let done = 0;
    const tasks = [0, 1, 2, 3, 4].map(
      (name): Task =>
        (end) => {
          running.add(name);
          ends[name] = () => {
            running.delete(name);
            end();
          };
        },
    );
    runTasks(tasks, 2, () => done++);
    expect([...running]).toEqual([0, 1]);
    ends[1]!();
    expect([...running]).toEqual([0, 2]);
    for (const name of [0, 2, 3, 4]) ends[name]!();
    expect([running.size, done]).toEqual([0, 1]);
  });

  test("does not grow the stack with tasks that end at once", () => {
    let count = 0;
    let done = 0;
    const tasks = Array.from(
      { length: 100_000 },
      (): Task => (end) => {
        count++;
        end();
      },
    );
    runTasks(tasks, 2, () => done++);
    expect([count, done]).toEqual([100_000, 1]);
  });

  test("ends at once where there is nothing to do", () => {
    let done = 0;
    runTasks([], 2, () => done++);
    expect(done).toBe(1);
  });
});

describe("slices", () => {
  test("so many items are worked on on each turn, the first included", () => {
    const turns: (() => void)[] = [];
    const seen: unknown[] = [];
    const slices = { perTurn: 2, defer: (callback: () => void) => turns.push(callback) };
    runSlices(
      [1, 2, 3, 4],
      slices,
      (item) => seen.push(item),
      () => seen.push("done"),
    );
    expect(seen.splice(0)).toEqual([1, 2]);
    turns.shift()!();
    expect(seen.splice(0)).toEqual([3, 4, "done"]);
    runSlices(
      [],
      slices,
      (item) => seen.push(item),
      () => seen.push("done"),
    );
    expect([seen, turns]).toEqual([["done"], []]);
  });
});
