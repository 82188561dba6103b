import { describe, expect, test } from "vitest";
import { WalError } from "../errors.ts";
import { ModelLog } from "./testing/model-log.ts";
import { SinkBench } from "./testing/sink-bench.ts";
import { partitionKey } from "./testing/source-bench.ts";

const delays = { retryDelayMsMin: 50, retryDelayMsMax: 400, answerTimeoutMsMin: 1_000, answerTimeoutMsMax: 4_000 };

/** How long it takes until the next subscription, and its session. */
function nextSubscription(bench: SinkBench): { afterMs: number; session: number } {
  const fromMs = bench.loop.nowMs;
  for (;;) {
    const [message] = bench.network.take(1);
    if (message?.kind === "subscribe") return { afterMs: bench.loop.nowMs - fromMs, session: message.session };
    if (!bench.loop.step()) throw new Error("nothing is left to run: there will be no subscription");
  }
}

describe("a subscription", () => {
  test("that is lost, or its answer, is made again; ever more patiently", () => {
    const bench = new SinkBench(delays);
    bench.follow();
    const first = bench.network.takeOne("subscribe", 1).session;
    const again = Array.from({ length: 4 }, () => nextSubscription(bench));
    expect(again.map(({ afterMs }) => afterMs)).toEqual([1_000, 2_000, 4_000, 4_000]);
    expect(again.map(({ session }) => session)).toEqual([first + 1, first + 2, first + 3, first + 4]);
    bench.batches(again[3]!.session, 0, 1);
    expect(bench.log.logEndOffset).toBe(1);
  });

  test("that could not be sent for long goes out though nobody says that there is room", () => {
    const bench = new SinkBench(delays);
    bench.network.closed.add(1);
    bench.follow();
    bench.network.closed.clear();
    expect(nextSubscription(bench).afterMs).toBe(1_000);
  });

  test("that is refused is made again with growing delays, which a durable append ends", () => {
    const bench = new SinkBench(delays);
    bench.follow();
    let { session } = bench.network.takeOne("subscribe", 1);
    const waits: number[] = [];
    for (const reason of ["notLeader", "unknownEpoch", "logError", "unknownPartition", "fencedEpoch"] as const) {
      bench.refused(session, reason);
      const next = nextSubscription(bench);
      waits.push(next.afterMs);
      session = next.session;
    }
    expect(waits).toEqual([50, 100, 200, 400, 400]);
    bench.batches(session, 0, 1);
    bench.sync();
    bench.refused(session, "notLeader");
    expect(nextSubscription(bench).afterMs).toBe(50);
  });

  test("that is refused is made again at once where the owner says to follow again", () => {
    const bench = new SinkBench(delays);
    bench.follow();
    bench.refused(bench.network.takeOne("subscribe", 1).session, "notLeader");
    bench.follow();
    expect(nextSubscription(bench).afterMs).toBe(0);
  });

  test("that was taken up and is let go of by the leader is made again at once", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.refused(session, "sessionEnded");
    expect(nextSubscription(bench)).toMatchObject({ afterMs: 0, session: session + 1 });
  });

  test("leaves no timer behind when it is over", () => {
    const bench = new SinkBench(delays);
    bench.follow();
    bench.unfollow();
    bench.network.take();
    bench.followed();
    bench.loop.runToRest(5);
    expect(bench.loop.nowMs).toBe(0);
  });
});

