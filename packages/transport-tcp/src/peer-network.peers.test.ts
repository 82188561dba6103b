import { afterEach, describe, expect, test } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { closeAll, nodeOf } from "../test/fixtures.ts";
import { acknowledge, heartbeat, introduce, TestNode } from "../test/node-harness.ts";
import { RawPeer, RawServer } from "../test/raw-peer.ts";

async function trio(): Promise<[TestNode, TestNode, TestNode]> {
  const [a, b, c] = [await nodeOf({ nodeId: 1 }), await nodeOf({ nodeId: 2 }), await nodeOf({ nodeId: 3 })];
  introduce(a, b, c);
  await eventually(() => a.canReach(2) && a.canReach(3) && b.canReach(1) && c.canReach(1));
  await eventually(() => a.isUp(3, "raft", "incoming") && a.isUp(3, "replication", "incoming"));
  return [a, b, c];
}

afterEach(closeAll);

describe("setPeers", () => {
  test("adds a peer while running", async () => {
    const [a, b] = [await nodeOf({ nodeId: 1 }), await nodeOf({ nodeId: 2 })];
    a.network.start();
    b.network.start();
    b.network.setPeers(new Map([[1, a.address]]));
    // Refused until the other side has heard of it, too.
    await eventually(() => b.refusals.some(({ reason }) => reason === "unknownNode"));
    a.network.setPeers(new Map([[2, b.address]]));
    await eventually(() => a.canReach(2) && b.canReach(1));
  });

  test("ends the connections of a peer that is removed, in both directions, and leaves the others", async () => {
    const [a, b, c] = await trio();
    a.connections.length = 0;
    a.network.setPeers(new Map([[2, b.address]]));
    expect(a.connections.map(({ node, direction, channel, state }) => [node, direction, channel, state])).toEqual([
      [3, "outgoing", "raft", "down"],
      [3, "outgoing", "replication", "down"],
      [3, "incoming", "raft", "down"],
      [3, "incoming", "replication", "down"],
    ]);
    for (const { error } of a.connections) expect(error!.code).toBe("peerRemoved");
    expect(a.network.status().map(({ node }) => node)).toEqual([2]);
    await eventually(() =>
      c.refusals.some(({ direction, reason }) => direction === "outgoing" && reason === "unknownNode"),
    );
    a.network.raft.send(heartbeat(1, 3));
    expect(a.network.replication.send(3, acknowledge(1))).toBe(false);
    expect(a.network.replication.send(2, acknowledge(1))).toBe(true);
    await eventually(() => b.replication.length === 1);
    expect(c.raft).toEqual([]);
  });

  test("dials a peer at its new address, and keeps the connections that it has made to us", async () => {
    const [a, b, c] = await trio();
    const moved = await nodeOf({ nodeId: 3, incarnation: 301 });
    a.connections.length = 0;
    a.network.setPeers(new Map([b, moved].map((node) => [node.nodeId, node.address])));
    expect(a.connections.every(({ direction }) => direction === "outgoing")).toBe(true);
    moved.network.setPeers(new Map([[1, a.address]]));
    await eventually(() => a.canReach(3));
    a.network.raft.send(heartbeat(1, 3));
    await eventually(() => moved.raft.length === 1);
    c.network.raft.send(heartbeat(3, 1));
    await eventually(() => a.raft.length === 1);
  });

  test("changes nothing for peers that stay as they are", async () => {
    const [a, b, c] = await trio();
    const before = a.connections.length;
    introduce(a, b, c);
    await turns();
    expect(a.connections).toHaveLength(before);
    expect(a.network.status().map(({ channels }) => channels.raft.connections)).toEqual([1, 1]);
  });

  test("refuses addresses that cannot be, and changes nothing", async () => {
    const [a] = await trio();
    expect(() => a.network.setPeers(new Map([[2, { host: "", port: 1 }]]))).toThrow(
      expect.objectContaining({ code: "invalidOptions" }),
    );
    expect(a.network.status().map(({ node }) => node)).toEqual([2, 3]);
  });

  test("may be called from inside a handler, about the very peer that connects", async () => {
    const node = await nodeOf({ nodeId: 1, peers: new Map([[2, { host: "127.0.0.1", port: 1 }]]) });
    const first = await RawPeer.join(node.port, { nodeId: 2, acceptorNodeId: 1 });
    await eventually(() => first.isWelcome);
    node.onConnection = ({ state }) => {
      if (state === "down") node.network.setPeers(new Map());
    };
    const second = await RawPeer.join(node.port, { nodeId: 2, acceptorNodeId: 1 });
    await eventually(() => first.isClosed && second.isClosed);
    expect(second.isWelcome).toBe(false);
    expect(node.connections.map(({ state }) => state)).toEqual(["up", "down"]);
  });
});

