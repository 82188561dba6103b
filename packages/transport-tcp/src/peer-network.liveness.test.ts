import { afterEach, describe, expect, test } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { FakeTimers } from "../test/fake-timers.ts";
import { acceptorOf, channelOf, closeAll, dialerOf, nodeOf, peerOf } from "../test/fixtures.ts";
import { batches, heartbeat, introduce } from "../test/node-harness.ts";
import { FRAME_TYPE } from "./frame.ts";
import { encodeReplicationMessage } from "./replication-codec.ts";

afterEach(closeAll);

describe("a half-open connection", () => {
  test("is found by the dialer, closed and dialled again", async () => {
    const timers = new FakeTimers();
    const { node, server } = await dialerOf({ timers });
    // Welcomed, and never heard of again: four intervals of silence after the one that it was welcomed in.
    for (let tick = 0; tick < 4; tick++) timers.advance(500);
    await turns();
    expect(node.canReach(2)).toBe(true);
    timers.advance(500);
    expect(node.canReach(2)).toBe(false);
    expect(node.connections.at(-1)!.error).toMatchObject({ code: "silent" });
    timers.advance(20);
    await eventually(() => server.peers.length === 4 && node.canReach(2));
  });

  test("is found by the acceptor, and closed", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const peer = await peerOf(node);
    for (let tick = 0; tick < 4; tick++) timers.advance(500);
    expect(node.isUp(2, "raft", "incoming")).toBe(true);
    timers.advance(500);
    expect(node.isUp(2, "raft", "incoming")).toBe(false);
    await eventually(() => peer.isClosed);
    expect(node.logged(/closed the connection of node 2 \(nothing heard/)).toHaveLength(1);
  });

  test("is not what a peer has that pings", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const peer = await peerOf(node);
    for (let tick = 1; tick <= 12; tick++) {
      timers.advance(500);
      peer.ping();
      await eventually(() => peer.pings >= tick - 1);
      await turns();
    }
    expect(node.isUp(2, "raft", "incoming")).toBe(true);
  });

  test("is not what a peer has whose large frame takes long to arrive", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const peer = await peerOf(node, { channel: "replication" });
    const bytes = Buffer.concat(encodeReplicationMessage(batches(Buffer.alloc(100))).chunks);
    for (const byte of bytes.subarray(0, 12)) {
      timers.advance(500);
      peer.write(Uint8Array.of(byte));
      await turns();
    }
    peer.write(bytes.subarray(12));
    await eventually(() => node.replication.length === 1);
  });

  test("is not what two quiet nodes have", async () => {
    const timers = new FakeTimers();
    const [a, b] = [await nodeOf({ nodeId: 1, timers }), await nodeOf({ nodeId: 2, timers })];
    introduce(a, b);
    await eventually(() => a.canReach(2) && b.canReach(1));
    for (let tick = 0; tick < 15; tick++) {
      timers.advance(500);
      await turns();
    }
    expect([...a.connections, ...b.connections].filter(({ state }) => state === "down")).toEqual([]);
  });

  test("is not what a process takes its own absence for", async () => {
    const timers = new FakeTimers();
    const node = await acceptorOf({ timers });
    const peer = await peerOf(node);
    timers.advance(500);
    peer.ping();
    await turns();
    // Stopped for a minute, in which the timers could not run: one tick is due when it goes on.
    timers.nowMs += 60_000;
    timers.advance(0);
    await turns();
    expect(node.isUp(2, "raft", "incoming")).toBe(true);
  });

  test("gets no pings while there is something else to say", async () => {
    const timers = new FakeTimers();
    const { node, server } = await dialerOf({ timers });
    const raft = channelOf(server, "raft");
    timers.advance(500);
    for (let round = 1; round <= 2; round++) {
      node.network.raft.send(heartbeat(1, 2, round));
      await eventually(() => raft.types.filter((type) => type === FRAME_TYPE.raft).length === round);
      timers.advance(500);
      await turns();
    }
    expect(raft.pings).toBe(0);
    timers.advance(500);
    await eventually(() => raft.pings === 1);
  });
});
