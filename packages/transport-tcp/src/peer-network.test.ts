import { Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { closeAll, nodeOf } from "../test/fixtures.ts";
import { acknowledge, batches, heartbeat, introduce, type NodeOptions, TestNode } from "../test/node-harness.ts";
import { TransportError } from "./errors.ts";
import { TcpPeerNetwork } from "./peer-network.ts";

async function pairOf(options: Partial<NodeOptions> = {}): Promise<[TestNode, TestNode]> {
  const [a, b] = [await nodeOf({ ...options, nodeId: 1 }), await nodeOf({ ...options, nodeId: 2 })];
  introduce(a, b);
  await eventually(() => a.canReach(2) && b.canReach(1));
  return [a, b];
}

afterEach(closeAll);

describe("a pair of nodes", () => {
  test("connects on both channels, both ways, and says so with the incarnations", async () => {
    const [a, b] = await pairOf();
    await eventually(() => a.connections.length === 4 && b.connections.length === 4);
    for (const channel of ["raft", "replication"] as const) {
      for (const direction of ["outgoing", "incoming"] as const) {
        const event = { node: 2, channel, direction, state: "up", incarnation: 200, error: null };
        expect(a.connections).toContainEqual(event);
      }
    }
  });

  test("delivers raft messages in order, and those sent before there was a connection", async () => {
    const a = await nodeOf({ nodeId: 1 });
    const b = await nodeOf({ nodeId: 2 });
    a.network.setPeers(new Map([[2, b.address]]));
    b.network.setPeers(new Map([[1, a.address]]));
    for (let round = 1; round <= 3; round++) a.network.raft.send(heartbeat(1, 2, round));
    a.network.start();
    await eventually(() => b.raft.length === 3);
    for (let round = 4; round <= 1000; round++) a.network.raft.send(heartbeat(1, 2, round));
    await eventually(() => b.raft.length === 1000);
    expect(b.raft).toEqual(Array.from({ length: 1000 }, (_, at) => heartbeat(1, 2, at + 1)));
  });

  test("delivers record batches of every size in order", async () => {
    const [a, b] = await pairOf();
    const sizes = [0, 1, 100, 2048, 2049, 65_536, 1 << 20, 5 << 20, 7];
    for (const [at, size] of sizes.entries()) {
      expect(a.network.replication.send(2, batches(Buffer.alloc(size, at + 1), at))).toBe(true);
    }
    await eventually(() => b.replication.length === sizes.length);
    for (const [at, { node, message }] of b.replication.entries()) {
      expect(node).toBe(1);
      if (message.kind !== "batches") throw new Error(message.kind);
      expect(message.baseOffset).toBe(at);
      expect(Buffer.compare(message.payload, Buffer.alloc(sizes[at]!, at + 1))).toBe(0);
    }
  });

  test("keeps the order under load in both directions", async () => {
    const [a, b] = await pairOf();
    const count = 3000;
    let [sentByA, sentByB] = [0, 0];
    while (sentByA < count || sentByB < count) {
      while (sentByA < count && a.network.replication.send(2, batches(Buffer.alloc(1000 + sentByA), sentByA)))
        sentByA++;
      while (sentByB < count && b.network.replication.send(1, acknowledge(sentByB))) sentByB++;
      await turns(1);
    }
    await eventually(() => b.replication.length === count && a.replication.length === count);
    b.replication.forEach(({ message }, at) => {
      expect(message).toMatchObject({ kind: "batches", baseOffset: at });
    });
    a.replication.forEach(({ message }, at) => {
      expect(message).toEqual(acknowledge(at));
    });
  });

  test("never delivers from inside a send", async () => {
    const [a, b] = await pairOf();
    a.network.raft.send(heartbeat(1, 2));
    a.network.replication.send(2, acknowledge(1));
    expect(b.raft.length + b.replication.length).toBe(0);
    await eventually(() => b.raft.length + b.replication.length === 2);
  });

  test("writes what one turn sends with one write", async () => {
    const [a, b] = await pairOf();
    const write = vi.spyOn(Socket.prototype, "write");
    try {
      for (let round = 1; round <= 50; round++) a.network.raft.send(heartbeat(1, 2, round));
      await eventually(() => b.raft.length === 50);
      expect(write).toHaveBeenCalledTimes(1);
    } finally {
      write.mockRestore();
    }
  });

  test("answers from inside a handler", async () => {
    const [a, b] = await pairOf();
    b.onRaft = (message) => {
      if (message.kind === "heartbeatRequest") {
        b.network.raft.send({ kind: "heartbeatResponse", from: 2, to: 1, term: 1, round: message.round });
      }
    };
    a.network.raft.send(heartbeat(1, 2, 42));
    await eventually(() => a.raft.length === 1);
    expect(a.raft[0]).toMatchObject({ kind: "heartbeatResponse", round: 42 });
  });

  test("drops what is sent to nobody it knows", async () => {
    const [a] = await pairOf();
    a.network.raft.send(heartbeat(1, 9));
    a.network.raft.send(heartbeat(1, 1));
    expect(a.network.replication.send(9, acknowledge(1))).toBe(false);
    expect(a.network.replication.send(1, acknowledge(1))).toBe(false);
  });
});

describe("status", () => {
  test("of a peer that is there", async () => {
    const [a, b] = await pairOf();
    await eventually(() => b.isUp(1, "raft", "incoming") && b.isUp(1, "replication", "incoming"));
    a.network.raft.send(heartbeat(1, 2));
    await eventually(() => b.raft.length === 1);
    const [peer] = b.network.status();
    expect(peer).toMatchObject({ node: 1, host: "127.0.0.1", port: a.port, reachable: true, error: null });
    expect(peer!.channels.raft).toMatchObject({ outgoing: "up", incoming: "up", connections: 1, messagesReceived: 1 });
    expect(peer!.channels.raft.bytesReceived).toBe(a.network.status()[0]!.channels.raft.bytesSent);
  });

  test("of a peer that is not there names it, its address and the reason, and is logged once", async () => {
    const timers = new FakeTimers();
    const b = await nodeOf({ nodeId: 2 });
    await b.network.close();
    const a = await nodeOf({ nodeId: 1, timers });
    introduce(a, b);
    const hasFailed = (): boolean =>
      Object.values(a.network.status()[0]!.channels).every(({ outgoing }) => outgoing === "waiting");
    await eventually(hasFailed);
    const where = `127.0.0.1:${b.port}`;
    const [peer] = a.network.status();
    expect(peer!.reachable).toBe(false);
    expect(peer!.error).toBeInstanceOf(TransportError);
    expect(peer!.error).toMatchObject({
      code: "connectFailed",
      retriable: true,
      message: `cannot reach node 2 at ${where} (ECONNREFUSED)`,
    });
    for (let attempt = 0; attempt < 5; attempt++) {
      timers.advance(20);
      expect(hasFailed()).toBe(false);
      await eventually(hasFailed);
    }
    expect(a.logged(/cannot reach node 2/).map(({ attributes }) => attributes)).toEqual([
      { node: 2, channel: "raft", address: where },
      { node: 2, channel: "replication", address: where },
    ]);
  });
});

describe("listen", () => {
  test("says why it cannot", async () => {
    const a = await nodeOf({ nodeId: 1 });
    const b = new TestNode({ nodeId: 2, port: a.port });
    await expect(b.listen()).rejects.toMatchObject({
      code: "listenFailed",
      retriable: false,
      message: `cannot listen on 127.0.0.1:${a.port} (EADDRINUSE)`,
    });
    await b.network.close();
  });

  test("may be tried again, and called twice", async () => {
    const a = await nodeOf({ nodeId: 1 });
    const b = new TestNode({ nodeId: 2, port: a.port });
    await expect(b.listen()).rejects.toMatchObject({ code: "listenFailed" });
    await a.network.close();
    await Promise.all([b.listen(), b.listen()]);
    expect(b.port).toBe(a.port);
    await b.network.close();
  });

  test("takes effect when it is called: pings are due before its promise is looked at, and none where it fails", async () => {
    const timers = new FakeTimers();
    const a = new TestNode({ nodeId: 1, timers });
    const listening = a.listen();
    expect(timers.pendingMs).toEqual([500]);
    await listening;
    const other = new FakeTimers();
    const b = new TestNode({ nodeId: 2, timers: other, port: a.port });
    await expect(b.listen()).rejects.toMatchObject({ code: "listenFailed" });
    expect(other.pendingMs).toEqual([]);
    await Promise.all([a.network.close(), b.network.close()]);
  });

  test("that has not come to an end is closed all the same", async () => {
    const a = new TestNode({ nodeId: 1 });
    const listening = a.listen();
    await a.network.close();
    await listening;
    const b = await nodeOf({ nodeId: 2, port: a.port });
    expect(b.port).toBe(a.port);
  });

  test("is refused after close", async () => {
    const a = await nodeOf({ nodeId: 1 });
    await a.network.close();
    await expect(a.listen()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("options", () => {
  const handlers = {
    onRaftMessage: () => {},
    onReplicationMessage: () => {},
    onReplicationWritable: () => {},
    onConnection: () => {},
  };
  const valid = {
    clusterId: "c",
    nodeId: 1,
    incarnation: 0,
    listen: { host: "::1", port: 0 },
    peers: new Map(),
    handlers,
  };

  test.each([
    ["no cluster id", { clusterId: "" }],
    ["a node id of 0", { nodeId: 0 }],
    ["a node id beyond int32", { nodeId: 2 ** 31 }],
    ["a fractional incarnation", { incarnation: 0.5 }],
    ["a limit of 0", { limits: { handshakesMax: 0 } }],
    ["a frame limit that the length field cannot hold", { limits: { frameBytesMax: 2 ** 32 } }],
    ["a frame limit that no handshake fits", { limits: { frameBytesMax: 100 } }],
    ["back-off that shrinks", { limits: { redialMsMin: 2000 } }],
    ["a peer without a port", { peers: new Map([[2, { host: "h", port: 0 }]]) }],
    ["a peer without a host", { peers: new Map([[2, { host: "", port: 1 }]]) }],
    ["a peer with id 0", { peers: new Map([[0, { host: "h", port: 1 }]]) }],
  ])("%s is refused", (_, changed) => {
    expect(() => new TcpPeerNetwork({ ...valid, ...changed })).toThrow(
      expect.objectContaining({ code: "invalidOptions", retriable: false }),
    );
  });

  test("an entry for the node itself is ignored", () => {
    const network = new TcpPeerNetwork({ ...valid, peers: new Map([[1, { host: "h", port: 1 }]]) });
    expect(network.status()).toEqual([]);
  });
});
