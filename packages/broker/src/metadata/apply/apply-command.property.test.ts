import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertImage, assertSuccession } from "../assert-image.ts";
import type { MetadataCommand } from "../command.ts";
import { EMPTY_IMAGE, type MetadataImage } from "../image.ts";
import { TEST_RULES } from "../testing/cluster.ts";
import { applyCommand } from "./apply-command.ts";

const NODES = [1, 2, 3, 4];

const nodeId = fc.constantFrom(...NODES, 0, 9);
const topicId = fc.constantFrom("a", "b", "c").map((digit) => digit.repeat(32));

/** A command whose epochs are right for the image it meets, most of the time. */
type Draw = (image: MetadataImage) => MetadataCommand;

const failed = fc.array(fc.record({ topicId, partitions: fc.uniqueArray(fc.nat(3), { maxLength: 3 }) }), {
  maxLength: 2,
});

const register: fc.Arbitrary<Draw> = fc
  .record({
    nodeId,
    incarnation: fc.nat(50).map(String),
    disk: fc.constantFrom("d", "d", "d", "e"),
    stale: fc.nat(9),
    failed,
  })
  .map(({ disk, stale, ...node }) => (image) => ({
    kind: "registerNode",
    ...node,
    directoryId: `${disk}${node.nodeId}`,
    previousNodeEpoch: stale === 0 ? 1 : (image.nodes.get(node.nodeId)?.nodeEpoch ?? 0),
    endpoints: [],
    rack: null,
  }));

const fence: fc.Arbitrary<Draw> = fc
  .record({ kind: fc.constantFrom("fenceNode" as const, "unfenceNode" as const), nodeId, stale: fc.nat(9) })
  .map(({ kind, nodeId, stale }) => (image) => ({
    kind,
    nodeId,
    nodeEpoch: stale === 0 ? 1 : (image.nodes.get(nodeId)?.nodeEpoch ?? 0),
  }));

const fail: fc.Arbitrary<Draw> = fc
  .record({ nodeId, failed, stale: fc.nat(9) })
  .map(({ nodeId, failed, stale }) => (image) => ({
    kind: "failReplicas",
    nodeId,
    nodeEpoch: stale === 0 ? 1 : (image.nodes.get(nodeId)?.nodeEpoch ?? 0),
    failed,
  }));

const create: fc.Arbitrary<Draw> = fc
  .record({
    name: fc.constantFrom("a", "b", "c.d", "c_d", "bad name"),
    topicId,
    partitionCount: fc.integer({ min: -1, max: 4 }),
    replicationFactor: fc.integer({ min: -1, max: 4 }),
    placementSeed: fc.nat(100),
    assignments: fc.option(fc.array(fc.array(nodeId, { maxLength: 3 }), { maxLength: 3 }), { freq: 2 }),
  })
  .map((topic) => () => ({ kind: "createTopic", ...topic, configs: [] }));

const changeIsr: fc.Arbitrary<Draw> = fc
  .record({ topicId, partition: fc.nat(3), members: fc.subarray(NODES), stale: fc.nat(9) })
  .map(({ topicId, partition, members, stale }) => (image) => {
    const current = image.topics.get(topicId)?.partitions[partition];
    const leader = current?.leader ?? 1;
    const isr = members.includes(leader) || stale === 1 ? members : [...members, leader];
    return {
      kind: "changeIsr",
      topicId,
      partition,
      leader,
      leaderEpoch: current?.leaderEpoch ?? 0,
      partitionEpoch: (current?.partitionEpoch ?? 0) + (stale === 0 ? 1 : 0),
      isr: isr.map((nodeId) => ({ nodeId, nodeEpoch: image.nodes.get(nodeId)?.nodeEpoch ?? 0 })),
    };
  });

const grow: fc.Arbitrary<Draw> = fc
  .record({
    topicId,
    added: fc.integer({ min: -1, max: 3 }),
    placementSeed: fc.nat(100),
    assignments: fc.option(fc.array(fc.array(nodeId, { maxLength: 3 }), { maxLength: 2 }), { freq: 2 }),
  })
  .map(({ added, topicId, ...command }) => (image) => {
    const partitionCount = (image.topics.get(topicId)?.partitions.length ?? 1) + added;
    return { kind: "createPartitions", topicId, partitionCount, ...command };
  });

const others: fc.Arbitrary<Draw> = fc.oneof(
  topicId.map((topicId) => () => ({ kind: "deleteTopic" as const, topicId })),
  failed.map((partitions) => () => ({ kind: "electLeaders" as const, partitions })),
  fc.integer({ min: -1, max: 5 }).map((count) => () => ({ kind: "allocateProducerIds" as const, count })),
);

const histories = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: register },
    { weight: 5, arbitrary: fence },
    { weight: 3, arbitrary: fail },
    { weight: 3, arbitrary: create },
    { weight: 5, arbitrary: changeIsr },
    { weight: 2, arbitrary: grow },
    { weight: 2, arbitrary: others },
  ),
  { minLength: 30, maxLength: 80 },
);

/** Four registered nodes. */
const START = NODES.reduce((image, nodeId) => {
  const node = { nodeId, incarnation: "first", directoryId: `d${nodeId}`, endpoints: [], rack: null, failed: [] };
  return applyCommand(
    image,
    { kind: "registerNode", previousNodeEpoch: 0, ...node },
    image.appliedIndex + 1,
    TEST_RULES,
  ).image;
}, EMPTY_IMAGE);

describe("applyCommand", () => {
  it("keeps every invariant of the image, refuses without a trace, and shares what did not change", () => {
    const accepted = new Map<string, number>();
    fc.assert(
      fc.property(histories, (draws) => {
        let before = START;
        for (const draw of draws) {
          const command = draw(before);
          const { image, result } = applyCommand(before, command, before.appliedIndex + 1, TEST_RULES);
          assertImage(image);
          assertSuccession(before, image);
          if (result.error !== 0) expect({ ...image, appliedIndex: 0 }).toEqual({ ...before, appliedIndex: 0 });
          else accepted.set(command.kind, (accepted.get(command.kind) ?? 0) + 1);
          expectShared(before, image, result.error !== 0);
          before = image;
        }
      }),
      { numRuns: 200 },
    );
    // A generator that never gets anything accepted would prove nothing.
    expect(accepted.size).toBe(10);
    expect(Math.min(...accepted.values())).toBeGreaterThan(20);
  });

  it("is deterministic", () => {
    fc.assert(
      fc.property(histories, (draws) => {
        let [left, right] = [START, START];
        for (const draw of draws) {
          const command = draw(left);
          const index = left.appliedIndex + 1;
          const [one, other] = [left, right].map((image) => applyCommand(image, command, index, TEST_RULES));
          expect(one).toEqual(other);
          [left, right] = [one!.image, other!.image];
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** What is equal is the same object. */
function expectShared(before: MetadataImage, after: MetadataImage, refused: boolean): void {
  if (refused) {
    expect(after.nodes).toBe(before.nodes);
    expect(after.topics).toBe(before.topics);
    expect(after.topicIdByName).toBe(before.topicIdByName);
    return;
  }
  for (const [topicId, topic] of after.topics) {
    const earlier = before.topics.get(topicId);
    if (earlier === undefined || earlier === topic) continue;
    const changed = topic.partitions.filter((partition, index) => partition !== earlier.partitions[index]);
    expect(changed.length).toBeGreaterThan(0);
    for (const partition of changed) expect(partition).not.toEqual(earlier.partitions[partition.partition]);
  }
}
