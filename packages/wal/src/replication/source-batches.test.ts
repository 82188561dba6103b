import { describe, expect, test } from "vitest";
import type { Batches, ReplicationMessage } from "./message.ts";
import { decodeBatches, encodeBatches, modelBatch } from "./testing/model-batch.ts";
import { partitionKey, SourceBench } from "./testing/source-bench.ts";

function batchesOf(messages: readonly ReplicationMessage[]): Batches[] {
  return messages.filter((message) => message.kind === "batches");
}

function offsetsOf(message: Batches): number[] {
  return decodeBatches(message.payload).map(({ baseOffset }) => baseOffset);
}

describe("batches", () => {
  test("of several appends in one turn go out as one message to each follower, from one buffer", () => {
    const bench = new SourceBench();
    bench.subscribe({ node: 2 });
    bench.subscribe({ node: 3 });
    bench.network.take();
    bench.loop.turn(() => {
      for (let count = 0; count < 3; count += 1) {
        bench.fill({ count: 1 });
        bench.source.appended(partitionKey());
      }
    });
    const second = bench.network.takeOne("batches", 2);
    const third = bench.network.takeOne("batches", 3);
    expect(offsetsOf(second)).toEqual([0, 1, 2]);
    expect(third.payload).toBe(second.payload);
  });

  test("handed over with the append are sent as they are to who keeps up", () => {
    const bench = new SourceBench();
    bench.fill({ count: 1 });
    bench.subscribe({ node: 2, logEndOffset: 1, lastEpoch: 5 });
    bench.subscribe({ node: 3 });
    bench.acknowledge(1, { node: 3 });
    bench.network.take();
    const batch = modelBatch({ baseOffset: 1, leaderEpoch: 5, value: 9 });
    bench.loop.turn(() => {
      bench.log().append([batch]);
      bench.source.appended(partitionKey(), { baseOffset: 1, endOffset: 2, payload: batch.bytes });
    });
    expect(bench.network.takeOne("batches", 2).payload).toBe(batch.bytes);
    expect(bench.network.takeOne("batches", 3).payload).toBe(batch.bytes);
  });

  test("handed over in two appends of one turn are sent together", () => {
    const bench = new SourceBench();
    bench.subscribe();
    bench.network.take();
    bench.loop.turn(() => {
      for (const baseOffset of [0, 1]) {
        const batch = modelBatch({ baseOffset, leaderEpoch: 5, value: baseOffset });
        bench.log().append([batch]);
        bench.source.appended(partitionKey(), { baseOffset, endOffset: baseOffset + 1, payload: batch.bytes });
      }
    });
    expect(offsetsOf(bench.network.takeOne("batches", 2))).toEqual([0, 1]);
  });

  test("that the leader's log does not hold are never sent, whatever the owner hands over", () => {
    const bench = new SourceBench();
    bench.subscribe();
    bench.network.take();
    const batch = modelBatch({ baseOffset: 0, leaderEpoch: 5, value: 1 });
    const run = { baseOffset: 0, endOffset: 1, payload: batch.bytes };
    bench.loop.turn(() => bench.source.appended(partitionKey(), run));
    expect(bench.network.take()).toEqual([]);
  });

  test("are cut off where the leader's log ends, whatever the owner hands over", () => {
    const bench = new SourceBench();
    bench.subscribe();
    bench.network.take();
    const batches = [0, 1].map((baseOffset) => modelBatch({ baseOffset, leaderEpoch: 5, value: baseOffset }));
    bench.loop.turn(() => {
      bench.log().append(batches.slice(0, 1));
      bench.source.appended(partitionKey(), { baseOffset: 0, endOffset: 2, payload: encodeBatches(batches) });
    });
    expect(offsetsOf(bench.network.takeOne("batches", 2))).toEqual([0]);
  });

  test("handed over in one run beyond the limit of a message are sent in several", () => {
    const bench = new SourceBench({ messageBytesMax: 100 });
    bench.subscribe();
    bench.network.take();
    const all = [0, 1, 2].map((baseOffset) => modelBatch({ baseOffset, leaderEpoch: 5, value: 1, sizeBytes: 50 }));
    bench.loop.turn(() => {
      bench.log().append(all);
      bench.source.appended(partitionKey(), { baseOffset: 0, endOffset: 3, payload: encodeBatches(all) });
    });
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[0, 1], [2]]);
  });

  test("go out in messages up to the limit; a bigger batch goes alone", () => {
    const bench = new SourceBench({ messageBytesMax: 100 });
    bench.fill({ count: 3, sizeBytes: 40 });
    bench.fill({ count: 1, sizeBytes: 500 });
    bench.fill({ count: 1, sizeBytes: 40 });
    bench.subscribe();
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[0, 1], [2], [3], [4]]);
  });

  test("stop when the window is full, and go on with the acknowledgements", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 200 });
    bench.fill({ count: 8, sizeBytes: 100 });
    bench.subscribe();
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[0], [1]]);
    bench.acknowledge(1);
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[2]]);
    bench.acknowledge(3);
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[3], [4]]);
    bench.acknowledge(4);
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[5]]);
  });

  test("of all partitions share the node's window, in turns", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 300 });
    for (const partition of [0, 1, 2]) {
      bench.lead({ partition });
      bench.fill({ partition, count: 6, sizeBytes: 100 });
    }
    bench.network.closed.add(2);
    for (const partition of [0, 1, 2]) bench.subscribe({ partition });
    bench.network.closed.clear();
    bench.loop.turn(() => bench.source.writable(2));
    const sent: [number, number][] = [];
    for (let round = 0; round < 4; round += 1) {
      const messages = batchesOf(bench.network.take()).filter(({ payload }) => payload.byteLength > 0);
      for (const { partition, baseOffset } of messages) sent.push([partition, baseOffset]);
      for (const { partition, baseOffset } of messages) bench.acknowledge(baseOffset + 1, { partition });
    }
    const perPartition = [0, 1, 2].map((partition) => sent.filter(([of]) => of === partition).length);
    expect(Math.max(...perPartition) - Math.min(...perPartition)).toBeLessThanOrEqual(1);
    expect(sent.length).toBeGreaterThanOrEqual(9);
  });

  test("wait where the network takes no more, and none is lost or repeated", () => {
    const bench = new SourceBench({ messageBytesMax: 100 });
    bench.fill({ count: 4, sizeBytes: 100 });
    bench.network.room = 2;
    bench.subscribe();
    const before = batchesOf(bench.network.take()).map(offsetsOf);
    bench.fill({ count: 1, sizeBytes: 100 });
    bench.loop.turn(() => bench.source.appended(partitionKey()));
    expect(bench.network.take()).toEqual([]);
    expect(bench.network.refusals).toBe(1);
    bench.network.room = Number.POSITIVE_INFINITY;
    bench.loop.turn(() => bench.source.writable(2));
    const after = batchesOf(bench.network.take()).map(offsetsOf);
    expect([...before, ...after]).toEqual([[0], [1], [2], [3], [4]]);
  });

  test("go on when the follower subscribes again, though nobody says that there is room", () => {
    const bench = new SourceBench();
    bench.network.closed.add(2);
    bench.subscribe();
    bench.network.closed.clear();
    bench.subscribe({ session: 2 });
    expect(bench.network.takeOne("batches", 2).session).toBe(2);
  });

  test("reach the others while one follower is slow or its network full", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    for (const node of [2, 3, 4]) bench.subscribe({ node });
    bench.network.take();
    bench.network.closed.add(2);
    for (let offset = 0; offset < 20; offset += 1) {
      bench.fill({ count: 1, sizeBytes: 100 });
      bench.loop.turn(() => bench.source.appended(partitionKey()));
      expect(offsetsOf(bench.network.takeOne("batches", 4))).toEqual([offset]);
      bench.acknowledge(offset + 1, { node: 4 });
    }
    // Node 3 has never acknowledged: one message, and then nothing more.
    expect(batchesOf(bench.network.take(3))).toHaveLength(1);
    expect(bench.network.refusals).toBe(1);
  });

  test("that were removed before a slow follower got them end its session, and it starts over", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    bench.fill({ count: 10, sizeBytes: 100 });
    bench.subscribe();
    bench.network.take();
    bench.log().deleteBefore(8);
    bench.acknowledge(1);
    expect(bench.network.takeOne("refused", 2).reason).toBe("sessionEnded");
    bench.subscribe({ session: 2, logEndOffset: 1, lastEpoch: 5, durableEndOffset: 1 });
    expect(bench.network.takeOne("diverged", 2).logStartOffset).toBe(8);
    bench.subscribe({ session: 3, logEndOffset: 8, lastEpoch: -1, durableEndOffset: 8 });
    expect(offsetsOf(bench.network.takeOne("batches", 2))).toEqual([8]);
  });
});