describe("close", () => {
  const tcpHandles = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;

  test("leaves no socket, no listener and no timer", async () => {
    await eventually(() => tcpHandles() === 0);
    const timers = new FakeTimers();
    const [a, b] = [await nodeOf({ nodeId: 1, timers }), await nodeOf({ nodeId: 2, timers })];
    const nowhere = { host: "127.0.0.1", port: 1 };
    for (const { network } of [a, b]) {
      network.setPeers(new Map([a.address, b.address, nowhere].map((address, at) => [at + 1, address])));
      network.start();
    }
    await eventually(() => a.canReach(2) && b.canReach(1));
    expect(tcpHandles()).toBeGreaterThanOrEqual(10);
    await Promise.all([a.network.close(), b.network.close()]);
    expect(timers.pendingMs).toEqual([]);
    await eventually(() => tcpHandles() === 0);
    const again = await nodeOf({ nodeId: 1, port: a.port });
    expect(again.port).toBe(a.port);
  });

  test("sends what is queued first", async () => {
    const [a, b] = await trio();
    for (let round = 1; round <= 100; round++) a.network.raft.send(heartbeat(1, 2, round));
    await a.network.close();
    await eventually(() => b.raft.length === 100);
  });

  test("waits for a peer that does not read, but not for long", async () => {
    const timers = new FakeTimers();
    const server = await RawServer.welcoming({ clusterId: "test", nodeId: 2, incarnation: 1 }).listen();
    const a = await nodeOf({ nodeId: 1, timers, peers: new Map([[2, { host: "127.0.0.1", port: server.port }]]) });
    a.network.start();
    await eventually(() => a.canReach(2));
    for (const peer of server.peers) peer.socket.pause();
    const data = [new Uint8Array(24 << 20)];
    a.network.raft.send({ kind: "proposeRequest", from: 1, to: 2, term: 1, data });
    let isClosed = false;
    const closing = a.network.close().then(() => {
      isClosed = true;
    });
    timers.advance(499);
    await turns();
    expect(isClosed).toBe(false);
    timers.advance(1);
    await closing;
    await server.close();
  });

  test("calls no handler any more, and lets nothing be sent", async () => {
    const [a, b] = await trio();
    const before = a.connections.length;
    const closing = a.network.close();
    b.network.raft.send(heartbeat(2, 1));
    a.network.raft.send(heartbeat(1, 2));
    expect(a.network.replication.send(2, acknowledge(1))).toBe(false);
    await closing;
    await turns();
    expect(a.connections).toHaveLength(before);
    expect([a.raft.length, b.raft.length, a.writable.length]).toEqual([0, 0, 0]);
  });

  test("may be called twice, before listening, and from inside a handler", async () => {
    const unused = new TestNode({ nodeId: 9 });
    await Promise.all([unused.network.close(), unused.network.close()]);
    const [a, b] = await trio();
    let closing: Promise<void> | undefined;
    b.onRaft = () => {
      closing = b.network.close();
    };
    a.network.raft.send(heartbeat(1, 2, 1));
    a.network.raft.send(heartbeat(1, 2, 2));
    await eventually(() => closing !== undefined);
    await closing;
    expect(b.raft).toHaveLength(1);
  });

  test("can not be undone", async () => {
    const [a, b] = await trio();
    await a.network.close();
    a.network.start();
    a.network.setPeers(new Map([[2, b.address]]));
    await turns();
    expect(a.network.status().map(({ channels }) => channels.raft.outgoing)).toEqual(["stopped", "stopped"]);
  });
});
