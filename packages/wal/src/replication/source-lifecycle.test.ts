import { describe, expect, test } from "vitest";
import { modelBatch } from "./testing/model-batch.ts";
import { ModelLog } from "./testing/model-log.ts";
import { partitionKey, SourceBench } from "./testing/source-bench.ts";

const unsubscribe = (session: number) => ({ kind: "unsubscribe", ...partitionKey(), leaderEpoch: 5, session }) as const;

function subscribed(options: ConstructorParameters<typeof SourceBench>[0] = {}): SourceBench {
  const bench = new SourceBench(options);
  bench.subscribe();
  bench.network.take();
  bench.durable.length = 0;
  return bench;
}

function append(bench: SourceBench, options: { count: number; sizeBytes?: number; partition?: number }): void {
  bench.fill(options);
  bench.loop.turn(() => bench.source.appended(partitionKey(options.partition)));
}

describe("a leader", () => {
  test("of a new epoch ends the sessions of the old one", () => {
    const bench = subscribed();
    bench.lead({ log: bench.log(), leaderEpoch: 6 });
    bench.loop.turn(() => bench.source.becameLeader(partitionKey()));
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ reason: "fencedEpoch", leaderEpoch: 6, session: 1 });
    append(bench, { count: 1 });
    bench.acknowledge(1);
    bench.acknowledge(1, { leaderEpoch: 6 });
    expect(bench.network.take()).toEqual([]);
    expect(bench.durable).toEqual([]);
  });

  test("that hears of its epoch again keeps its followers", () => {
    const bench = subscribed();
    bench.loop.turn(() => bench.source.becameLeader(partitionKey()));
    append(bench, { count: 1 });
    expect(bench.network.takeOne("batches", 2).baseOffset).toBe(0);
  });

  test("that resigns ends all sessions of the partition, and of no other", () => {
    const bench = subscribed();
    bench.lead({ partition: 1 });
    bench.subscribe({ partition: 1 });
    bench.subscribe({ node: 3 });
    bench.network.take();
    const log = bench.log();
    bench.led.set(partitionKey(), "notLeader");
    bench.loop.turn(() => bench.source.resigned(partitionKey()));
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ reason: "notLeader", partition: 0 });
    expect(bench.network.takeOne("refused", 3)).toMatchObject({ reason: "notLeader", partition: 0 });
    bench.lead({ log });
    append(bench, { count: 1 });
    append(bench, { count: 1, partition: 1 });
    expect(bench.network.takeOne("batches")).toMatchObject({ partition: 1 });
  });
});

describe("a node that is down", () => {
  test("loses its sessions, is told when it is back, and its window is free", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    bench.fill({ count: 3, sizeBytes: 100 });
    bench.subscribe();
    bench.network.take();
    bench.network.closed.add(2);
    bench.loop.turn(() => bench.source.nodeDown(2));
    bench.network.closed.clear();
    bench.loop.turn(() => bench.source.nodeUp(2));
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ session: 1, reason: "sessionEnded" });
    bench.subscribe({ session: 2 });
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ session: 2, baseOffset: 0 });
  });

  test("is told again after every reconnection, until it subscribes", () => {
    const bench = subscribed();
    bench.loop.turn(() => bench.source.nodeDown(2));
    expect(bench.network.takeOne("refused", 2).reason).toBe("sessionEnded");
    for (let times = 0; times < 2; times += 1) {
      bench.loop.turn(() => bench.source.nodeUp(2));
      expect(bench.network.takeOne("refused", 2)).toMatchObject({ session: 1, reason: "sessionEnded" });
    }
    bench.subscribe({ session: 2 });
    bench.network.take();
    bench.loop.turn(() => bench.source.nodeUp(2));
    expect(bench.network.take()).toEqual([]);
  });

  test("is not told again of a session that it has left", () => {
    const bench = subscribed();
    bench.loop.turn(() => bench.source.nodeDown(2));
    bench.network.take();
    bench.loop.turn(() => bench.source.receive(2, unsubscribe(1)));
    bench.loop.turn(() => bench.source.nodeUp(2));
    expect(bench.network.take()).toEqual([]);
  });

  test("costs the others nothing", () => {
    const bench = subscribed();
    bench.subscribe({ node: 3 });
    bench.network.take();
    bench.loop.turn(() => bench.source.nodeDown(2));
    bench.loop.turn(() => bench.source.nodeDown(99));
    bench.loop.turn(() => bench.source.nodeUp(99));
    append(bench, { count: 1 });
    expect(bench.network.takeOne("batches", 3).baseOffset).toBe(0);
  });

  test("that was reported late only subscribes once more", () => {
    const bench = subscribed();
    bench.subscribe({ session: 2 });
    bench.loop.turn(() => bench.source.nodeDown(2));
    expect(bench.network.take().at(-1)).toMatchObject({ kind: "refused", session: 2, reason: "sessionEnded" });
    bench.acknowledge(0, { session: 2 });
    bench.subscribe({ session: 3 });
    expect(bench.network.takeOne("batches", 2).session).toBe(3);
  });
});

