import { afterEach, describe, expect, test } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { acceptorOf, closeAll, dialerTo, nodeOf, serverOf } from "../test/fixtures.ts";
import { heartbeat, introduce } from "../test/node-harness.ts";
import { RawPeer, RawServer } from "../test/raw-peer.ts";
import { FRAME_TYPE } from "./frame.ts";
import { decodeRefusal, encodeHello, encodeRefusal, encodeWelcome } from "./handshake.ts";
import { encodeRaftMessage } from "./raft-codec.ts";
import type { RefusalReason } from "./refusal.ts";

afterEach(closeAll);

describe("an acceptor", () => {
  test("welcomes a peer, and tells it who it is", async () => {
    const node = await acceptorOf();
    const peer = await RawPeer.join(node.port, { nodeId: 2, acceptorNodeId: 1, incarnation: 77 });
    await eventually(() => peer.isWelcome);
    expect(node.connections).toEqual([
      { node: 2, channel: "raft", direction: "incoming", state: "up", incarnation: 77, error: null },
    ]);
    peer.socket.destroy();
    await eventually(() => !node.isUp(2, "raft", "incoming"));
    expect(node.connections.at(-1)).toMatchObject({ state: "down", error: { code: "connectionLost" } });
  });

  const refusals: [reason: RefusalReason, hello: { clusterId?: string; nodeId: number; acceptorNodeId: number }][] = [
    ["wrongCluster", { clusterId: "other", nodeId: 2, acceptorNodeId: 1 }],
    ["wrongNode", { nodeId: 2, acceptorNodeId: 3 }],
    ["unknownNode", { nodeId: 4, acceptorNodeId: 1 }],
    ["unknownNode", { nodeId: 1, acceptorNodeId: 1 }],
  ];
  test.each(refusals)("refuses with %s: %o", async (reason, hello) => {
    const node = await acceptorOf();
    for (let attempt = 0; attempt < 3; attempt++) {
      const stranger = await RawPeer.join(node.port, hello);
      stranger.send(encodeRaftMessage(heartbeat(hello.nodeId, 1)));
      await eventually(() => stranger.isClosed);
      expect(stranger.types).toEqual([FRAME_TYPE.refusal]);
      expect(decodeRefusal(stranger.frames[0]!.header)).toBe(reason);
    }
    expect(node.raft).toEqual([]);
    expect(node.connections).toEqual([]);
    expect(node.refusals).toHaveLength(3);
    expect(node.refusals[0]).toMatchObject({ direction: "incoming", node: hello.nodeId, reason });
    expect(node.logged(/refused node/)).toHaveLength(1);
    expect(node.network.refusals).toBe(3);
  });

  test("logs a refusal again after the peer had been let in", async () => {
    const node = await acceptorOf();
    const join = (acceptorNodeId: number) => RawPeer.join(node.port, { nodeId: 2, acceptorNodeId });
    for (const acceptorNodeId of [3, 3, 1, 3]) {
      const peer = await join(acceptorNodeId);
      await eventually(() => peer.isClosed || peer.isWelcome);
    }
    expect(node.logged(/refused node 2/)).toHaveLength(2);
  });

  test("does not wait for ever for a refused stranger to go", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const stranger = await RawPeer.connect(node.port);
    stranger.socket.allowHalfOpen = true;
    stranger.send(encodeHello({ clusterId: "other", nodeId: 2, incarnation: 1, channel: "raft", acceptorNodeId: 1 }));
    await eventually(() => stranger.types.includes(FRAME_TYPE.refusal));
    await turns();
    expect(stranger.isClosed).toBe(false);
    timers.advance(2000);
    await eventually(() => {
      // Only who says something learns that nobody is there any more.
      if (!stranger.isClosed) stranger.write(Uint8Array.of(0));
      return stranger.isClosed;
    });
  });
});

