import { afterEach, describe, expect, test } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { acceptorOf, channelOf, closeAll, dialerOf, nodeOf, peerOf } from "../test/fixtures.ts";
import { acknowledge, batches, heartbeat, introduce } from "../test/node-harness.ts";
import { RawPeer } from "../test/raw-peer.ts";
import { FRAME_TYPE } from "./frame.ts";
import { encodeRaftMessage } from "./raft-codec.ts";
import { encodeReplicationMessage } from "./replication-codec.ts";

afterEach(closeAll);

describe("a peer that dies", () => {
  test("is noticed at once, and found again when it is back", async () => {
    const [a, b] = [await nodeOf({ nodeId: 1 }), await nodeOf({ nodeId: 2 })];
    introduce(a, b);
    await eventually(() => a.canReach(2) && b.canReach(1));
    await b.network.close();
    await eventually(() => !a.isUp(2, "raft", "outgoing") && !a.isUp(2, "raft", "incoming"));
    expect(a.network.replication.send(2, acknowledge(1))).toBe(false);
    expect(a.network.status()[0]!.reachable).toBe(false);

    const reborn = await nodeOf({ nodeId: 2, port: b.port, incarnation: 201 });
    introduce(a, reborn);
    await eventually(() => a.canReach(2) && reborn.canReach(1));
    expect(a.connections.at(-1)).toMatchObject({ state: "up", incarnation: 201 });
    expect(a.writable).toEqual([2]);
    a.network.raft.send(heartbeat(1, 2));
    await eventually(() => reborn.raft.length === 1);
  });

  test("is noticed at once when its connection is reset, as by a process that was killed", async () => {
    const { node, server } = await dialerOf({ timers: new FakeTimers() });
    server.peers[0]!.socket.resetAndDestroy();
    await eventually(() => node.connections.some(({ state }) => state === "down"));
    expect(node.connections.at(-1)!.error).toMatchObject({ code: "connectionLost", retriable: true });
    expect(node.connections.at(-1)!.error!.message).toContain("ECONNRESET");
  });

  test("is dialled at once when it shows up, without waiting for the back-off", async () => {
    const timers = new FakeTimers();
    const gone = await nodeOf({ nodeId: 2 });
    await gone.network.close();
    const a = await nodeOf({ nodeId: 1, timers });
    a.network.setPeers(new Map([[2, gone.address]]));
    a.network.start();
    const isWaiting = () =>
      Object.values(a.network.status()[0]!.channels).every(({ outgoing }) => outgoing === "waiting");
    await eventually(isWaiting);
    const back = await nodeOf({ nodeId: 2, port: gone.port, peers: new Map([[1, a.address]]) });
    await turns();
    expect(isWaiting()).toBe(true);
    back.network.start();
    await eventually(() => a.canReach(2));
    expect(timers.nowMs).toBe(0);
  });

  test("and has been restarted, unnoticed, gets a new connection when it shows up", async () => {
    const { node, server } = await dialerOf();
    expect(node.connections[0]).toMatchObject({ direction: "outgoing", incarnation: 5 });
    await peerOf(node, { incarnation: 6 });
    await eventually(() => server.peers.length === 4);
    const down = node.connections.filter(({ direction, state }) => direction === "outgoing" && state === "down");
    expect(down.map(({ error }) => error!.code)).toEqual(["superseded", "superseded"]);
  });
});