describe("a lost connection", () => {
  test("ends all sessions with that leader; they begin anew when it is back", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    bench.loop.turn(() => bench.sink.nodeDown(1));
    bench.batches(session, 1, 1);
    bench.sync();
    expect(bench.log.logEndOffset).toBe(1);
    expect(bench.network.take()).toEqual([]);
    bench.loop.turn(() => bench.sink.nodeUp(1));
    expect(bench.network.takeOne("subscribe", 1)).toMatchObject({ logEndOffset: 1, durableEndOffset: 1 });
  });

  test("loses a subscription that was not answered yet, or not even sent", () => {
    for (const sent of [true, false]) {
      const bench = new SinkBench(delays);
      if (!sent) bench.network.closed.add(1);
      bench.follow();
      bench.network.closed.clear();
      expect(bench.network.take()).toHaveLength(sent ? 1 : 0);
      bench.loop.turn(() => bench.sink.nodeDown(1));
      bench.loop.turn(() => bench.sink.writable(1));
      expect(bench.network.take()).toEqual([]);
      bench.loop.turn(() => bench.sink.nodeUp(1));
      expect(bench.network.take()).toHaveLength(1);
    }
  });

  test("is got over though nobody says that it is back", () => {
    const bench = new SinkBench(delays);
    bench.followed();
    bench.loop.turn(() => bench.sink.nodeDown(1));
    expect(nextSubscription(bench).afterMs).toBe(50);
  });

  test("does not make the first refusal after a long absence a long wait", () => {
    const bench = new SinkBench(delays);
    bench.followed();
    bench.network.closed.add(1);
    bench.loop.turn(() => bench.sink.nodeDown(1));
    bench.loop.runUntil(60_000);
    bench.network.closed.clear();
    bench.loop.turn(() => bench.sink.nodeUp(1));
    bench.refused(nextSubscription(bench).session, "unknownEpoch");
    expect(nextSubscription(bench).afterMs).toBe(50);
  });

  test("to another node means nothing", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.loop.turn(() => bench.sink.nodeDown(2));
    bench.loop.turn(() => bench.sink.nodeUp(2));
    bench.batches(session, 0, 1);
    expect(bench.log.logEndOffset).toBe(1);
  });

  test("that is reported as there without having been reported as lost changes nothing", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.loop.turn(() => bench.sink.nodeUp(1));
    expect(bench.network.take()).toEqual([]);
    bench.batches(session, 0, 1);
    expect(bench.log.logEndOffset).toBe(1);
  });
});

