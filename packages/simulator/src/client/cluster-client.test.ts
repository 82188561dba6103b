import { metadata, produce } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { ClusterClient } from "./cluster-client.ts";
import { ScriptedBrokers } from "./testing/scripted-brokers.ts";

describe("a client of a cluster", () => {
  it("asks the bootstrap nodes first, and then knows the leaders", () => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient(brokers.options("c"));
    let told = 0;
    client.onMetadata(() => {
      told++;
    });
    client.follow("t");
    brokers.queue.runFor(50);
    expect(told).toBe(1);
    expect(client.metadata.leader("t", 0)).toEqual({ nodeId: 1, epoch: 0 });
    expect(brokers.dialled.map(({ host }) => host)).toEqual(["node1"]);
  });

  it("backs off from a node that cannot be reached, for longer each time up to a limit, and goes on", () => {
    const brokers = new ScriptedBrokers();
    brokers.down.add(1);
    const client = new ClusterClient({
      ...brokers.options("c"),
      reconnectBackoffMs: 50,
      reconnectBackoffMsMax: 400,
      retryBackoffMs: 1,
    });
    client.follow("t");
    brokers.queue.runFor(4000);
    const times = brokers.dialled.map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((time, at) => time - times[at]!);
    expect(gaps.length).toBeGreaterThan(6);
    gaps.forEach((gap, at) => {
      const expected = Math.min(400, 50 * 2 ** at);
      expect(gap).toBeGreaterThanOrEqual(expected * 0.8);
      expect(gap).toBeLessThanOrEqual(expected * 1.2 + 10);
    });
    brokers.down.clear();
    brokers.queue.runFor(600);
    expect(client.metadata.leader("t", 0)).toBeDefined();
  });

  it("asks the first nodes again when none of those that it knows can be reached", () => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient({
      ...brokers.options("c"),
      bootstrap: [{ host: "node9", port: 9092 }],
      metadataMaxAgeMs: 100,
    });
    client.follow("t");
    brokers.queue.runFor(50);
    for (const node of [1, 2, 3]) brokers.down.add(node);
    brokers.on(metadata, (incoming) => incoming.close());
    brokers.queue.runFor(3000);
    expect(brokers.dialled.filter(({ host }) => host === "node9").length).toBeGreaterThan(1);
  });

  it("asks for metadata again when it is old", () => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient({ ...brokers.options("c"), metadataMaxAgeMs: 200 });
    client.follow("t");
    brokers.queue.runFor(100);
    brokers.leaders = [{ leaderId: 2, leaderEpoch: 1 }];
    brokers.queue.runFor(250);
    expect(client.metadata.leader("t", 0)).toEqual({ nodeId: 2, epoch: 1 });
  });

  it("fails a request to a node that it does not know, later and unsent", () => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient(brokers.options("c"));
    const answers: unknown[] = [];
    client.send(7, { api: metadata, body: () => ({ topics: [] }), done: (answer) => answers.push(answer) });
    expect(answers).toEqual([]);
    brokers.queue.runFor(1);
    expect(answers).toMatchObject([{ kind: "failed", sent: false }]);
  });

  it.each([
    [{ Metadata: 9 }, 12],
    [{ Metadata: 9, Produce: 7 }, 7],
    [{ Metadata: 10 }, 13],
  ])("uses no version that needs topic ids where it cannot learn them: %o", (versionMax, version) => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient({ ...brokers.options("c"), versionMax });
    client.follow("t");
    brokers.queue.runFor(50);
    client.send(1, { api: produce, body: () => ({ acks: -1, timeoutMs: 1, topicData: [] }), done: () => {} });
    brokers.queue.runFor(50);
    expect(brokers.named("Produce")[0]!.version).toBe(version);
  });

  it("keeps a coordinator's connection apart", () => {
    const brokers = new ScriptedBrokers();
    const client = new ClusterClient(brokers.options("c"));
    client.follow("t");
    brokers.queue.runFor(50);
    const request = { api: metadata, body: () => ({ topics: [] }), done: () => {} };
    client.send(2, request);
    client.send(2, request, "coordinator");
    client.send(2, request, "coordinator");
    brokers.queue.runFor(50);
    expect(brokers.dialled.map(({ host }) => host)).toEqual(["node1", "node2", "node2"]);
  });
});
