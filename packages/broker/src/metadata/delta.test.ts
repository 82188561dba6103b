import { describe, expect, it } from "vitest";
import { imageDelta } from "./delta.ts";
import { EMPTY_IMAGE } from "./image.ts";
import { createTopic, TestCluster, TOPIC_ID } from "./testing/cluster.ts";

const NOTHING = { topicsCreated: [], topicsDeleted: [], partitionsChanged: [], configsChanged: [], nodesChanged: [] };

describe("imageDelta", () => {
  it("is empty between an image and one that only went on", () => {
    const { image } = new TestCluster().register(1).topicOn(1);
    expect(imageDelta(image, { ...image, appliedIndex: 99 })).toEqual(NOTHING);
  });

  it("lists nodes and topics that are new, all of them from the empty image", () => {
    const cluster = new TestCluster().register(1).topicOn(1);
    expect(imageDelta(EMPTY_IMAGE, cluster.image)).toEqual({
      ...NOTHING,
      topicsCreated: [cluster.topic()],
      nodesChanged: [{ before: null, after: cluster.node(1) }],
    });
    expect(imageDelta(cluster.image, EMPTY_IMAGE)).toEqual({
      ...NOTHING,
      topicsDeleted: [cluster.topic()],
      nodesChanged: [{ before: cluster.node(1), after: null }],
    });
  });

  it("lists the partitions that changed and no others", () => {
    const cluster = new TestCluster().register(1, 2);
    cluster.do(createTopic({ assignments: [[1], [2]] }));
    const before = cluster.image;
    cluster.fence(2);
    expect(imageDelta(before, cluster.image)).toEqual({
      ...NOTHING,
      partitionsChanged: [
        {
          topic: cluster.topic(),
          before: before.topics.get(TOPIC_ID)!.partitions[1],
          after: cluster.partition(1),
        },
      ],
      nodesChanged: [{ before: before.nodes.get(2), after: cluster.node(2) }],
    });
  });

  it("takes a topic that was created again under its name for two", () => {
    const cluster = new TestCluster().register(1).topicOn(1);
    const before = cluster.image;
    cluster.do({ kind: "deleteTopic", topicId: TOPIC_ID });
    cluster.do(createTopic({ topicId: "f".repeat(32) }));
    const delta = imageDelta(before, cluster.image);
    expect(delta.topicsDeleted.map(({ topicId }) => topicId)).toEqual([TOPIC_ID]);
    expect(delta.topicsCreated.map(({ topicId }) => topicId)).toEqual(["f".repeat(32)]);
  });

  it("tells added partitions and changed configurations", () => {
    const { image } = new TestCluster().register(1).topicOn(1);
    const topic = image.topics.get(TOPIC_ID)!;
    const added = { ...topic.partitions[0]!, partition: 1 };
    const later = { ...topic, partitions: [...topic.partitions, added], configs: new Map([["a", "b"]]) };
    const after = { ...image, topics: new Map([[TOPIC_ID, later]]) };
    expect(imageDelta(image, after)).toEqual({
      ...NOTHING,
      partitionsChanged: [{ topic: later, before: null, after: added }],
      configsChanged: [later],
    });
  });
});
