import { describe, expect, test } from "vitest";
import type { Batches, ReplicationMessage } from "./message.ts";
import { decodeBatches, modelBatch } from "./testing/model-batch.ts";
import { partitionKey, SourceBench } from "./testing/source-bench.ts";

function batchesOf(messages: readonly ReplicationMessage[]): Batches[] {
  return messages.filter((message) => message.kind === "batches");
}

function offsetsOf(message: Batches): number[] {
  return decodeBatches(message.payload).map(({ baseOffset }) => baseOffset);
}

describe("a subscription", () => {
  test("to an empty log by an empty log is taken up with an empty message", () => {
    const bench = new SourceBench();
    bench.subscribe();
    const answer = bench.network.takeOne("batches", 2);
    expect(answer).toMatchObject({ ...partitionKey(), session: 1, leaderEpoch: 5, baseOffset: 0, highWatermark: 0 });
    expect(answer.payload.byteLength).toBe(0);
    expect(bench.durable).toEqual([[2, 0, 0]]);
  });

  test("is answered with the batches that the follower lacks", () => {
    const bench = new SourceBench();
    bench.fill({ count: 5 });
    bench.subscribe({ logEndOffset: 2, lastEpoch: 5, durableEndOffset: 1 });
    const answer = bench.network.takeOne("batches", 2);
    expect(answer.baseOffset).toBe(2);
    expect(offsetsOf(answer)).toEqual([2, 3, 4]);
    expect(bench.durable).toEqual([[2, 0, 1]]);
  });

  test.each([
    ["of an older epoch is fenced", { leaderEpoch: 4 }, "fencedEpoch"],
    ["of an epoch that this node has not heard of is refused", { leaderEpoch: 6 }, "unknownEpoch"],
    ["to a partition that does not exist is refused", { partition: 9 }, "unknownPartition"],
  ] as const)("%s (KIP-320)", (_name, fields, reason) => {
    const bench = new SourceBench();
    bench.subscribe(fields);
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ session: 1, reason });
    expect(bench.durable).toEqual([]);
  });

  test.each([
    ["that another node leads", "notLeader"],
    ["whose log cannot be used here (it is compared with nothing)", "logError"],
  ] as const)("to a partition %s is refused", (_what, reason) => {
    const bench = new SourceBench();
    bench.led.set(partitionKey(), reason);
    bench.subscribe({ logEndOffset: 4, lastEpoch: 5, durableEndOffset: 4 });
    expect(bench.network.take(2)).toEqual([expect.objectContaining({ kind: "refused", reason })]);
    expect(bench.durable).toEqual([]);
  });

  test("with a diverging log is told where, and nothing of it counts (KAFKA-13141)", () => {
    const bench = new SourceBench();
    bench.fill({ count: 3, leaderEpoch: 3 });
    bench.fill({ count: 3 });
    bench.subscribe({ logEndOffset: 6, lastEpoch: 4, durableEndOffset: 6 });
    const diverged = { session: 1, epoch: 3, endOffset: 3, logStartOffset: 0 };
    expect(bench.network.takeOne("diverged", 2)).toMatchObject(diverged);
    bench.acknowledge(6);
    bench.acknowledge(3);
    bench.loop.turn(() => bench.source.appended(partitionKey()));
    expect(bench.durable).toEqual([]);
    expect(bench.network.take()).toEqual([]);

    bench.subscribe({ session: 2, logEndOffset: 3, lastEpoch: 3, durableEndOffset: 3 });
    expect(bench.durable).toEqual([[2, 0, 3]]);
    bench.acknowledge(6, { session: 1 });
    expect(bench.durable).toEqual([[2, 0, 3]]);
  });

  test("that ends before the leader's log begins is told where that is", () => {
    const bench = new SourceBench();
    bench.fill({ count: 10 });
    bench.log().deleteBefore(6);
    bench.subscribe({ logEndOffset: 4, lastEpoch: 5, durableEndOffset: 4 });
    expect(bench.network.takeOne("diverged", 2).logStartOffset).toBe(6);
    expect(bench.durable).toEqual([]);
  });

  test("from where a batch begins that the log's start lies in is served that batch whole", () => {
    const bench = new SourceBench();
    const log = bench.log();
    log.append([modelBatch({ baseOffset: 0, leaderEpoch: 5, value: 1, recordCount: 4 })]);
    log.append([modelBatch({ baseOffset: 4, leaderEpoch: 5, value: 2 })]);
    log.append([modelBatch({ baseOffset: 5, leaderEpoch: 5, value: 3, recordCount: 5 })]);
    log.sync();
    log.deleteBefore(7);
    bench.subscribe();
    expect(bench.network.takeOne("diverged", 2).logStartOffset).toBe(5);
    bench.subscribe({ session: 2, logEndOffset: 5, durableEndOffset: 5 });
    const answer = bench.network.takeOne("batches", 2);
    expect(answer).toMatchObject({ baseOffset: 5, logStartOffset: 7 });
    expect(offsetsOf(answer)).toEqual([5]);
  });

  test("that claims more durable than it has counts for nothing until a credible acknowledgement", () => {
    const bench = new SourceBench();
    bench.fill({ count: 3 });
    bench.subscribe({ logEndOffset: 2, lastEpoch: 5, durableEndOffset: 3 });
    expect(bench.durable).toEqual([]);
    bench.acknowledge(2);
    expect(bench.durable).toEqual([[2, 0, 2]]);
  });

  test("takes the place of the follower's earlier one; one that comes late does not", () => {
    const bench = new SourceBench();
    bench.subscribe({ session: 4 });
    bench.subscribe({ session: 7 });
    bench.subscribe({ session: 4 });
    bench.subscribe({ session: 7 });
    expect(bench.network.take().map(({ session }) => session)).toEqual([4, 7]);
    bench.fill({ count: 1 });
    bench.loop.turn(() => bench.source.appended(partitionKey()));
    expect(bench.network.takeOne("batches", 2).session).toBe(7);
    bench.acknowledge(1, { session: 4 });
    bench.acknowledge(1, { session: 7 });
    expect(bench.durable).toEqual([
      [2, 0, 0],
      [2, 0, 0],
      [2, 0, 1],
    ]);
  });
});

