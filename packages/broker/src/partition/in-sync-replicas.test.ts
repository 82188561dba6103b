import { describe, expect, it } from "vitest";
import { InSyncReplicas } from "./in-sync-replicas.ts";

const lives = new Map([
  [2, 22],
  [3, 33],
]);
const incarnationOf = (node: number) => lives.get(node);

function leader(isr: number[]): InSyncReplicas {
  return new InSyncReplicas({ self: 1, isr, nowMs: 0 });
}

function durable(
  replicas: InSyncReplicas,
  node: number,
  durableEndOffset: number,
  at: { end?: number; nowMs?: number; life?: number } = {},
) {
  const { end = durableEndOffset, nowMs = 0, life = lives.get(node)! } = at;
  replicas.followerDurable({ node, incarnation: life, durableEndOffset, logEndOffset: end, nowMs });
}

describe("InSyncReplicas", () => {
  it("takes the least durable end offset, the leader's own included", () => {
    const replicas = leader([1, 2, 3]);
    durable(replicas, 2, 8);
    durable(replicas, 3, 6);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(6);
    expect(replicas.leastDurable(5, incarnationOf)).toBe(5);
  });

  it("knows nothing while a member has not reported, and again when it is forgotten", () => {
    const replicas = leader([1, 2, 3]);
    durable(replicas, 2, 8);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(-1);
    durable(replicas, 3, 8);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(8);
    replicas.forget(3);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(-1);
  });

  it("does not count what an earlier process life said (KIP-903)", () => {
    const replicas = leader([1, 2]);
    durable(replicas, 2, 8, { life: 11 });
    expect(replicas.leastDurable(10, incarnationOf)).toBe(-1);
    durable(replicas, 3, 10, { life: 11 });
    expect(replicas.readyToJoin(0, incarnationOf)).toEqual([]);
  });

  it("bounds by the maximal ISR: a member that joins counts before it is committed, one that leaves until it is", () => {
    const replicas = leader([1, 2]);
    durable(replicas, 2, 10);
    durable(replicas, 3, 7);
    replicas.propose([1, 2, 3]);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(7);
    replicas.refuse();
    expect(replicas.leastDurable(10, incarnationOf)).toBe(10);

    durable(replicas, 2, 4);
    replicas.propose([1]);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(4);
    replicas.commit([1]);
    expect(replicas.leastDurable(10, incarnationOf)).toBe(10);
  });

  it("lets a follower join only when it reaches the floor", () => {
    const replicas = leader([1]);
    durable(replicas, 2, 9);
    expect(replicas.readyToJoin(10, incarnationOf)).toEqual([]);
    durable(replicas, 2, 10);
    expect(replicas.readyToJoin(10, incarnationOf)).toEqual([2]);
  });

  it("finds a follower lagging that does not catch up within the limit, counted from when it last had everything", () => {
    const replicas = leader([1, 2]);
    durable(replicas, 2, 10, { end: 10, nowMs: 100 });
    const at = (nowMs: number, logEndOffset: number) => replicas.lagging({ nowMs, lagMaxMs: 1000, logEndOffset });
    expect(at(5000, 10)).toEqual([]);
    expect(at(5900, 20)).toEqual([]);
    expect(at(6001, 20)).toEqual([2]);
  });

  it("counts a follower as caught up that reaches what was there when it spoke before, however fast the log grows", () => {
    const replicas = leader([1, 2]);
    durable(replicas, 2, 10, { end: 10, nowMs: 0 });
    durable(replicas, 2, 50, { end: 100, nowMs: 900 });
    durable(replicas, 2, 100, { end: 200, nowMs: 1800 });
    expect(replicas.lagging({ nowMs: 1850, lagMaxMs: 1000, logEndOffset: 200 })).toEqual([]);
    expect(replicas.lagging({ nowMs: 1901, lagMaxMs: 1000, logEndOffset: 200 })).toEqual([2]);
  });

  it("gives one that never reports the same time from the start of the epoch", () => {
    const replicas = leader([1, 2]);
    expect(replicas.lagging({ nowMs: 1000, lagMaxMs: 1000, logEndOffset: 0 })).toEqual([]);
    expect(replicas.lagging({ nowMs: 1001, lagMaxMs: 1000, logEndOffset: 0 })).toEqual([2]);
  });
});
