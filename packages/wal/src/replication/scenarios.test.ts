import { describe, expect, test } from "vitest";
import type { PartitionKey } from "./message.ts";
import { ModelCluster } from "./testing/model-cluster.ts";
import type { Plants } from "./testing/model-controller.ts";

/** Three nodes, all in sync, node 1 leads; everything takes no time, except what a test breaks. */
function cluster(plants: Plants = {}): { world: ModelCluster; key: PartitionKey } {
  const world = new ModelCluster({
    seed: 1,
    nodeCount: 3,
    partitionCount: 1,
    plants,
    hiccups: false,
    delays: { networkMsMax: 1, syncMsMax: 1, metadataMsMax: 1 },
  });
  world.loop.runToRest(1_000);
  return { world, key: world.keys[0]! };
}

function produce(world: ModelCluster, node: number, count: number): void {
  for (let index = 0; index < count; index += 1) {
    world.loop.turn(() =>
      world.node(node)?.produce(world.keys[0]!, { recordCount: 1, sizeBytes: 20, handOver: false }),
    );
  }
}

function breakAll(world: ModelCluster, options: { downMs: number; except?: readonly [number, number] }): void {
  for (const from of world.nodes) {
    for (const to of world.nodes) {
      const isKept = options.except?.includes(from) && options.except.includes(to);
      if (from !== to && !isKept) world.network.break(from, to, { downMs: options.downMs, told: "both" });
    }
  }
}

function valuesOf(world: ModelCluster, node: number): number[] {
  return world.log(node, world.keys[0]!).batches.map(({ value }) => value);
}

describe("a follower that has not heard of the last high watermark, and then leads (KIP-101)", () => {
  const run = (plants: Plants): ModelCluster => {
    const { world, key } = cluster(plants);
    produce(world, 1, 2);
    // The batches are committed; the message that says so is lost.
    while (world.ledger.committedCount < 2) world.loop.step();
    for (const to of [2, 3]) world.network.break(1, to, { downMs: 100, told: "both" });
    expect(world.node(2)?.replica(key)?.highWatermark).toBeLessThan(2);
    world.controller.elect(key, 1);
    world.loop.runUntil(world.loop.nowMs + 5);
    world.controller.elect(key, 2);
    world.loop.runToRest(10_000);
    produce(world, 2, 1);
    world.loop.runToRest(10_000);
    world.checkConverged();
    return world;
  };

  test("has what was acknowledged", () => {
    const world = run({});
    expect(valuesOf(world, 2)).toEqual([1, 2, 3]);
  });

  test("would have lost it, had it truncated to what it knew", () => {
    expect(() => run({ highWatermarkTruncation: true })).toThrow(/lost offset/);
  });
});

test("leaders that follow each other faster than anybody catches up leave no trace of what they did not commit (KIP-279)", () => {
  const { world, key } = cluster();
  produce(world, 1, 3);
  world.loop.runToRest(1_000);
  breakAll(world, { downMs: 500 });
  produce(world, 1, 2);
  for (const [leader, count] of [
    [2, 3],
    [3, 1],
    [2, 2],
  ] as const) {
    world.controller.elect(key, leader);
    world.loop.runUntil(world.loop.nowMs + 5);
    produce(world, leader, count);
  }
  expect(world.nodes.map((node) => valuesOf(world, node).length)).toEqual([5, 8, 4]);
  world.loop.runToRest(10_000);
  world.checkConverged();
  const expected = [1, 2, 3, 6, 7, 8, 10, 11];
  for (const node of world.nodes) expect(valuesOf(world, node)).toEqual(expected);
});

test("a leader that was cut off commits nothing more, and gives way to what the others committed (KIP-320)", () => {
  const { world, key } = cluster();
  produce(world, 1, 1);
  world.loop.runToRest(1_000);
  breakAll(world, { downMs: 300, except: [2, 3] });
  produce(world, 1, 4);
  world.loop.runUntil(world.loop.nowMs + 20);
  expect(world.node(1)?.replica(key)?.highWatermark).toBe(1);
  world.controller.nodeDied(1);
  world.loop.runUntil(world.loop.nowMs + 20);
  const { leader } = world.controller.of(key);
  produce(world, leader!, 2);
  world.loop.runUntil(world.loop.nowMs + 20);
  expect(world.node(leader!)?.replica(key)?.highWatermark).toBe(3);
  world.controller.nodeCame(1);
  world.loop.runToRest(10_000);
  produce(world, leader!, 1);
  world.loop.runToRest(10_000);
  world.checkConverged();
  for (const node of world.nodes) expect(valuesOf(world, node)).toEqual([1, 6, 7, 8]);
});

describe.each(["sender", "receiver", "both"] as const)("a break that only the %s hears of", (told) => {
  test.each([
    ["from leader to follower", 1, 2],
    ["from follower to leader", 2, 1],
  ])("%s is got over, with or without anything that follows it", (_name, from, to) => {
    const { world, key } = cluster();
    for (const wait of [0, 1]) {
      produce(world, 1, 2);
      for (let steps = 0; steps < wait * 3; steps += 1) world.loop.step();
      world.network.break(from, to, { downMs: 30, told });
      world.loop.runToRest(10_000);
      expect(world.node(1)?.replica(key)?.highWatermark).toBe(world.log(1, key).logEndOffset);
      world.checkConverged();
    }
  });
});

test("a cluster without news is silent", () => {
  const { world } = cluster();
  produce(world, 1, 5);
  world.loop.runToRest(1_000);
  world.marks.clear();
  world.loop.runUntil(world.loop.nowMs + 3_600_000);
  expect([...world.marks]).toEqual([]);
});