describe("a dialer", () => {
  test("says who it is and whom it looks for, on each channel", async () => {
    const server = await serverOf(RawServer.welcoming({ clusterId: "test", nodeId: 2, incarnation: 5 }));
    const node = await dialerTo(server, { incarnation: 99 });
    await eventually(() => node.canReach(2));
    const hellos = [server.hello(0), server.hello(1)];
    expect(new Set(hellos.map(({ channel }) => channel))).toEqual(new Set(["raft", "replication"]));
    expect(hellos[0]).toMatchObject({ clusterId: "test", nodeId: 1, incarnation: 99, acceptorNodeId: 2 });
  });

  test.each([
    ["unsupportedVersion", "it speaks another version of the peer protocol"],
    ["wrongCluster", "it belongs to another cluster"],
    ["wrongNode", "another node listens at that address"],
    ["unknownNode", "it does not know this node as a member of the cluster"],
    ["superseded", "a later process with this node id has connected to it; are two running?"],
  ] as const)("reports refusal %s in words, logs it once and tries again", async (reason, words) => {
    const server = await serverOf(
      new RawServer((peer) => {
        peer.socket.once("data", () => {
          peer.send(encodeRefusal(reason));
          peer.socket.end();
        });
      }),
    );
    const node = await dialerTo(server);
    await eventually(() => server.peers.length >= 6 && node.refusals.length >= 4);
    const where = `127.0.0.1:${server.port}`;
    expect(node.refusals[0]).toEqual({ direction: "outgoing", node: 2, address: where, reason });
    expect(node.network.status()[0]!.error).toMatchObject({
      code: "refused",
      refusal: reason,
      message: `node 2 at ${where} refuses us: ${words}`,
    });
    expect(node.logged(/refuses us/).map(({ level, attributes }) => [level, attributes.channel])).toEqual([
      ["error", "raft"],
      ["error", "replication"],
    ]);
  });

  test("of another cluster is turned away by a real node, and both sides say so", async () => {
    const a = await nodeOf({ nodeId: 1, clusterId: "one" });
    const b = await nodeOf({ nodeId: 2, clusterId: "two" });
    introduce(a, b);
    await eventually(() => a.refusals.length >= 4 && b.refusals.length >= 4);
    expect(a.logged(/refuses us: it belongs to another cluster/)).toHaveLength(2);
    expect(a.logged(/refused node 2 .*wrongCluster/)).toHaveLength(1);
    expect(a.connections).toEqual([]);
  });

  test.each([
    ["another node", { clusterId: "test", nodeId: 3, incarnation: 5 }],
    ["a node of another cluster", { clusterId: "other", nodeId: 2, incarnation: 5 }],
  ])("does not take %s for its peer", async (_, identity) => {
    const server = await serverOf(RawServer.welcoming(identity));
    const node = await dialerTo(server);
    await eventually(() => server.peers.length >= 4);
    expect(node.connections).toEqual([]);
    expect(node.network.status()[0]!.error).toMatchObject({ code: "protocolViolation" });
  });

  test.each([
    ["garbage", (peer: RawPeer) => peer.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))],
    ["a message", (peer: RawPeer) => peer.send(encodeRaftMessage(heartbeat(2, 1)))],
  ])("hangs up on %s instead of a welcome", async (_, answer) => {
    const server = await serverOf(new RawServer(answer));
    const node = await dialerTo(server);
    await eventually(() => node.network.status()[0]!.error?.code === "protocolViolation" && server.peers.length >= 4);
    expect(node.raft).toEqual([]);
  });

  test("hangs up when messages come from the wrong side", async () => {
    const server = await serverOf(RawServer.welcoming({ clusterId: "test", nodeId: 2, incarnation: 5 }));
    const node = await dialerTo(server);
    await eventually(() => node.canReach(2));
    server.peers[0]!.send(encodeWelcome({ clusterId: "test", nodeId: 2, incarnation: 5 }));
    await eventually(() => node.connections.some(({ error }) => error?.code === "protocolViolation"));
    expect(node.raft).toEqual([]);
  });

  test("gives up on a silent acceptor after the handshake timeout, and tries again", async () => {
    const timers = new FakeTimers();
    const server = await serverOf(new RawServer());
    const node = await dialerTo(server, { timers });
    await eventually(() => server.peers.length === 2);
    await eventually(() => server.peers.every((peer) => peer.types.length === 1));
    timers.advance(1999);
    await turns();
    expect(server.peers.some((peer) => peer.isClosed)).toBe(false);
    timers.advance(1);
    await eventually(() => server.peers.slice(0, 2).every((peer) => peer.isClosed));
    expect(node.network.status()[0]!.error).toMatchObject({
      code: "handshakeTimeout",
      message: `cannot reach node 2 at 127.0.0.1:${server.port} (no answer to the handshake within 2000 ms)`,
    });
    timers.advance(1);
    await eventually(() => server.peers.length === 4);
  });

  test("reports a peer that hangs up in the middle of the handshake", async () => {
    const server = await serverOf(new RawServer((peer) => peer.socket.destroy()));
    const node = await dialerTo(server);
    await eventually(() => node.network.status()[0]!.error !== null);
    expect(node.network.status()[0]!.error).toMatchObject({ code: "connectionLost" });
  });
});
