import { afterEach, describe, expect, test } from "vitest";
import { eventually } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { acceptorOf, closeAll, peerOf } from "../test/fixtures.ts";
import { acknowledge, heartbeat } from "../test/node-harness.ts";
import { RawPeer } from "../test/raw-peer.ts";
import { FRAME_TYPE } from "./frame.ts";
import { encodeRaftMessage } from "./raft-codec.ts";
import { encodeReplicationMessage } from "./replication-codec.ts";

afterEach(closeAll);

describe("bytes that make no sense", () => {
  const cases: [what: string, bytes: Uint8Array | readonly Uint8Array[]][] = [
    ["garbage", Buffer.from("GET / HTTP/1.1\r\nHost: chronik\r\n\r\n")],
    ["a huge length", Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ["a frame that no hello needs", Buffer.from([0, 1, 0, 0, FRAME_TYPE.hello, 0, 0, 0])],
    ["a message before the hello", encodeRaftMessage(heartbeat(2, 1)).chunks],
    ["zeros", new Uint8Array(64)],
  ];
  test.each(cases)("from a stranger (%s) close its connection and no other", async (_, bytes) => {
    const node = await acceptorOf();
    const peer = await peerOf(node);
    const stranger = await RawPeer.connect(node.port);
    stranger.write(bytes instanceof Uint8Array ? bytes : Buffer.concat(bytes));
    await eventually(() => stranger.isClosed);
    expect(stranger.frames).toEqual([]);
    peer.send(encodeRaftMessage(heartbeat(2, 1, 3)));
    await eventually(() => node.raft.length === 1);
    expect(node.connections).toHaveLength(1);
  });

  const invalid = encodeRaftMessage({ ...heartbeat(2, 1), from: 0 });
  const fromPeers: [what: string, bytes: Uint8Array | readonly Uint8Array[]][] = [
    ["garbage", Buffer.from("no frame, but long enough to look like one")],
    ["a frame beyond the limit", Buffer.from([0x04, 0x00, 0x00, 0x01])],
    ["an invalid message", invalid.chunks],
    ["a message from another node", encodeRaftMessage(heartbeat(3, 1)).chunks],
    ["a message to another node", encodeRaftMessage(heartbeat(2, 3)).chunks],
    ["a message of the other channel", encodeReplicationMessage(acknowledge(1)).chunks],
    ["a frame of no known type", Buffer.from([0, 0, 0, 4, 99, 0, 0, 0])],
  ];
  test.each(fromPeers)("from a peer (%s) close that connection and no other", async (_, bytes) => {
    const node = await acceptorOf();
    const peer = await peerOf(node);
    const other = await peerOf(node, { nodeId: 3 });
    peer.write(bytes instanceof Uint8Array ? bytes : Buffer.concat(bytes));
    peer.send(encodeRaftMessage(heartbeat(2, 1)));
    await eventually(() => peer.isClosed);
    expect(node.connections.at(-1)).toMatchObject({ node: 2, state: "down", error: { code: "protocolViolation" } });
    other.send(encodeRaftMessage(heartbeat(3, 1, 3)));
    await eventually(() => node.raft.length === 1);
    expect(node.raft).toEqual([heartbeat(3, 1, 3)]);
    expect(node.logged(/closed the connection of node 2/)).toHaveLength(1);
  });

  test("on the replication channel close that connection and no other", async () => {
    const node = await acceptorOf();
    const peer = await peerOf(node, { channel: "replication" });
    const good = encodeReplicationMessage(acknowledge(1));
    const bad = encodeReplicationMessage({ ...acknowledge(1), partition: -1 });
    peer.write(Buffer.concat([...good.chunks, ...bad.chunks, ...good.chunks]));
    await eventually(() => peer.isClosed);
    expect(node.replication).toHaveLength(1);
  });
});

describe("strangers", () => {
  test("that say nothing are closed after the handshake timeout", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const stranger = await RawPeer.connect(node.port);
    const slow = await RawPeer.connect(node.port);
    slow.write(Uint8Array.of(0));
    await eventually(() => timers.pendingMs.filter((ms) => ms === 2000).length === 2);
    timers.advance(2000);
    await eventually(() => stranger.isClosed && slow.isClosed);
    expect(node.connections).toEqual([]);
  });

  test("in a flood make way, the oldest first, and do not lock peers out", async () => {
    const node = await acceptorOf({ limits: { handshakesMax: 10 }, timers: new FakeTimers() });
    const early = await peerOf(node);
    const flood: RawPeer[] = [];
    for (let i = 0; i < 40; i++) flood.push(await RawPeer.connect(node.port));
    await eventually(() => flood.filter((stranger) => stranger.isClosed).length === 30);
    expect(flood.slice(30).some((stranger) => stranger.isClosed)).toBe(false);
    const late = await peerOf(node, { nodeId: 3 });
    early.send(encodeRaftMessage(heartbeat(2, 1)));
    late.send(encodeRaftMessage(heartbeat(3, 1)));
    await eventually(() => node.raft.length === 2);
  });
});
