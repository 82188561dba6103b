import { describe, expect, it } from "vitest";
import { assertImage } from "./assert-image.ts";
import { EMPTY_IMAGE } from "./image.ts";
import { MetadataError } from "./metadata-error.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-codec.ts";
import { createTopic, registerNode, TestCluster } from "./testing/cluster.ts";
import { FEATURE_LEVEL, wire } from "./wire.ts";

function eventfulCluster(): TestCluster {
  const cluster = new TestCluster().register(1, 2, 3);
  cluster.do(registerNode(4, { rack: "r1", endpoints: [] }));
  cluster.do(createTopic({ partitionCount: 5, replicationFactor: 3, configs: [{ name: "a", value: "" }] }));
  cluster.do(createTopic({ name: "lone", topicId: "f".repeat(32), assignments: [[3], [4]] }));
  cluster.restart(3, "new-disk");
  cluster.fail(2);
  cluster.fence(4);
  cluster.do({ kind: "allocateProducerIds", count: 1000 });
  return cluster;
}

const appliedRequests = [
  { requestId: { proposer: 1, incarnation: "a", sequence: 0 }, index: 1 },
  { requestId: { proposer: 2, incarnation: "b", sequence: Number.MAX_SAFE_INTEGER }, index: 9 },
];

describe("a snapshot", () => {
  it("comes back as it was", () => {
    const { image } = eventfulCluster();
    const decoded = decodeSnapshot(encodeSnapshot({ image, appliedRequests }));
    expect(decoded).toEqual({ image, appliedRequests });
    assertImage(decoded.image);
  });

  it("needs the newest feature level only where replicas have failed", () => {
    const levelOf = ({ image }: TestCluster) =>
      wire.Snapshot.decode(encodeSnapshot({ image, appliedRequests })).featureLevel;
    const cluster = new TestCluster().register(1, 2).topicOn(1, 2);
    expect(levelOf(cluster)).toBe(1);
    cluster.fail(1);
    expect(levelOf(cluster)).toBe(2);
    cluster.restart(1);
    expect(levelOf(cluster)).toBe(1);
  });

  it("may be of nothing", () => {
    const nothing = { image: EMPTY_IMAGE, appliedRequests: [] };
    expect(decodeSnapshot(encodeSnapshot(nothing))).toEqual(nothing);
  });

  it("of a newer version is told from garbage", () => {
    const newer = wire.Snapshot.encode({ featureLevel: FEATURE_LEVEL + 1 }).finish();
    expect(() => decodeSnapshot(newer)).toThrow(expect.objectContaining({ code: "METADATA_UNSUPPORTED" }));
    const leaderless = wire.Snapshot.encode({
      featureLevel: FEATURE_LEVEL,
      topics: [{ topicId: new Uint8Array(16), name: "t", partitions: [{}] }],
    }).finish();
    expect(() => decodeSnapshot(leaderless)).toThrow(expect.objectContaining({ code: "METADATA_CORRUPT" }));
  });

  it("that was cut short is a snapshot of less, or refused with a MetadataError", () => {
    const bytes = encodeSnapshot({ image: eventfulCluster().image, appliedRequests });
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      try {
        decodeSnapshot(bytes.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(MetadataError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(bytes.length / 2);
  });
});
