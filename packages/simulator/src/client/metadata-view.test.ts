import { type metadata, type ResponseOf, ZERO_UUID } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { MetadataView } from "./metadata-view.ts";

const ID = "000000000000000000000000000000aa";

function told(
  leaders: readonly (readonly [nodeId: number, epoch: number])[],
  options: { topicId?: string; errorCode?: number; brokers?: number[] } = {},
): ResponseOf<typeof metadata> {
  const brokers = (options.brokers ?? [1, 2]).map((nodeId) => ({ nodeId, host: `h${nodeId}`, port: 1, rack: null }));
  const partitions = leaders.map(([leaderId, leaderEpoch], partitionIndex) => ({
    ...{ errorCode: 0, partitionIndex, leaderId, leaderEpoch },
    ...{ replicaNodes: [], isrNodes: [], offlineReplicas: [] },
  }));
  const topic = { name: "t", topicId: options.topicId ?? ID, errorCode: options.errorCode ?? 0, partitions };
  const topics = [{ ...topic, isInternal: false, topicAuthorizedOperations: 0 }];
  const rest = { throttleTimeMs: 0, clusterId: null, controllerId: 1, clusterAuthorizedOperations: 0, errorCode: 0 };
  return { ...rest, brokers, topics };
}

describe("a client's metadata", () => {
  it("knows the leaders that it was told", () => {
    const view = new MetadataView();
    expect(view.leader("t", 0)).toBeUndefined();
    view.update(
      told([
        [1, 3],
        [2, 0],
      ]),
    );
    expect(view.leader("t", 1)).toEqual({ nodeId: 2, epoch: 0 });
    expect(view.partitionCount("t")).toBe(2);
    expect(view.topicId("t")).toBe(ID);
    expect(view.brokers.get(2)).toEqual({ host: "h2", port: 1 });
  });

  it("never goes back to a leader of an older epoch, unless the topic is another one", () => {
    const view = new MetadataView();
    view.update(told([[1, 3]]));
    view.update(told([[2, 2]]));
    expect(view.leader("t", 0)).toEqual({ nodeId: 1, epoch: 3 });
    view.hint("t", 0, { nodeId: 2, epoch: 4 });
    view.hint("t", 0, { nodeId: 1, epoch: 3 });
    expect(view.leader("t", 0)).toEqual({ nodeId: 2, epoch: 4 });
    view.update(told([[1, 0]], { topicId: "000000000000000000000000000000bb" }));
    expect(view.leader("t", 0)).toEqual({ nodeId: 1, epoch: 0 });
  });

  it("knows of no leader while there is none, or while a newer epoch has been seen than the leader's", () => {
    const view = new MetadataView();
    view.update(told([[-1, 3]]));
    expect(view.leader("t", 0)).toBeUndefined();
    view.update(told([[1, 4]]));
    view.epochSeen("t", 0, 5);
    expect(view.leader("t", 0)).toBeUndefined();
    view.update(told([[2, 5]]));
    expect(view.leader("t", 0)).toEqual({ nodeId: 2, epoch: 5 });
  });

  it("keeps what it knew where an answer knows less", () => {
    const view = new MetadataView();
    view.update(told([[1, 3]]));
    view.update(told([], { errorCode: 3, brokers: [] }));
    expect(view.leader("t", 0)).toEqual({ nodeId: 1, epoch: 3 });
    expect(view.brokers.size).toBe(2);
  });

  it("takes leaders without epochs as they come, and a topic's id when it is told", () => {
    const view = new MetadataView();
    view.update(told([[1, -1]], { topicId: ZERO_UUID }));
    view.update(told([[2, -1]], { topicId: ZERO_UUID }));
    expect(view.leader("t", 0)).toEqual({ nodeId: 2, epoch: -1 });
    view.update(told([[2, 1]]));
    expect(view.topicId("t")).toBe(ID);
  });
});