describe("a newer connection of a peer", () => {
  test("takes the place of the one before it", async () => {
    const node = await acceptorOf();
    const first = await peerOf(node);
    const second = await peerOf(node);
    await eventually(() => first.isClosed);
    second.send(encodeRaftMessage(heartbeat(2, 1, 2)));
    await eventually(() => node.raft.length === 1);
    expect(node.connections.map(({ state, error }) => [state, error?.code])).toEqual([
      ["up", undefined],
      ["down", "superseded"],
      ["up", undefined],
    ]);
  });

  test("leaves the other channel alone", async () => {
    const node = await acceptorOf();
    const raft = await peerOf(node);
    const replication = await peerOf(node, { channel: "replication" });
    raft.send(encodeRaftMessage(heartbeat(2, 1)));
    replication.send(encodeReplicationMessage(acknowledge(1)));
    await eventually(() => node.raft.length + node.replication.length === 2);
  });

  test("hears nothing more of what the one before it has sent", async () => {
    const node = await acceptorOf();
    const old = await peerOf(node);
    const message = encodeRaftMessage(heartbeat(2, 1, 1));
    const bytes = Buffer.concat(message.chunks);
    old.write(bytes.subarray(0, 5));
    await turns();
    const young = await peerOf(node);
    old.write(bytes.subarray(5));
    old.send(message);
    young.send(encodeRaftMessage(heartbeat(2, 1, 2)));
    await eventually(() => node.raft.length === 1);
    await turns();
    expect(node.raft).toEqual([heartbeat(2, 1, 2)]);
  });

  test("of another process life ends every connection of the life before, which is refused from then on", async () => {
    const node = await acceptorOf();
    const raft = await peerOf(node, { incarnation: 1 });
    const replication = await peerOf(node, { incarnation: 1, channel: "replication" });
    await peerOf(node, { incarnation: 2 });
    await eventually(() => raft.isClosed && replication.isClosed);
    const straggler = await RawPeer.join(node.port, { nodeId: 2, acceptorNodeId: 1, incarnation: 1 });
    await eventually(() => straggler.isClosed);
    expect(straggler.types).toEqual([FRAME_TYPE.refusal]);
    expect(node.refusals).toMatchObject([{ node: 2, reason: "superseded" }]);
    expect(node.isUp(2, "raft", "incoming")).toBe(true);
  });

  test("of a life before is accepted again when the later process has gone", async () => {
    const node = await acceptorOf();
    const raft = await peerOf(node, { incarnation: 1 });
    const impostor = await peerOf(node, { incarnation: 2 });
    await eventually(() => raft.isClosed);
    impostor.socket.destroy();
    await eventually(() => !node.isUp(2, "raft", "incoming"));
    const back = await peerOf(node, { incarnation: 1 });
    back.send(encodeRaftMessage(heartbeat(2, 1)));
    await eventually(() => node.raft.length === 1);
    const replication = await peerOf(node, { incarnation: 1, channel: "replication" });
    replication.send(encodeReplicationMessage(acknowledge(1)));
    await eventually(() => node.replication.length === 1);
    expect(back.isClosed).toBe(false);
  });

  test("does not touch those of other peers", async () => {
    const node = await acceptorOf();
    const other = await peerOf(node, { nodeId: 3 });
    await peerOf(node, { incarnation: 1 });
    await peerOf(node, { incarnation: 2 });
    other.send(encodeRaftMessage(heartbeat(3, 1)));
    await eventually(() => node.raft.length === 1);
  });
});

describe("raft messages to a peer that is down", () => {
  test("are kept up to a number, the newest of them", async () => {
    const a = await nodeOf({ nodeId: 1, limits: { raftQueueMessagesMax: 10 } });
    const b = await nodeOf({ nodeId: 2 });
    a.network.setPeers(new Map([[2, b.address]]));
    b.network.setPeers(new Map([[1, a.address]]));
    for (let round = 1; round <= 25; round++) a.network.raft.send(heartbeat(1, 2, round));
    expect(a.network.status()[0]!.channels.raft).toMatchObject({ queuedMessages: 10, messagesDropped: 15 });
    a.network.start();
    await eventually(() => b.raft.length === 10);
    expect(b.raft[0]).toEqual(heartbeat(1, 2, 16));
    expect(b.raft[9]).toEqual(heartbeat(1, 2, 25));
  });

  test("are kept up to a size, but the newest always", async () => {
    const node = await acceptorOf({ limits: { raftQueueBytesMax: 1000 } });
    const propose = (byteCount: number) =>
      node.network.raft.send({ kind: "proposeRequest", from: 1, to: 2, term: 1, data: [new Uint8Array(byteCount)] });
    for (let i = 0; i < 5; i++) propose(400);
    const { raft } = node.network.status()[0]!.channels;
    expect(raft).toMatchObject({ queuedMessages: 2, messagesDropped: 3 });
    expect(raft.queuedBytes).toBeLessThanOrEqual(1000);
    propose(5000);
    expect(node.network.status()[0]!.channels.raft).toMatchObject({ queuedMessages: 1, messagesDropped: 5 });
  });

  test("are kept up to a number while it is connected and does not read", async () => {
    const { node, server } = await dialerOf({ limits: { raftQueueMessagesMax: 5, writeBytesMax: 1 << 20 } });
    const stuck = channelOf(server, "raft");
    stuck.socket.pause();
    const data = [new Uint8Array(1 << 20)];
    let sent = 0;
    while (node.network.status()[0]!.channels.raft.messagesDropped < 10) {
      node.network.raft.send({ kind: "proposeRequest", from: 1, to: 2, term: ++sent, data });
      await turns(1);
    }
    node.network.raft.send(heartbeat(1, 2, 999));
    expect(node.network.status()[0]!.channels.raft.queuedMessages).toBe(5);
    stuck.socket.resume();
    const raftFrames = () => stuck.frames.filter(({ type }) => type === FRAME_TYPE.raft);
    await eventually(() => raftFrames().at(-1)?.payload.length === 0);
    expect(raftFrames()).toHaveLength(sent + 1 - node.network.status()[0]!.channels.raft.messagesDropped);
  });
});

