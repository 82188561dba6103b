import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeReplicas } from "./placement.ts";

const placements = fc
  .record({
    nodeCount: fc.integer({ min: 1, max: 9 }),
    partitionCount: fc.integer({ min: 1, max: 60 }),
    placementSeed: fc.nat(),
  })
  .chain((sizes) =>
    fc.integer({ min: 1, max: sizes.nodeCount }).map((replicationFactor) => ({ ...sizes, replicationFactor })),
  );

const nodesUpTo = (count: number) => Array.from({ length: count }, (_, index) => 10 * (index + 1));

describe("placeReplicas", () => {
  it("gives each partition that many distinct nodes, and each node its share of leaders and of replicas", () => {
    fc.assert(
      fc.property(placements, ({ nodeCount, ...options }) => {
        const nodes = nodesUpTo(nodeCount);
        const assignments = placeReplicas(nodes, options);
        expect(assignments).toHaveLength(options.partitionCount);
        for (const replicas of assignments) {
          expect(new Set(replicas).size).toBe(options.replicationFactor);
          expect(replicas.every((node) => nodes.includes(node))).toBe(true);
        }
        const led = nodes.map((node) => assignments.filter(([first]) => first === node).length);
        expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("spreads the followers of one leader over all other nodes", () => {
    const nodes = nodesUpTo(4);
    const assignments = placeReplicas(nodes, { partitionCount: 12, replicationFactor: 2, placementSeed: 0 });
    const followersOfFirst = assignments.filter(([first]) => first === 10).map(([, follower]) => follower);
    expect(new Set(followersOfFirst)).toEqual(new Set([20, 30, 40]));
  });

  it("depends on the set of nodes and the seed, not on the order of the nodes", () => {
    const options = { partitionCount: 7, replicationFactor: 3, placementSeed: 123_456 };
    expect(placeReplicas([3, 1, 4, 2], options)).toEqual(placeReplicas([1, 2, 3, 4], options));
  });

  it("is Kafka's round robin", () => {
    expect(placeReplicas([0, 1, 2, 3, 4], { partitionCount: 10, replicationFactor: 3, placementSeed: 0 })).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 0],
      [4, 0, 1],
      [0, 2, 3],
      [1, 3, 4],
      [2, 4, 0],
      [3, 0, 1],
      [4, 1, 2],
    ]);
  });
});
