import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { registerNode, TestCluster } from "../testing/cluster.ts";

const clusterOf = (...nodes: number[]) => new TestCluster().register(1, 2, 3).topicOn(...nodes);

describe("registerNode", () => {
  it("registers an unknown node, unfenced, under the index of its entry", () => {
    const cluster = new TestCluster().register(1, 2);
    expect(cluster.node(2)).toEqual({
      nodeId: 2,
      incarnation: "2-first",
      directoryId: "disk-2",
      nodeEpoch: 2,
      fenced: false,
      endpoints: [{ listener: "PLAINTEXT", host: "127.0.0.1", port: 9092 }],
      rack: null,
    });
  });

  it("changes nothing for the incarnation that is registered", () => {
    const cluster = clusterOf(1, 2, 3);
    const { nodes, topics } = cluster.image;
    expect(cluster.apply(registerNode(1, { rack: "other" })).error).toBe(errorCodes.NONE);
    expect(cluster.image.nodes).toBe(nodes);
    expect(cluster.image.topics).toBe(topics);
  });

  it("keeps a node with its disk in the ISR and moves its leadership on, in a new epoch", () => {
    const cluster = clusterOf(2, 1, 3);
    cluster.restart(2);
    expect(cluster.state).toBe("2@1 [2,1,3]");
    cluster.restart(1);
    expect(cluster.state).toBe("2@1 [2,1,3]");
    expect(cluster.node(1).nodeEpoch).toBe(cluster.image.appliedIndex);
  });

  it("gives the leadership of a restarted node to the first live in-sync replica", () => {
    const cluster = clusterOf(1, 2, 3);
    cluster.fence(1);
    cluster.restart(1);
    expect(cluster.state).toBe("2@1 [2,3]");
    cluster.restart(2);
    expect(cluster.state).toBe("2@2 [2,3]");
  });

  it("takes a node without its disk out of the ISR", () => {
    const cluster = clusterOf(1, 2, 3);
    cluster.restart(1, "new-disk");
    expect(cluster.state).toBe("2@1 [2,3]");
    cluster.restart(3, "new-disk");
    expect(cluster.state).toBe("2@1 [2]");
    expect(cluster.partition().partitionEpoch).toBe(2);
  });

  it("unfences, and lets the node lead again what only it can", () => {
    const cluster = clusterOf(1);
    cluster.fence(1);
    expect(cluster.state).toBe("-1@1 [1]");
    cluster.restart(1);
    expect(cluster.node(1).fenced).toBe(false);
    expect(cluster.state).toBe("1@2 [1]");
  });
});

describe("a sole in-sync replica that comes back with another disk", () => {
  it("never leads from it, however often it starts, until the lost disk is back", () => {
    const cluster = clusterOf(1);
    cluster.restart(1, "empty");
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1");
    cluster.restart(1);
    cluster.fence(1);
    cluster.unfence(1);
    cluster.restart(1, "emptier");
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1");
    cluster.restart(1, "disk-1");
    expect(cluster.state).toBe("1@2 [1]");
  });

  it("does not when it was fenced before, either", () => {
    const cluster = clusterOf(1, 2);
    cluster.fence(2, 1);
    cluster.restart(1, "empty");
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1");
    cluster.restart(2);
    expect(cluster.state).toBe("-1@1 [1] awaits disk-1");
  });

  it("is the last one standing when both replicas were wiped", () => {
    const cluster = clusterOf(1, 2);
    cluster.restart(1, "empty-1");
    cluster.restart(2, "empty-2");
    expect(cluster.state).toBe("-1@2 [2] awaits disk-2");
    cluster.restart(1, "disk-1");
    expect(cluster.state).toBe("-1@2 [2] awaits disk-2");
  });
});

describe("registerNode refuses", () => {
  it("a process that died before its registration was applied", () => {
    const cluster = new TestCluster().register(1);
    cluster.restart(1);
    const late = registerNode(1, { incarnation: "ghost", previousNodeEpoch: 1 });
    expect(cluster.apply(late).error).toBe(errorCodes.STALE_BROKER_EPOCH);
    expect(cluster.apply(registerNode(1, { incarnation: "ghost" })).error).toBe(errorCodes.STALE_BROKER_EPOCH);
    expect(cluster.node(1).incarnation).toBe("1-first+");
  });

  it.each([
    ["a node id of zero", { nodeId: 0 }],
    ["no incarnation", { incarnation: "" }],
    ["no directory id", { directoryId: "" }],
    ["port 0", { endpoints: [{ listener: "A", host: "h", port: 0 }] }],
    ["port 65536", { endpoints: [{ listener: "A", host: "h", port: 65_536 }] }],
    ["an endpoint without host", { endpoints: [{ listener: "A", host: "", port: 1 }] }],
    ["an endpoint without listener", { endpoints: [{ listener: "", host: "h", port: 1 }] }],
    [
      "a listener twice",
      {
        endpoints: [
          { listener: "A", host: "h", port: 1 },
          { listener: "A", host: "h", port: 2 },
        ],
      },
    ],
  ])("%s", (_, overrides) => {
    const cluster = new TestCluster();
    expect(cluster.apply(registerNode(1, overrides)).error).toBe(errorCodes.INVALID_REQUEST);
    expect(cluster.image.nodes.size).toBe(0);
  });

  it("the address of another live node, but not that of a fenced one", () => {
    const cluster = new TestCluster().register(1);
    const elsewhere = [{ listener: "EXTERNAL", host: "LOCALHOST", port: 9000 }];
    cluster.do(registerNode(2, { endpoints: [{ listener: "PLAINTEXT", host: "localhost", port: 9000 }] }));
    expect(cluster.apply(registerNode(3, { endpoints: elsewhere })).error).toBe(errorCodes.INVALID_REQUEST);
    cluster.fence(2);
    expect(cluster.apply(registerNode(3, { endpoints: elsewhere })).error).toBe(errorCodes.NONE);
  });
});
