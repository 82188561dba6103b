import { errorCodes, initProducerId, metadata } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { split } from "../network/index.ts";
import { hostOf } from "./addresses.ts";
import { TestClient } from "./testing/test-client.ts";
import { TestCluster } from "./testing/test-cluster.ts";

const TOPIC = "t";

function threeNodes(seed: number): { world: TestCluster; client: TestClient } {
  const world = new TestCluster({ seed });
  world.startAll();
  const client = new TestClient(world);
  client.createTopic(TOPIC);
  world.until(() => world.cluster.ids.every((id) => world.isr(TOPIC, id).length === 3));
  return { world, client };
}

function values(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `v${from + index}`);
}

describe.each([1, 2, 3])("three nodes, seed %i", (seed) => {
  it("elect one leader of the metadata log, and put a new topic on all three", () => {
    const { world } = threeNodes(seed);
    const leaders = world.cluster.ids.map((id) => world.cluster.node(id)!.status()!.raft.leader);
    expect(new Set(leaders).size).toBe(1);
    expect([...world.isr(TOPIC, 1)].sort()).toEqual([1, 2, 3]);
    expect(world.fatal).toEqual([]);
  });

  it("lose no acknowledged record when the leader's power is cut, and read each once, in order", () => {
    const { world, client } = threeNodes(seed);
    for (let i = 0; i < 10; i++) client.produceAcked(TOPIC, values(i * 5, 5));
    const dead = client.leader(TOPIC, 0)!;
    world.cluster.machine(dead).powerCut();
    for (let i = 10; i < 20; i++) client.produceAcked(TOPIC, values(i * 5, 5));
    const next = client.leader(TOPIC, 0)!;
    expect(next).not.toBe(dead);
    world.eventually(() => client.offset(TOPIC, -1, next) === 100);
    expect(client.consume(TOPIC)).toEqual(values(0, 100));
  });

  it("take a killed node back into the ISR when it has caught up", () => {
    const { world, client } = threeNodes(seed);
    const leader = client.leader(TOPIC, 0)!;
    const follower = [1, 2, 3].find((id) => id !== leader)!;
    world.cluster.machine(follower).kill();
    world.until(() => world.isr(TOPIC, leader).length === 2);
    for (let i = 0; i < 20; i++) client.produceAcked(TOPIC, values(i, 1));
    world.cluster.machine(follower).start();
    world.until(() => world.isr(TOPIC, leader).length === 3);
    world.until(() => world.replica(follower, TOPIC)?.highWatermark === 20);
  });

  it("have every acknowledged record after the power failed on all three at once", () => {
    const { world, client } = threeNodes(seed);
    for (let i = 0; i < 20; i++) client.produceAcked(TOPIC, values(i, 1));
    const term = () => Math.max(...world.cluster.ids.map((id) => world.cluster.node(id)?.status()?.raft.term ?? 0));
    const termBefore = term();
    for (const machine of world.cluster.machines) machine.powerCut();
    world.startAll();
    world.eventually(() => client.leader(TOPIC, 0) !== undefined);
    world.eventually(() => client.offset(TOPIC, -1) === 20);
    expect(client.consume(TOPIC)).toEqual(values(0, 20));
    expect(term()).toBeGreaterThanOrEqual(termBefore);
    client.produceAcked(TOPIC, ["after"]);
  });

  it("never let a node with a wiped disk lead, and fill it again", () => {
    const { world, client } = threeNodes(seed);
    for (let i = 0; i < 10; i++) client.produceAcked(TOPIC, values(i, 1));
    const leader = client.leader(TOPIC, 0)!;
    const wiped = [1, 2, 3].find((id) => id !== leader)!;
    world.cluster.machine(wiped).wipe();
    world.cluster.machine(wiped).start();
    world.until(() => world.isr(TOPIC, leader).length === 2);
    world.until(() => world.isr(TOPIC, leader).includes(wiped));
    world.cluster.machine(leader).kill();
    client.produceAcked(TOPIC, ["after"]);
    world.eventually(() => client.offset(TOPIC, -1) === 11);
    expect(client.consume(TOPIC)).toEqual([...values(0, 10), "after"]);
  });

  it("acknowledge nothing on a leader that the others cannot hear", () => {
    const { world, client } = threeNodes(seed);
    const cutOff = client.leader(TOPIC, 0)!;
    const others = [1, 2, 3].filter((id) => id !== cutOff);
    const heal = world.network.block(split([hostOf(cutOff)], others.map(hostOf)));
    const answer = client.produce(TOPIC, ["lost"], { node: cutOff });
    expect(answer?.errorCode).not.toBe(errorCodes.NONE);
    world.eventually(() => client.leader(TOPIC, 0, others[0]!) !== cutOff);
    const next = client.leader(TOPIC, 0, others[0]!)!;
    world.eventually(() => client.produce(TOPIC, ["kept"], { node: next })?.errorCode === errorCodes.NONE);
    heal();
    world.until(() => world.isr(TOPIC, next).includes(cutOff));
    expect(client.consume(TOPIC, next)).toEqual(["kept"]);
    const replica = () => world.replica(cutOff, TOPIC);
    world.until(() => replica()?.highWatermark === 1 && replica()?.logEndOffset === 1);
  });

  it("write a batch once that its producer sent to two leaders", () => {
    const { world, client } = threeNodes(seed);
    const { producerId } = client.ask(1, initProducerId, { transactionalId: null, transactionTimeoutMs: 0 })!;
    const producer = { producerId, producerEpoch: 0, baseSequence: 0 };
    const first = client.leader(TOPIC, 0)!;
    expect(client.produce(TOPIC, ["once"], { node: first, producer })?.errorCode).toBe(0);
    world.cluster.machine(first).kill();
    world.eventually(() => ![first, undefined].includes(client.leader(TOPIC, 0)));
    world.eventually(() => client.produce(TOPIC, ["once"], { producer })?.errorCode === 0);
    expect(client.consume(TOPIC)).toEqual(["once"]);
  });

  it("stop cleanly when they are asked to, handing over what they lead", () => {
    const stopped: [id: number, error: Error | null][] = [];
    const { world, client } = threeNodes(seed);
    const leader = client.leader(TOPIC, 0)!;
    world.onStopped = (id, error) => stopped.push([id, error]);
    world.cluster.machine(leader).terminate();
    world.until(() => !world.cluster.machine(leader).isUp, 5000);
    expect(stopped).toEqual([[leader, null]]);
    const other = world.cluster.readyNodes[0]!;
    const ask = () => client.ask(other, metadata, { topics: [{ name: TOPIC }] }, { version: 9 })!;
    expect(ask().topics[0]!.partitions[0]!.leaderId).not.toBe(leader);
    expect(ask().brokers.map(({ nodeId }) => nodeId)).not.toContain(leader);
    world.cluster.machine(leader).start();
    world.until(() => world.isr(TOPIC, other).includes(leader));
  });
});
