import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBatches } from "./testing/model-batch.ts";
import { partitionKey, SourceBench } from "./testing/source-bench.ts";

const PARTITIONS = [0, 1, 2];
const WINDOW_BYTES = 1_000;
const BATCH_BYTES_MAX = 300;

type Step =
  | { readonly kind: "append"; readonly partition: number; readonly count: number; readonly sizeBytes: number }
  | { readonly kind: "acknowledge"; readonly partition: number; readonly behind: number }
  | { readonly kind: "commit"; readonly partition: number }
  | { readonly kind: "room"; readonly messages: number };

const partition = fc.constantFrom(...PARTITIONS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("append" as const),
    partition,
    count: fc.integer({ min: 1, max: 6 }),
    sizeBytes: fc.integer({ min: 20, max: BATCH_BYTES_MAX }),
  }),
  fc.record({ kind: fc.constant("acknowledge" as const), partition, behind: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant("commit" as const), partition }),
  fc.record({ kind: fc.constant("room" as const), messages: fc.integer({ min: 0, max: 5 }) }),
);

/** A follower of all partitions that takes what comes and checks it. */
class CheckingFollower {
  readonly bench = new SourceBench({ windowBytesMax: WINDOW_BYTES, messageBytesMax: 400 });
  readonly ends = PARTITIONS.map(() => 0);
  readonly acknowledged = PARTITIONS.map(() => 0);
  readonly highWatermarks = PARTITIONS.map(() => 0);
  readonly #inflight: { partition: number; endOffset: number; bytes: number }[] = [];

  constructor() {
    for (const each of PARTITIONS) {
      this.bench.lead({ partition: each });
      this.bench.subscribe({ partition: each });
    }
    this.receive();
  }

  run(each: Step): void {
    const { bench } = this;
    if (each.kind === "append") {
      bench.fill(each);
      bench.loop.turn(() => bench.source.appended(partitionKey(each.partition)));
    } else if (each.kind === "acknowledge") {
      const offset = this.ends[each.partition]! - each.behind;
      if (offset > this.acknowledged[each.partition]!) this.acknowledge(each.partition, offset);
    } else if (each.kind === "commit") {
      const log = bench.log(each.partition);
      bench.lead({ partition: each.partition, log, highWatermark: log.logEndOffset });
      bench.loop.turn(() => bench.source.highWatermarkAdvanced(partitionKey(each.partition)));
    } else {
      bench.network.room = each.messages;
      bench.loop.turn(() => bench.source.writable(2));
    }
    this.receive();
  }

  acknowledge(of: number, offset: number): void {
    this.acknowledged[of] = offset;
    const rest = this.#inflight.filter((sent) => sent.partition !== of || sent.endOffset > offset);
    this.#inflight.splice(0, this.#inflight.length, ...rest);
    this.bench.acknowledge(offset, { partition: of });
  }

  receive(): void {
    for (const message of this.bench.network.take(2)) {
      if (message.kind !== "batches") throw new Error(`got ${message.kind}`);
      const of = message.partition;
      expect(message.baseOffset).toBe(this.ends[of]);
      expect(message.highWatermark).toBeGreaterThanOrEqual(this.highWatermarks[of]!);
      this.highWatermarks[of] = message.highWatermark;
      if (message.payload.byteLength === 0) continue;
      const endOffset = decodeBatches(message.payload).at(-1)!.lastOffset + 1;
      this.ends[of] = endOffset;
      this.#inflight.push({ partition: of, endOffset, bytes: message.payload.byteLength });
      const inflightBytes = this.#inflight.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(inflightBytes).toBeLessThan(WINDOW_BYTES + BATCH_BYTES_MAX);
    }
  }
}

test("whatever comes in whatever order: no gap, no repetition, never beyond the window, and in the end everything", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const follower = new CheckingFollower();
      for (const each of steps) follower.run(each);
      follower.run({ kind: "room", messages: Number.POSITIVE_INFINITY });
      const logs = PARTITIONS.map((each) => follower.bench.log(each));
      for (let rounds = 0; rounds < 1_000; rounds += 1) {
        for (const each of PARTITIONS) follower.run({ kind: "acknowledge", partition: each, behind: 0 });
      }
      for (const each of PARTITIONS) follower.run({ kind: "commit", partition: each });
      expect(follower.ends).toEqual(logs.map(({ logEndOffset }) => logEndOffset));
      expect(follower.highWatermarks).toEqual(follower.ends);
    }),
    { numRuns: 200 },
  );
}, 60_000);