describe("a log that fails", () => {
  function twoFollowed(): { bench: SinkBench; other: ModelLog; sessions: number[] } {
    const bench = new SinkBench(delays);
    const other = new ModelLog();
    bench.follow();
    bench.follow({ partition: 1, log: other });
    return { bench, other, sessions: bench.network.take(1).map(({ session }) => session) };
  }

  test("at an append is followed no more, and the others go on", () => {
    const { bench, other, sessions } = twoFollowed();
    bench.log.appendAsFollower = () => {
      throw new Error("EIO");
    };
    bench.batches(sessions[0]!, 0, 1);
    bench.batches(sessions[1]!, 0, 1, partitionKey(1));
    expect(bench.failures).toEqual([[0, "EIO"]]);
    expect(other.logEndOffset).toBe(1);
    expect(bench.network.takeOne("unsubscribe", 1)).toMatchObject({ partition: 0, session: sessions[0] });
    bench.loop.runToRest(10);
  });

  test("at a sync is reported once, however many appends were under way, and acknowledges none", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    bench.batches(session, 1, 1);
    bench.loop.turn(() => bench.log.failPending(new Error("fdatasync failed")));
    expect(bench.failures).toEqual([[0, "fdatasync failed"]]);
    expect(bench.network.take(1).map(({ kind }) => kind)).toEqual(["unsubscribe"]);
  });

  test("at an append of an earlier epoch ends the following of the later one", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    bench.follow({ leaderEpoch: 6 });
    bench.batches(bench.network.takeOne("subscribe", 1).session, 1, 1, { leaderEpoch: 6 });
    expect(bench.log.pendingCount).toBe(2);
    bench.loop.turn(() => bench.log.failPending(new Error("EIO")));
    expect(bench.failures).toEqual([[0, "EIO"]]);
    bench.network.take();
    bench.loop.runToRest(10);
    expect(bench.network.take()).toEqual([]);
  });

  test("after it was unfollowed is reported all the same", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    bench.unfollow();
    bench.loop.turn(() => bench.log.failPending(new Error("EIO")));
    expect(bench.failures).toEqual([[0, "EIO"]]);
  });

  test("after another was put in its place does not touch that", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    const replacement = new ModelLog();
    bench.follow({ log: replacement });
    const second = bench.network.takeOne("subscribe", 1).session;
    bench.loop.turn(() => bench.log.failPending(new Error("EIO")));
    bench.batches(second, 0, 1);
    expect(bench.failures).toEqual([]);
    expect(replacement.logEndOffset).toBe(1);
  });

  test("at a truncation, when called or later, is followed no more", () => {
    for (const at of ["call", "sync"] as const) {
      const bench = new SinkBench(delays);
      bench.fill(3, 4);
      if (at === "call") {
        bench.log.truncateTo = () => {
          throw new Error("EIO");
        };
      }
      bench.follow();
      bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 1 });
      bench.loop.turn(() => bench.log.failPending(new Error("EIO")));
      expect(bench.failures).toEqual([[0, "EIO"]]);
      bench.loop.runToRest(10);
      expect(bench.network.take()).toEqual([]);
    }
  });

  test.each(["at once", "later"])("to take an append, and says why %s, is followed no more", (when) => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.log.appendAsFollower = (_payload, done) => {
      const refuse = (): void => done(new WalError("partitionOffline", "rotten"));
      if (when === "later") bench.loop.defer(refuse);
      else refuse();
    };
    bench.batches(session, 0, 1);
    expect(bench.failures).toEqual([[0, "rotten"]]);
    bench.network.take();
    bench.loop.runToRest(10);
    expect(bench.network.take()).toEqual([]);
  });

  test.each(["at once", "later"])(
    "to take what is no batch (it says so %s) is sound, and asked about again",
    (when) => {
      const bench = new SinkBench(delays);
      const append = bench.log.appendAsFollower.bind(bench.log);
      bench.log.appendAsFollower = (_payload, done) => {
        const refuse = (): void => done(new WalError("badBatch", "rotten at the leader"));
        if (when === "later") bench.loop.defer(refuse);
        else refuse();
      };
      bench.batches(bench.followed(), 0, 1);
      expect([bench.failures, bench.refusals]).toEqual([[], [[0, "rotten at the leader"]]]);
      const next = nextSubscription(bench);
      expect(next.afterMs).toBe(50);
      bench.log.appendAsFollower = append;
      bench.batches(next.session, 0, 1);
      bench.sync();
      expect(bench.network.takeOne("acknowledge", 1).durableEndOffset).toBe(1);
    },
  );

  test("to repair itself only for want of room is asked about again", () => {
    const bench = new SinkBench(delays);
    bench.fill(3, 4);
    const full = new WalError("diskFull", "no space left on device");
    bench.log.truncateTo = (_offset, done) => bench.loop.defer(() => done(full));
    bench.follow();
    bench.diverged(bench.network.takeOne("subscribe", 1).session, { epoch: 4, endOffset: 1 });
    expect(nextSubscription(bench).afterMs).toBe(50);
    expect(bench.failures).toEqual([]);
  });

  test("with something else than an Error is reported with an Error", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.log.appendAsFollower = () => {
      throw "no";
    };
    bench.batches(session, 0, 1);
    expect(bench.failures).toEqual([[0, "the log threw what is no Error"]]);
  });

  test.each(["throws", "says so later"])("only for want of room (%s) is asked again until there is room", (how) => {
    const bench = new SinkBench(delays);
    const append = bench.log.appendAsFollower.bind(bench.log);
    const full = new WalError("diskFull", "no space left on device");
    bench.log.appendAsFollower = (_payload, done) => {
      if (how === "throws") throw full;
      bench.loop.defer(() => done(full));
    };
    let session = bench.followed();
    const waits: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      bench.batches(session, 0, 1);
      const next = nextSubscription(bench);
      waits.push(next.afterMs);
      session = next.session;
    }
    expect(waits).toEqual([50, 100, 200, 400]);
    expect(bench.failures).toEqual([]);
    bench.log.appendAsFollower = append;
    bench.batches(session, 0, 1);
    bench.sync();
    expect(bench.network.takeOne("acknowledge", 1).durableEndOffset).toBe(1);
  });

  test("may be followed again", () => {
    const bench = new SinkBench(delays);
    const session = bench.followed();
    bench.batches(session, 0, 1);
    bench.loop.turn(() => bench.log.failPending(new Error("EIO")));
    bench.network.take();
    bench.follow();
    expect(bench.network.takeOne("subscribe", 1).session).toBeGreaterThan(session);
  });
});
