import { describe, expect, test } from "vitest";
import { ModelLog } from "./testing/model-log.ts";
import { SinkBench } from "./testing/sink-bench.ts";
import { partitionKey } from "./testing/source-bench.ts";

describe("following", () => {
  test("begins with a subscription that says how far the log goes", () => {
    const bench = new SinkBench();
    bench.fill(3, 4);
    bench.follow();
    const ends = { logEndOffset: 3, lastEpoch: 4, durableEndOffset: 3 };
    expect(bench.network.takeOne("subscribe", 1)).toEqual({
      kind: "subscribe",
      ...partitionKey(),
      leaderEpoch: 5,
      session: 100,
      ...ends,
    });
  });

  test("with an emptied log says that it has no epoch, whatever it remembers", () => {
    const bench = new SinkBench();
    bench.fill(3, 4);
    bench.log.deleteBefore(3);
    expect(bench.log.lastEpoch).toBe(4);
    bench.follow();
    expect(bench.network.takeOne("subscribe", 1)).toMatchObject({ logEndOffset: 3, lastEpoch: -1 });
  });

  test("the same leader again changes nothing", () => {
    const bench = new SinkBench();
    bench.followed();
    bench.follow();
    expect(bench.network.take()).toEqual([]);
  });

  test("a new epoch begins a new session; another leader also says farewell to the old one", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.follow({ leaderEpoch: 6 });
    const second = bench.network.takeOne("subscribe", 1);
    expect(second.leaderEpoch).toBe(6);
    expect(second.session).toBeGreaterThan(session);
    bench.follow({ leader: 3, leaderEpoch: 7 });
    expect(bench.network.takeOne("unsubscribe", 1).session).toBe(second.session);
    expect(bench.network.takeOne("subscribe", 3).session).toBeGreaterThan(second.session);
  });

  test("an older epoch is a mistake of the owner", () => {
    const bench = new SinkBench();
    bench.follow({ leaderEpoch: 5 });
    expect(() => bench.follow({ leaderEpoch: 4 })).toThrow(/epoch never goes back/);
  });

  test("no more says farewell, once", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.unfollow();
    bench.unfollow();
    expect(bench.network.takeOne("unsubscribe", 1).session).toBe(session);
    bench.loop.runToRest(10);
    expect(bench.network.take()).toEqual([]);
  });

  test("and no more in the same turn sends nothing", () => {
    const bench = new SinkBench();
    bench.loop.turn(() => {
      bench.sink.follow(partitionKey(), { leader: 1, leaderEpoch: 5, log: bench.log });
      bench.sink.unfollow(partitionKey());
    });
    bench.loop.runToRest(10);
    expect(bench.network.take()).toEqual([]);
  });
});

describe("batches", () => {
  test("are appended where the log ends, and acknowledged when durable, once a turn", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.batches(session, 0, 2);
    bench.batches(session, 2, 1);
    expect(bench.log.logEndOffset).toBe(3);
    expect(bench.network.take()).toEqual([]);
    bench.sync();
    expect(bench.network.takeOne("acknowledge", 1)).toEqual({
      kind: "acknowledge",
      ...partitionKey(),
      leaderEpoch: 5,
      session,
      durableEndOffset: 3,
    });
    bench.sync();
    expect(bench.network.take()).toEqual([]);
  });

  test.each([
    ["leave a gap", 3],
    ["were there before", 1],
  ])("that %s are not appended; a new session begins", (_name, baseOffset) => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.batches(session, 0, 2);
    bench.batches(session, baseOffset, 1);
    expect(bench.log.logEndOffset).toBe(2);
    bench.batches(session, 2, 1);
    expect(bench.log.logEndOffset).toBe(2);
    bench.loop.runUntil(bench.loop.nowMs + 50);
    const again = bench.network.takeOne("subscribe", 1);
    expect(again).toMatchObject({ logEndOffset: 2, durableEndOffset: 0 });
    expect(again.session).toBeGreaterThan(session);
  });

  test("of an earlier session, another epoch or another node are dropped", () => {
    const bench = new SinkBench();
    const first = bench.followed();
    bench.progress.length = 0;
    bench.follow({ leaderEpoch: 6 });
    const { session } = bench.network.takeOne("subscribe", 1);
    bench.batches(first, 0, 1);
    bench.batches(first, 0, 1, { leaderEpoch: 6 });
    bench.batches(session, 0, 1, { leaderEpoch: 5 });
    bench.batches(session + 1, 0, 1, { leaderEpoch: 6 });
    const payload = new Uint8Array(0);
    const stray = { kind: "batches", ...partitionKey(), leaderEpoch: 6, session, baseOffset: 0, payload } as const;
    bench.receive({ ...stray, highWatermark: 9, logStartOffset: 0 }, 2);
    expect(bench.log.logEndOffset).toBe(0);
    expect(bench.progress).toEqual([]);
  });

  test("that name no session are not taken for those of who has none", () => {
    const bench = new SinkBench();
    bench.followed();
    bench.loop.turn(() => bench.sink.nodeDown(1));
    bench.batches(-1, 0, 1);
    expect(bench.log.logEndOffset).toBe(0);
  });

  test("that come unasked for are declined, so that they do not hold the leader's window", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.unfollow();
    bench.network.take();
    bench.batches(session, 0, 1);
    expect(bench.log.logEndOffset).toBe(0);
    expect(bench.network.takeOne("unsubscribe", 1).session).toBe(session);
  });

  test("of the last session that become durable in this one are acknowledged in this one", () => {
    const bench = new SinkBench();
    const first = bench.followed();
    bench.batches(first, 0, 2);
    bench.loop.turn(() => bench.sink.nodeDown(1));
    bench.loop.turn(() => bench.sink.nodeUp(1));
    const { session, durableEndOffset } = bench.network.takeOne("subscribe", 1);
    expect(durableEndOffset).toBe(0);
    bench.sync();
    expect(bench.network.take()).toEqual([]);
    bench.batches(session, 2, 0);
    expect(bench.network.takeOne("acknowledge", 1)).toMatchObject({ session, durableEndOffset: 2 });
  });

  test("that this node appended as leader are acknowledged when the owner says that they are durable", () => {
    const bench = new SinkBench();
    const leaderTime = new SinkBench();
    leaderTime.fill(2, 4);
    bench.log.append(leaderTime.log.batches);
    const session = bench.followed(2);
    expect(bench.progress).toEqual([{ partition: 0, highWatermark: 0, logStartOffset: 0 }]);
    bench.loop.turn(() => {
      bench.log.sync();
      bench.sink.durableAdvanced(partitionKey());
      bench.sink.durableAdvanced(partitionKey(7));
    });
    expect(bench.network.takeOne("acknowledge", 1)).toMatchObject({ session, durableEndOffset: 2 });
    expect(bench.progress.at(-1)).toMatchObject({ highWatermark: 2 });
  });
});