describe("the high watermark", () => {
  test("goes out once a turn, in an empty message, to who has everything", () => {
    const bench = new SourceBench();
    bench.fill({ count: 3 });
    bench.subscribe({ logEndOffset: 3, lastEpoch: 5, durableEndOffset: 3 });
    bench.network.take();
    bench.loop.turn(() => {
      for (const highWatermark of [1, 2, 3]) {
        bench.lead({ log: bench.log(), highWatermark });
        bench.source.highWatermarkAdvanced(partitionKey());
      }
    });
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ highWatermark: 3, baseOffset: 3 });
    bench.loop.turn(() => bench.source.highWatermarkAdvanced(partitionKey()));
    expect(bench.network.take()).toEqual([]);
  });

  test("goes with the batches where there are some", () => {
    const bench = new SourceBench();
    bench.subscribe();
    bench.network.take();
    bench.loop.turn(() => {
      bench.fill({ count: 1 });
      bench.source.appended(partitionKey());
      bench.lead({ log: bench.log(), highWatermark: 1 });
      bench.source.highWatermarkAdvanced(partitionKey());
    });
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ highWatermark: 1, baseOffset: 0 });
  });

  test("waits with the batches where the window is full", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    bench.fill({ count: 2, sizeBytes: 100 });
    bench.subscribe();
    bench.network.take();
    bench.lead({ log: bench.log(), highWatermark: 1 });
    bench.loop.turn(() => bench.source.highWatermarkAdvanced(partitionKey()));
    expect(bench.network.take()).toEqual([]);
    bench.acknowledge(1);
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ highWatermark: 1, baseOffset: 1 });
  });

  test("is not all that moves: a new log start is told as well", () => {
    const bench = new SourceBench();
    bench.fill({ count: 3 });
    bench.subscribe({ logEndOffset: 3, lastEpoch: 5, durableEndOffset: 3 });
    bench.network.take();
    bench.log().deleteBefore(2);
    bench.loop.turn(() => bench.source.highWatermarkAdvanced(partitionKey()));
    expect(bench.network.takeOne("batches", 2).logStartOffset).toBe(2);
  });

  test("does not keep a subscription from being answered while the window is full", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    bench.lead({ partition: 1 });
    for (const partition of [0, 1]) bench.fill({ partition, count: 2, sizeBytes: 100 });
    bench.subscribe({ partition: 0 });
    bench.network.take();
    bench.subscribe({ partition: 1 });
    const answer = bench.network.takeOne("batches", 2);
    expect(answer).toMatchObject({ partition: 1, baseOffset: 0 });
    expect(answer.payload.byteLength).toBe(0);
  });
});