describe("an acknowledgement", () => {
  test("counts once, upwards, up to what was sent", () => {
    const bench = new SourceBench();
    bench.fill({ count: 5 });
    bench.subscribe({ logEndOffset: 1, lastEpoch: 5, durableEndOffset: 1 });
    bench.durable.length = 0;
    for (const offset of [3, 3, 2, 6, Number.NaN, 5]) bench.acknowledge(offset);
    expect(bench.durable).toEqual([
      [2, 0, 3],
      [2, 0, 5],
    ]);
  });

  test("of another session, another epoch, another node or no subscription does not count", () => {
    const bench = new SourceBench();
    bench.fill({ count: 5 });
    bench.subscribe({ session: 3 });
    bench.durable.length = 0;
    bench.acknowledge(4, { session: 2 });
    bench.acknowledge(4, { session: 4 });
    bench.acknowledge(4, { session: 3, leaderEpoch: 4 });
    bench.acknowledge(4, { session: 3, leaderEpoch: 6 });
    bench.acknowledge(4, { session: 3, node: 3 });
    bench.acknowledge(4, { session: 3, partition: 1 });
    expect(bench.durable).toEqual([]);
  });

  test("does not count when the epoch has changed, even before the source was told", () => {
    const bench = new SourceBench();
    bench.fill({ count: 2 });
    bench.subscribe();
    bench.network.take();
    bench.durable.length = 0;
    bench.lead({ log: bench.log(), leaderEpoch: 6 });
    bench.acknowledge(2);
    expect(bench.durable).toEqual([]);
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ reason: "fencedEpoch", leaderEpoch: 6 });
  });

  test("frees the window though thousands of messages are under way", () => {
    const bench = new SourceBench({ messageBytesMax: 20, windowBytesMax: 1_000_000 });
    bench.fill({ count: 3_000 });
    bench.subscribe();
    expect(bench.network.take()).toHaveLength(3_000);
    for (let offset = 1; offset <= 3_000; offset += 1) bench.acknowledge(offset);
    expect(bench.durable.at(-1)).toEqual([2, 0, 3_000]);
    bench.fill({ count: 1, sizeBytes: 1_000_000 });
    bench.fill({ count: 1 });
    bench.loop.turn(() => bench.source.appended(partitionKey()));
    expect(batchesOf(bench.network.take()).map(offsetsOf)).toEqual([[3_000]]);
  });
});
