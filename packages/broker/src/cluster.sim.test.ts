import { errorCodes, initProducerId, metadata } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { SimClient } from "./testing/sim-client.ts";
import { SimCluster } from "./testing/sim-cluster.ts";

const TOPIC = "t";

function threeNodes(seed: number): { cluster: SimCluster; client: SimClient } {
  const cluster = new SimCluster({ seed, nodeCount: 3 });
  cluster.startAll();
  cluster.until(() => cluster.liveNodes.every((id) => cluster.node(id).status()?.nodes.length === 3));
  const client = new SimClient(cluster);
  client.createTopic(TOPIC);
  return { cluster, client };
}

function isr(cluster: SimCluster, node = cluster.liveNodes[0]!): readonly number[] {
  return (
    cluster
      .node(node)
      .status()
      ?.partitions.find(({ topic }) => topic === TOPIC)?.isr ?? []
  );
}

function values(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `v${from + index}`);
}

describe.each([1, 2, 3, 4, 5])("three nodes, seed %i", (seed) => {
  it("elect one leader of the metadata log, and put a new topic on all three", () => {
    const { cluster } = threeNodes(seed);
    const leaders = cluster.liveNodes.map((id) => cluster.node(id).status()!.raft.leader);
    expect(new Set(leaders).size).toBe(1);
    expect(isr(cluster)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(cluster.fatal).toEqual([]);
  });

  it("lose no acknowledged record when the leader is killed, and read each once, in order", () => {
    const { cluster, client } = threeNodes(seed);
    for (let i = 0; i < 10; i++) client.produceAcked(TOPIC, values(i * 5, 5));
    const dead = client.leader(TOPIC, 0)!;
    cluster.kill(dead, { power: true });
    for (let i = 10; i < 20; i++) client.produceAcked(TOPIC, values(i * 5, 5));
    const next = client.leader(TOPIC, 0)!;
    expect(next).not.toBe(dead);
    cluster.eventually(() => client.offset(TOPIC, -1, next) === 100);
    expect(client.consume(TOPIC)).toEqual(values(0, 100));
  });

  it("take a killed node back into the ISR when it has caught up", () => {
    const { cluster, client } = threeNodes(seed);
    const leader = client.leader(TOPIC, 0)!;
    const follower = [1, 2, 3].find((id) => id !== leader)!;
    cluster.kill(follower);
    cluster.until(() => isr(cluster, leader).length === 2);
    for (let i = 0; i < 20; i++) client.produceAcked(TOPIC, values(i, 1));
    cluster.start(follower);
    cluster.until(() => isr(cluster, leader).length === 3);
    const replica = () =>
      cluster
        .node(follower)
        .status()!
        .partitions.find(({ topic }) => topic === TOPIC);
    cluster.until(() => replica()?.highWatermark === 20);
  });

  it("have every acknowledged record after the power failed on all three at once", () => {
    const { cluster, client } = threeNodes(seed);
    for (let i = 0; i < 20; i++) client.produceAcked(TOPIC, values(i, 1));
    const termBefore = Math.max(...cluster.liveNodes.map((id) => cluster.node(id).status()!.raft.term));
    for (const id of [1, 2, 3]) cluster.kill(id, { power: true });
    cluster.startAll();
    cluster.eventually(() => client.leader(TOPIC, 0) !== undefined);
    cluster.eventually(() => client.offset(TOPIC, -1) === 20);
    expect(client.consume(TOPIC)).toEqual(values(0, 20));
    expect(Math.max(...cluster.liveNodes.map((id) => cluster.node(id).status()!.raft.term))).toBeGreaterThanOrEqual(
      termBefore,
    );
    client.produceAcked(TOPIC, ["after"]);
  });

  it("never let a node with a wiped disk lead, and fill it again", () => {
    const { cluster, client } = threeNodes(seed);
    for (let i = 0; i < 10; i++) client.produceAcked(TOPIC, values(i, 1));
    const leader = client.leader(TOPIC, 0)!;
    const wiped = [1, 2, 3].find((id) => id !== leader)!;
    cluster.kill(wiped);
    cluster.wipe(wiped);
    cluster.start(wiped);
    cluster.until(() => isr(cluster, leader).includes(wiped));
    cluster.kill(leader);
    client.produceAcked(TOPIC, ["after"]);
    cluster.eventually(() => client.offset(TOPIC, -1) === 11);
    expect(client.consume(TOPIC)).toEqual([...values(0, 10), "after"]);
  });

  it("acknowledge nothing on a leader that the others cannot hear", () => {
    const { cluster, client } = threeNodes(seed);
    const cutOff = client.leader(TOPIC, 0)!;
    const others = [1, 2, 3].filter((id) => id !== cutOff);
    for (const other of others) {
      cluster.cut(cutOff, other);
      cluster.cut(other, cutOff);
    }
    const answer = client.produce(TOPIC, ["lost"], { node: cutOff });
    expect(answer?.errorCode).not.toBe(errorCodes.NONE);
    cluster.eventually(() => client.leader(TOPIC, 0, others[0]) !== cutOff);
    const next = client.leader(TOPIC, 0, others[0])!;
    cluster.eventually(() => client.produce(TOPIC, ["kept"], { node: next })?.errorCode === errorCodes.NONE);
    cluster.heal();
    cluster.until(() => isr(cluster, next).includes(cutOff));
    expect(client.consume(TOPIC, next)).toEqual(["kept"]);
    const replica = () =>
      cluster
        .node(cutOff)
        .status()!
        .partitions.find(({ topic }) => topic === TOPIC);
    cluster.until(() => replica()?.highWatermark === 1 && replica()?.logEndOffset === 1);
  });

  it("write a batch once that its producer sent to two leaders", () => {
    const { cluster, client } = threeNodes(seed);
    const { producerId } = client.ask(1, initProducerId, { transactionalId: null, transactionTimeoutMs: 0 })!;
    const producer = { producerId, producerEpoch: 0, baseSequence: 0 };
    const first = client.leader(TOPIC, 0)!;
    expect(client.produce(TOPIC, ["once"], { node: first, producer })?.errorCode).toBe(0);
    cluster.kill(first);
    cluster.eventually(() => client.leader(TOPIC, 0) !== first && client.leader(TOPIC, 0) !== undefined);
    cluster.eventually(() => client.produce(TOPIC, ["once"], { producer })?.errorCode === 0);
    expect(client.consume(TOPIC)).toEqual(["once"]);
  });

  it("stop cleanly one after the other, each handing over what it leads", () => {
    const { cluster, client } = threeNodes(seed);
    const leader = client.leader(TOPIC, 0)!;
    let stopped: Error | null | undefined;
    cluster.node(leader).shutdown((error) => {
      stopped = error;
    });
    cluster.until(() => stopped !== undefined);
    expect(stopped).toBeNull();
    const other = cluster.liveNodes.find((id) => id !== leader)!;
    const ask = () => client.ask(other, metadata, { topics: [{ name: TOPIC }] }, { version: 9 })!;
    cluster.eventually(() => ask().topics[0]!.partitions[0]!.leaderId !== leader, 500);
    expect(ask().brokers.map(({ nodeId }) => nodeId)).not.toContain(leader);
  });
});