describe("a full network", () => {
  test("delays the subscription", () => {
    const bench = new SinkBench();
    bench.network.closed.add(1);
    bench.follow();
    expect(bench.network.take()).toEqual([]);
    bench.network.closed.clear();
    bench.fill(1, 4);
    bench.loop.turn(() => bench.sink.writable(1));
    expect(bench.network.takeOne("subscribe", 1)).toMatchObject({ logEndOffset: 1 });
  });

  test("delays acknowledgements, which cover all that is durable when they go out", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.network.closed.add(1);
    bench.batches(session, 0, 1);
    bench.sync();
    bench.batches(session, 1, 1);
    bench.sync();
    expect(bench.network.refusals).toBe(1);
    bench.network.closed.clear();
    bench.loop.turn(() => bench.sink.writable(1));
    expect(bench.network.takeOne("acknowledge", 1).durableEndOffset).toBe(2);
  });

  test("delays the farewell, and it does not end a later session", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.network.closed.add(1);
    bench.unfollow();
    bench.follow();
    bench.network.closed.clear();
    bench.loop.turn(() => bench.sink.writable(1));
    const [farewell, subscribe] = bench.network.take(1);
    expect(farewell).toMatchObject({ kind: "unsubscribe", session });
    expect(subscribe?.kind).toBe("subscribe");
    expect(subscribe?.session).toBeGreaterThan(session);
  });
});

describe("the high watermark", () => {
  test("is told up to what is durable here, and no further", () => {
    const bench = new SinkBench();
    const session = bench.followed();
    bench.progress.length = 0;
    bench.batches(session, 0, 3, { highWatermark: 2, logStartOffset: 1 });
    expect(bench.progress).toEqual([]);
    bench.loop.turn(() => bench.log.syncNext());
    expect(bench.progress).toEqual([{ partition: 0, highWatermark: 2, logStartOffset: 1 }]);
    bench.batches(session, 3, 0, { highWatermark: 50 });
    expect(bench.progress.at(-1)).toEqual({ partition: 0, highWatermark: 3, logStartOffset: 1 });
  });

  test("does not go back within an epoch, and begins anew with the next", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    const session = bench.followed(3);
    bench.batches(session, 4, 0, { highWatermark: 2 });
    bench.batches(session, 4, 0, { highWatermark: 3 });
    expect(bench.progress.map(({ highWatermark }) => highWatermark)).toEqual([3]);
    bench.follow({ leaderEpoch: 6 });
    const second = bench.network.takeOne("subscribe", 1).session;
    bench.batches(second, 4, 0, { highWatermark: 1, leaderEpoch: 6 });
    expect(bench.progress.map(({ highWatermark }) => highWatermark)).toEqual([3, 1]);
  });

  test("does not go back even where the leader has lost what it had said, and has the log cut", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    bench.refused(bench.followed(3), "sessionEnded");
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 2 });
    bench.sync();
    bench.batches(bench.network.takeOne("subscribe", 1).session, 2, 0, { highWatermark: 2 });
    expect(bench.log.logEndOffset).toBe(2);
    expect(bench.progress.map(({ highWatermark }) => highWatermark)).toEqual([3]);
  });

  test("is not taken before the truncation is durable and the logs agree (KAFKA-14704)", () => {
    const bench = new SinkBench();
    bench.fill(6, 4);
    bench.follow();
    const first = bench.network.takeOne("subscribe", 1).session;
    bench.diverged(first, { epoch: 4, endOffset: 2 });
    bench.batches(first, 2, 0, { highWatermark: 6 });
    bench.batches(first, 6, 0, { highWatermark: 6 });
    expect(bench.network.take()).toEqual([]);
    bench.sync();
    const { session, logEndOffset } = bench.network.takeOne("subscribe", 1);
    expect(logEndOffset).toBe(2);
    expect(bench.progress).toEqual([]);
    bench.batches(session, 2, 0, { highWatermark: 6 });
    expect(bench.progress).toEqual([{ partition: 0, highWatermark: 2, logStartOffset: 0 }]);
  });
});

