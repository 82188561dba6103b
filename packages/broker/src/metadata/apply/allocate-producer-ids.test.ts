import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { EMPTY_IMAGE } from "../image.ts";
import { TestCluster } from "../testing/cluster.ts";
import { PRODUCER_ID_BLOCK_MAX } from "./allocate-producer-ids.ts";

describe("allocateProducerIds", () => {
  it("gives out blocks that follow each other", () => {
    const cluster = new TestCluster();
    const first = cluster.apply({ kind: "allocateProducerIds", count: 1000 });
    const second = cluster.apply({ kind: "allocateProducerIds", count: 1 });
    expect([first.firstProducerId, second.firstProducerId]).toEqual([0, 1000]);
    expect(cluster.image.nextProducerId).toBe(1001);
  });

  it.each([0, -1, 1.5, PRODUCER_ID_BLOCK_MAX + 1])("refuses a block of %d", (count) => {
    const cluster = new TestCluster();
    expect(cluster.apply({ kind: "allocateProducerIds", count }).error).toBe(errorCodes.INVALID_REQUEST);
    expect(cluster.image.nextProducerId).toBe(0);
  });

  it("refuses when the ids are used up", () => {
    const cluster = new TestCluster();
    cluster.image = { ...EMPTY_IMAGE, nextProducerId: Number.MAX_SAFE_INTEGER };
    expect(cluster.apply({ kind: "allocateProducerIds", count: 1 }).error).toBe(errorCodes.INVALID_REQUEST);
  });
});