describe("a follower", () => {
  test("that unsubscribes gets nothing more; a farewell to an earlier session does not touch a later one", () => {
    const bench = subscribed();
    bench.subscribe({ session: 2 });
    bench.network.take();
    bench.loop.turn(() => bench.source.receive(2, unsubscribe(1)));
    append(bench, { count: 1 });
    expect(bench.network.takeOne("batches", 2).session).toBe(2);
    bench.loop.turn(() => bench.source.receive(2, unsubscribe(2)));
    append(bench, { count: 1 });
    expect(bench.network.take()).toEqual([]);
  });

  test("that is no replica any more is forgotten, with the window that it held", () => {
    const bench = new SourceBench({ messageBytesMax: 100, windowBytesMax: 100 });
    bench.lead({ partition: 1 });
    bench.fill({ count: 2, sizeBytes: 100 });
    bench.subscribe();
    bench.subscribe({ partition: 1 });
    bench.network.take();
    append(bench, { partition: 1, count: 1, sizeBytes: 100 });
    expect(bench.network.take()).toEqual([]);
    bench.loop.turn(() => bench.source.removeFollower(2, partitionKey()));
    append(bench, { partition: 1, count: 1, sizeBytes: 100 });
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ partition: 1, baseOffset: 0 });
    bench.acknowledge(1);
    expect(bench.durable.filter(([, partition]) => partition === 0)).toEqual([[2, 0, 0]]);
  });

  test("whose refusals pile up beyond the limit loses some, and gets the rest", () => {
    const bench = new SourceBench({ repliesMax: 3 });
    bench.network.closed.add(2);
    for (let partition = 10; partition < 20; partition += 1) bench.subscribe({ partition });
    bench.network.closed.clear();
    bench.loop.turn(() => bench.source.writable(2));
    expect(bench.network.take(2)).toHaveLength(3);
    bench.subscribe({ partition: 17, session: 2 });
    expect(bench.network.takeOne("refused", 2)).toMatchObject({ partition: 17, session: 2 });
  });
});

describe("a log that cannot be read", () => {
  function broken(): ModelLog {
    const log = new ModelLog();
    log.read = () => {
      throw new Error("EIO");
    };
    return log;
  }

  test("is refused to all its followers, reported once, and disturbs no other partition", () => {
    const bench = new SourceBench();
    bench.lead({ log: broken() });
    bench.lead({ partition: 1 });
    for (const node of [2, 3]) for (const partition of [0, 1]) bench.subscribe({ node, partition });
    bench.network.take();
    bench.loop.turn(() => {
      for (const partition of [0, 1]) {
        bench.fill({ partition, count: 1 });
        bench.source.appended(partitionKey(partition));
      }
    });
    for (const node of [2, 3]) {
      const messages = bench.network.take(node).map((message) => [message.kind, message.partition]);
      expect(messages).toContainEqual(["refused", 0]);
      expect(messages).toContainEqual(["batches", 1]);
      expect(messages).toHaveLength(2);
    }
    expect(bench.readFailures).toEqual([[0, "EIO"]]);
  });

  test("is refused at the subscription where the logs cannot even be compared", () => {
    const bench = new SourceBench();
    bench.fill({ count: 1 });
    bench.log().endOffsetForEpoch = () => {
      throw new Error("offline");
    };
    bench.subscribe({ logEndOffset: 1, lastEpoch: 5 });
    expect(bench.network.takeOne("refused", 2).reason).toBe("logError");
    expect(bench.readFailures).toEqual([[0, "offline"]]);
    expect(bench.durable).toEqual([]);
  });

  test.each([
    ["half a batch", new Uint8Array(7)],
    ["zeros", new Uint8Array(64)],
    [
      "a batch without its end",
      modelBatch({ baseOffset: 0, leaderEpoch: 5, value: 1, sizeBytes: 60 }).bytes.slice(0, 50),
    ],
  ])("and gives %s is not sent on", (_name, bytes) => {
    const bench = subscribed();
    bench.log().read = () => bytes;
    append(bench, { count: 1 });
    expect(bench.network.takeOne("refused", 2).reason).toBe("logError");
    expect(bench.readFailures).toHaveLength(1);
  });

  test("yet, because a truncation is under way, is read soon after", () => {
    const bench = subscribed();
    const read = bench.log().read.bind(bench.log());
    bench.log().read = () => new Uint8Array(0);
    append(bench, { count: 1 });
    append(bench, { count: 1 });
    bench.loop.runUntil(bench.loop.nowMs + 20);
    expect(bench.network.take()).toEqual([]);
    bench.log().read = read;
    bench.loop.runToRest(5);
    expect(bench.network.takeOne("batches", 2)).toMatchObject({ baseOffset: 0 });
    expect(bench.readFailures).toEqual([]);
  });

  test("or gives other batches than those asked for is not sent on", () => {
    const bench = subscribed();
    bench.fill({ count: 2 });
    const read = bench.log().read.bind(bench.log());
    bench.subscribe({ session: 2, logEndOffset: 1, lastEpoch: 5 });
    bench.network.take();
    bench.log().read = (range) => read({ ...range, offset: 0 });
    append(bench, { count: 1 });
    expect(bench.network.takeOne("refused", 2).reason).toBe("logError");
  });
});