describe("a diverging log", () => {
  test("is truncated by its own epochs, round by round (KIP-279)", () => {
    const bench = new SinkBench();
    bench.fill(3, 0);
    bench.fill(2, 1);
    bench.fill(2, 3);
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 2, endOffset: 6 });
    bench.sync();
    const second = bench.network.takeOne("subscribe", 1);
    expect(second).toMatchObject({ logEndOffset: 5, lastEpoch: 1, durableEndOffset: 5 });
    bench.diverged(second.session, { epoch: 0, endOffset: 3 });
    bench.sync();
    expect(bench.network.takeOne("subscribe", 1)).toMatchObject({ logEndOffset: 3, lastEpoch: 0 });
  });

  test("is not subscribed with again before the truncation is durable, even in a new epoch", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 1 });
    bench.follow({ leaderEpoch: 6 });
    bench.loop.turn(() => bench.sink.nodeUp(1));
    bench.loop.runUntil(60_000);
    expect(bench.network.take()).toEqual([]);
    bench.sync();
    expect(bench.network.takeOne("subscribe", 1)).toMatchObject({ leaderEpoch: 6, logEndOffset: 1 });
  });

  test("is not subscribed with again when only an earlier, abandoned truncation is durable", () => {
    const bench = new SinkBench();
    bench.fill(6, 4);
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 4 });
    bench.unfollow();
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 2 });
    bench.loop.turn(() => bench.log.syncNext());
    expect(bench.network.take()).toEqual([]);
    bench.sync();
    expect(bench.network.takeOne("subscribe", 1).logEndOffset).toBe(2);
  });

  test("that ends before the leader's begins starts over from there", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    bench.follow();
    const { session } = bench.network.takeOne("subscribe", 1);
    bench.diverged(session, { epoch: 4, endOffset: 50, logStartOffset: 20 });
    bench.sync();
    const again = bench.network.takeOne("subscribe", 1);
    expect(again).toMatchObject({ logEndOffset: 20, lastEpoch: -1, durableEndOffset: 20 });
    expect(bench.log.logStartOffset).toBe(20);
  });

  test("told by a late answer is not touched", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    const session = bench.followed();
    bench.diverged(session, { epoch: 4, endOffset: 1 });
    bench.diverged(session - 1, { epoch: 4, endOffset: 1 });
    expect(bench.log.logEndOffset).toBe(4);
  });

  test("that has nothing to repair is asked about again later, not at once", () => {
    const bench = new SinkBench();
    bench.fill(4, 4);
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 9 });
    expect(bench.network.take()).toEqual([]);
    expect(bench.log.pendingCount).toBe(0);
    bench.loop.runUntil(bench.loop.nowMs + 50);
    expect(bench.network.takeOne("subscribe", 1).logEndOffset).toBe(4);
  });
});

test("what becomes durable when the partition is followed no more is told to the owner, who may lead it by then", () => {
  const bench = new SinkBench();
  bench.batches(bench.followed(), 0, 2);
  bench.unfollow();
  expect(bench.durable).toEqual([]);
  bench.sync();
  expect(bench.durable).toEqual([0]);
});

describe("two partitions of one leader", () => {
  test("share its connection and nothing else", () => {
    const bench = new SinkBench();
    const other = new ModelLog();
    bench.loop.turn(() => {
      bench.sink.follow(partitionKey(0), { leader: 1, leaderEpoch: 5, log: bench.log });
      bench.sink.follow(partitionKey(1), { leader: 1, leaderEpoch: 5, log: other });
    });
    const [first, second] = bench.network.take(1);
    bench.batches(first?.session ?? -1, 0, 1);
    bench.batches(second?.session ?? -1, 0, 2, partitionKey(1));
    bench.loop.turn(() => {
      bench.log.sync();
      other.sync();
    });
    expect(bench.network.take(1)).toMatchObject([
      { kind: "acknowledge", partition: 0, durableEndOffset: 1 },
      { kind: "acknowledge", partition: 1, durableEndOffset: 2 },
    ]);
  });
});