describe("replication messages to a peer that is slow", () => {
  test("are refused when the queue is full, until it is half empty", async () => {
    const { node, server } = await dialerOf({
      limits: { replicationQueueBytesMax: 4 << 20, writeBytesMax: 1 << 20 },
    });
    const slow = channelOf(server, "replication");
    slow.socket.pause();
    const payload = Buffer.alloc(1 << 20);
    let sent = 0;
    for (let idle = 0; idle < 20; ) {
      if (node.network.replication.send(2, batches(payload, sent))) sent++;
      else idle++;
      await turns(1);
    }
    const { replication } = node.network.status()[0]!.channels;
    expect(replication.queuedBytes).toBeGreaterThanOrEqual(4 << 20);
    expect(replication.queuedBytes).toBeLessThan((5 << 20) + 1000);
    expect(node.writable).toEqual([]);

    let queuedBytes = Number.NaN;
    node.onWritable = () => {
      queuedBytes = node.network.status()[0]!.channels.replication.queuedBytes;
    };
    slow.socket.resume();
    await eventually(() => node.writable.length === 1);
    expect(queuedBytes).toBeLessThan(2 << 20);
    expect(node.network.replication.send(2, acknowledge(7))).toBe(true);
    await eventually(() => slow.frames.filter(({ type }) => type === FRAME_TYPE.replication).length === sent + 1);
    expect(node.writable).toEqual([2]);
  });

  test("are refused when there are too many of them", async () => {
    const { node } = await dialerOf({ limits: { replicationQueueMessagesMax: 3 } });
    const accepted = Array.from({ length: 5 }, (_, at) => node.network.replication.send(2, acknowledge(at)));
    expect(accepted).toEqual([true, true, true, false, false]);
    await eventually(() => node.writable.length === 1);
    expect(node.network.replication.send(2, acknowledge(9))).toBe(true);
  });

  test("do not hold up raft messages, which have a connection of their own", async () => {
    const { node, server } = await dialerOf({ limits: { replicationQueueBytesMax: 4 << 20 } });
    channelOf(server, "replication").socket.pause();
    while (node.network.replication.send(2, batches(Buffer.alloc(1 << 20)))) await turns(2);
    node.network.raft.send(heartbeat(1, 2));
    await eventually(() => channelOf(server, "raft").types.includes(FRAME_TYPE.raft));
    expect(node.network.status()[0]!.channels.replication.queuedBytes).toBeGreaterThan(0);
  });

  test("that are queued when the connection breaks are not sent over the next one", async () => {
    const { node, server } = await dialerOf({ limits: { writeBytesMax: 1 } });
    const slow = channelOf(server, "replication");
    slow.socket.pause();
    for (let at = 0; at < 20; at++) node.network.replication.send(2, batches(Buffer.alloc(1 << 20), at));
    await turns();
    slow.socket.resetAndDestroy();
    await eventually(() => server.peers.length === 3 && node.canReach(2));
    expect(node.network.status()[0]!.channels.replication.queuedBytes).toBe(0);
    node.network.replication.send(2, acknowledge(5));
    const next = server.peers[2]!;
    await eventually(() => next.types.includes(FRAME_TYPE.replication));
    expect(next.types.filter((type) => type === FRAME_TYPE.replication)).toHaveLength(1);
  });

  test("are refused while it is down, and wanted when it is up", async () => {
    const node = await nodeOf({ nodeId: 1 });
    const peer = await nodeOf({ nodeId: 2, peers: new Map([[1, node.address]]) });
    node.network.setPeers(new Map([[2, peer.address]]));
    expect(node.network.replication.send(2, acknowledge(1))).toBe(false);
    expect(node.writable).toEqual([]);
    node.network.start();
    await eventually(() => node.writable.length === 1);
    expect(node.isUp(2, "replication", "outgoing")).toBe(true);
    expect(node.network.replication.send(2, acknowledge(1))).toBe(true);
  });
});

describe("a message that no frame can carry", () => {
  test("is dropped, counted and logged, and does not stop the others", async () => {
    const { node, server } = await dialerOf({ limits: { frameBytesMax: 2000 } });
    const data = [new Uint8Array(2000)];
    node.network.raft.send({ kind: "proposeRequest", from: 1, to: 2, term: 1, data });
    node.network.raft.send({ kind: "proposeRequest", from: 1, to: 2, term: 1, data });
    node.network.raft.send(heartbeat(1, 2));
    expect(node.network.replication.send(2, batches(new Uint8Array(2000)))).toBe(true);
    expect(node.network.replication.send(2, acknowledge(1))).toBe(true);
    await eventually(() => channelOf(server, "raft").types.includes(FRAME_TYPE.raft));
    await eventually(() => channelOf(server, "replication").types.includes(FRAME_TYPE.replication));
    const { raft, replication } = node.network.status()[0]!.channels;
    expect([raft.messagesDropped, replication.messagesDropped]).toEqual([2, 1]);
    expect(node.logged(/dropped a message to node 2: proposeRequest of \d+ bytes; the limit is 2000/)).toHaveLength(1);
    expect(node.logged(/dropped a message to node 2: batches of /)).toHaveLength(1);
  });
});
