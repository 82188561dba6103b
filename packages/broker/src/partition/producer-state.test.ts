import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { type ProducerBatch, ProducerStates } from "./producer-state.ts";

function batch(fields: Partial<ProducerBatch>): ProducerBatch {
  return {
    producerId: 7,
    producerEpoch: 0,
    baseSequence: 0,
    recordCount: 10,
    baseOffset: 0,
    maxTimestamp: -1,
    ...fields,
  };
}

function withBatches(...batches: Partial<ProducerBatch>[]): ProducerStates {
  const states = new ProducerStates();
  for (const fields of batches) states.appended(batch(fields));
  return states;
}

const outOfOrder = { kind: "refused", error: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };

describe("ProducerStates", () => {
  it("accepts the next sequence, answers an exact duplicate with its offset, and refuses a gap", () => {
    const states = withBatches({ baseOffset: 100 });
    expect(states.check(batch({ baseSequence: 10 }))).toEqual({ kind: "append" });
    expect(states.check(batch({ baseSequence: 0 }))).toEqual({ kind: "duplicate", baseOffset: 100 });
    expect(states.check(batch({ baseSequence: 11 }))).toEqual(outOfOrder);
  });

  it("does not take a batch for a duplicate that only begins or ends like one", () => {
    const states = withBatches({ baseOffset: 100 });
    expect(states.check(batch({ recordCount: 9 }))).toEqual(outOfOrder);
    expect(states.check(batch({ baseSequence: 1, recordCount: 9 }))).toEqual(outOfOrder);
  });

  it("remembers the last five batches and no more", () => {
    const states = withBatches(...[0, 1, 2, 3, 4, 5].map((i) => ({ baseSequence: i * 10, baseOffset: i * 10 })));
    expect(states.check(batch({ baseSequence: 10 }))).toEqual({ kind: "duplicate", baseOffset: 10 });
    expect(states.check(batch({ baseSequence: 0 }))).toEqual(outOfOrder);
  });

  it("fences an old epoch and lets a new one start at 0 only", () => {
    const states = withBatches({ producerEpoch: 3 });
    expect(states.check(batch({ producerEpoch: 2, baseSequence: 10 }))).toEqual({
      kind: "refused",
      error: errorCodes.INVALID_PRODUCER_EPOCH,
    });
    expect(states.check(batch({ producerEpoch: 4, baseSequence: 10 }))).toEqual(outOfOrder);
    expect(states.check(batch({ producerEpoch: 4 }))).toEqual({ kind: "append" });
    states.appended(batch({ producerEpoch: 4, baseOffset: 50 }));
    expect(states.check(batch({ producerEpoch: 4 }))).toEqual({ kind: "duplicate", baseOffset: 50 });
    expect(states.check(batch({ producerEpoch: 4, baseSequence: 10 }))).toEqual({ kind: "append" });
  });

  it("goes on from 2^31 − 1 with 0", () => {
    const states = withBatches({ baseSequence: 2 ** 31 - 5, recordCount: 10, baseOffset: 1 });
    expect(states.check(batch({ baseSequence: 5 }))).toEqual({ kind: "append" });
    expect(states.check(batch({ baseSequence: 2 ** 31 - 5 }))).toEqual({ kind: "duplicate", baseOffset: 1 });
  });

  it("lets a producer that the log does not know start with 0 only: no batch overtakes a first one that was refused", () => {
    const states = new ProducerStates();
    const second = batch({ baseSequence: 10 });
    expect(states.check(second)).toEqual({ kind: "refused", error: errorCodes.UNKNOWN_PRODUCER_ID });
    const first = batch({ baseSequence: 0 });
    expect(states.check(first)).toEqual({ kind: "append" });
    states.appended(first);
    expect(states.check(second)).toEqual({ kind: "append" });
  });

  it("survives being written down, with all five batches of each producer, across the end of the sequences", () => {
    const last = 2 ** 31 - 1;
    const states = withBatches(
      { baseSequence: last - 14, baseOffset: 100, producerEpoch: 3, maxTimestamp: 5 },
      { baseSequence: last - 4, baseOffset: 110, producerEpoch: 3 },
      { baseSequence: 6 - 1, baseOffset: 120, producerEpoch: 3 },
      { producerId: 8, baseOffset: 130 },
    );
    const restored = new ProducerStates();
    restored.appended(batch({ producerId: 99 }));
    expect(restored.restore({ endOffset: 140, bytes: states.encode() })).toBe(true);
    expect(restored.producerCount).toBe(2);
    expect(restored.encode()).toEqual(states.encode());
    for (const baseSequence of [last - 14, last - 4, 5]) {
      const again = batch({ producerEpoch: 3, baseSequence });
      expect(restored.check(again)).toEqual(states.check(again));
      expect(restored.check(again).kind).toBe("duplicate");
    }
  });

  it("takes nothing from bytes that are damaged, or that go further than they should", () => {
    const states = withBatches({ baseOffset: 100 });
    const bytes = states.encode();
    const restored = withBatches({ producerId: 99 });
    expect(restored.restore({ endOffset: 109, bytes })).toBe(false);
    expect(restored.restore({ endOffset: 110, bytes: bytes.subarray(1) })).toBe(false);
    bytes[10]! ^= 1;
    expect(restored.restore({ endOffset: 110, bytes })).toBe(false);
    expect(restored.encode()).toEqual(withBatches({ producerId: 99 }).encode());
  });
});
