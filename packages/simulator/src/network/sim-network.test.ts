import { describe, expect, test } from "vitest";
import { NetworkRig, PORT, sequence } from "./testing/network-rig.ts";

const EXACT = { latencyMs: 5, jitterMs: 0, fragmentBytesMax: 0 };

describe("a link", () => {
  test("takes its latency, each way its own", () => {
    const rig = new NetworkRig(1, EXACT);
    rig.network.link("server", "client").impose({ latencyMs: 40 });
    const { here, there } = rig.pair();
    expect(rig.queue.nowMs).toBe(45);
    const startMs = rig.queue.nowMs;
    here.write([sequence(10)]);
    rig.until(() => there.byteCount === 10);
    expect(rig.queue.nowMs - startMs).toBe(5);
    there.write([sequence(10)]);
    rig.until(() => here.byteCount === 10);
    expect(rig.queue.nowMs - startMs).toBe(45);
  });

  test("takes up to its jitter more, and keeps what one connection says in order", () => {
    const rig = new NetworkRig(2, { latencyMs: 1, jitterMs: 10, fragmentBytesMax: 0 });
    const { here, there } = rig.pair();
    const delays: number[] = [];
    let order = "";
    let sentMs = 0;
    there.onData = () => delays.push(rig.queue.nowMs - sentMs);
    for (let round = 0; round < 100; round++) {
      sentMs = rig.queue.nowMs;
      here.write([Uint8Array.of(round)]);
      rig.until(() => there.byteCount === round + 1);
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
    expect(Math.min(...delays)).toBeLessThan(2);
    expect(Math.max(...delays)).toBeGreaterThan(10);
    expect(Math.max(...delays)).toBeLessThanOrEqual(11);
    for (let round = 0; round < 50; round++) {
      here.write([Uint8Array.of(round)]);
      order += `${round},`;
      rig.runFor(1);
    }
    rig.runFor(20);
    expect(`${there.bytes.subarray(100).join()},`).toBe(order);
  });

  test("lets connections overtake each other", () => {
    const rig = new NetworkRig(3, { latencyMs: 1, jitterMs: 10 });
    const [first, second] = [rig.pair(), rig.pair()];
    const order: number[] = [];
    first.there.onData = () => order.push(1);
    second.there.onData = () => order.push(2);
    for (let round = 0; round < 20; round++) {
      first.here.write([Uint8Array.of(1)]);
      second.here.write([Uint8Array.of(2)]);
      rig.runFor(50);
    }
    const overtakings = order.filter((who, at) => at % 2 === 0 && who === 2).length;
    expect(overtakings).toBeGreaterThan(0);
    expect(overtakings).toBeLessThan(20);
  });

  test("brings what waits for a narrow link as soon as it is wide again, in order, and the end behind it", () => {
    for (const chunks of [1, 3]) {
      const rig = new NetworkRig(7, EXACT);
      const { here, there } = rig.pair();
      const undo = rig.network.impose([["client", "server"]], { bytesPerMs: 1 });
      const sent = sequence(9000);
      for (let at = 0; at < chunks; at++) here.write([sent.subarray((at * 9000) / chunks, ((at + 1) * 9000) / chunks)]);
      here.end();
      rig.runFor(100);
      const early = there.byteCount;
      expect(early).toBeGreaterThan(0);
      expect(early).toBeLessThan(200);
      undo();
      rig.runFor(10);
      expect(there.bytes).toEqual(sent);
      expect(there.isEnded).toBe(true);
      expect(rig.calls.violations).toEqual([]);
    }
  });

  test("that is slow lets a large write arrive bit by bit, and all connections share it", () => {
    const rig = new NetworkRig(4, EXACT);
    const [first, second] = [rig.pair(), rig.pair()];
    rig.network.impose([["client", "server"]], { bytesPerMs: 10 });
    const startMs = rig.queue.nowMs;
    first.here.write([sequence(10_000)]);
    second.here.write([sequence(10_000)]);
    rig.until(() => first.there.byteCount === 10_000 && second.there.byteCount === 10_000);
    expect(rig.queue.nowMs - startMs).toBeCloseTo(2005, 0);
    expect(first.there.chunks.length).toBeGreaterThan(20);
    expect(first.there.bytes).toEqual(sequence(10_000));
  });

  test("that loses delays what it loses, and all behind it", () => {
    const rig = new NetworkRig(5, EXACT);
    const { here, there } = rig.pair();
    const recover = rig.network.impose([["client", "server"]], { lossProbability: 1 });
    const startMs = rig.queue.nowMs;
    here.write([Uint8Array.of(1)]);
    rig.runFor(1);
    recover();
    here.write([Uint8Array.of(2)]);
    rig.until(() => there.byteCount === 2);
    expect(rig.queue.nowMs - startMs).toBe(5 + 200 * 63);
    expect(there.bytes.join()).toBe("1,2");
  });
});

describe("a link that is blocked", () => {
  test("holds back what is under way, and refuses nothing", () => {
    const rig = new NetworkRig(6, EXACT);
    const { here, there } = rig.pair();
    here.write([sequence(100)]);
    rig.runFor(2);
    const open = rig.network.block([["client", "server"]]);
    const blockedMs = rig.queue.nowMs;
    here.write([sequence(100, 100)]);
    there.write([Uint8Array.of(7)]);
    rig.runFor(30_000);
    expect([there.byteCount, here.byteCount]).toEqual([0, 1]);
    expect(here.error ?? there.error).toBeNull();
    open();
    rig.until(() => there.byteCount === 200);
    expect(rig.queue.nowMs - blockedMs).toBeLessThanOrEqual(31_000);
    expect(there.bytes).toEqual(sequence(200));
  });

  test("is blocked for as long as anything blocks it", () => {
    const rig = new NetworkRig(7, EXACT);
    const { here, there } = rig.pair();
    const [first, second] = [rig.network.block([["client", "server"]]), rig.network.block([["client", "server"]])];
    here.write([sequence(1)]);
    first();
    first();
    rig.runFor(5000);
    expect(there.byteCount).toBe(0);
    second();
    rig.until(() => there.byteCount === 1);
  });

  test("on the way back holds up acknowledgements, so the writer is stuck when the buffers are full", () => {
    const rig = new NetworkRig(8, { ...EXACT, bufferBytes: 1000 });
    const { here, there } = rig.pair();
    const open = rig.network.block([["server", "client"]]);
    const written = Array.from({ length: 5 }, (_, at) => here.write([sequence(400, at * 400)]));
    rig.runFor(10_000);
    expect(there.byteCount).toBe(1000);
    expect(written.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0]);
    open();
    rig.until(() => there.byteCount === 2000);
    expect(written.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
    expect(there.bytes).toEqual(sequence(2000));
  });

  test("lets nobody in, who comes in when it opens, and otherwise gives up after two minutes", () => {
    const rig = new NetworkRig(9, EXACT);
    const open = rig.network.block([["server", "client"]]);
    const here = rig.dial();
    rig.runFor(4000);
    expect([here.isConnected, here.isClosed]).toEqual([false, false]);
    open();
    rig.until(() => here.isConnected, 10_000);
    rig.network.block([["client", "server"]]);
    const [startMs, other] = [rig.queue.nowMs, rig.dial()];
    rig.until(() => other.isClosed, 200_000);
    expect(other.error?.code).toBe("ETIMEDOUT");
    expect(rig.queue.nowMs - startMs).toBeGreaterThan(120_000);
  });

  test("is open again when all is healed", () => {
    const rig = new NetworkRig(10, EXACT);
    const { here, there } = rig.pair();
    const open = rig.network.block([["client", "server"]]);
    rig.network.impose([["client", "server"]], { latencyMs: 9000 });
    rig.network.heal();
    here.write([sequence(1)]);
    rig.until(() => there.byteCount === 1, 10);
    open();
    rig.network.block([["client", "server"]]);
    open();
    expect(rig.network.link("client", "server").isBlocked).toBe(true);
  });
});

describe("dialling", () => {
  test.each([
    ["where nobody listens is refused", (rig: NetworkRig) => rig.dial("server", PORT + 1), "ECONNREFUSED"],
    ["a host that there is not fails", (rig: NetworkRig) => rig.dial("nowhere"), "ENOTFOUND"],
    [
      "over a link that refuses is refused",
      (rig: NetworkRig) => {
        rig.network.impose([["client", "server"]], { dialling: "refused" });
        return rig.dial();
      },
      "ECONNREFUSED",
    ],
    [
      "over a link that ignores it hears nothing, and gives up",
      (rig: NetworkRig) => {
        rig.network.impose([["client", "server"]], { dialling: "ignored" });
        return rig.dial();
      },
      "ETIMEDOUT",
    ],
  ])("%s", (_, dial, code) => {
    const rig = new NetworkRig(11);
    const { here, there } = rig.pair();
    const dialled = dial(rig);
    rig.until(() => dialled.isClosed, 200_000);
    expect([dialled.error?.code, dialled.isConnected]).toEqual([code, false]);
    here.write([sequence(5)]);
    rig.until(() => there.byteCount === 5);
    expect(rig.calls.violations).toEqual([]);
  });

  test("that was called off is heard of by the listener, or not at all", () => {
    for (const afterMs of [0, 3, 7, 12]) {
      const rig = new NetworkRig(12, EXACT);
      const here = rig.dial();
      rig.runFor(afterMs);
      here.destroy();
      rig.runFor(100);
      expect(rig.accepted.length).toBe(afterMs < 5 ? 0 : 1);
      expect(rig.accepted.every(({ isEnded, error }) => isEnded || error !== null)).toBe(true);
      expect(rig.calls.violations).toEqual([]);
    }
  });
});

describe("how bytes come", () => {
  test("differs between connections: as written, merged, in pieces, mostly one by one", () => {
    const rig = new NetworkRig(13);
    const manners = new Set<string>();
    for (let count = 0; count < 60; count++) {
      const { here, there } = rig.pair();
      for (let at = 0; at < 3; at++) here.write([sequence(20, at * 20)]);
      rig.until(() => there.byteCount === 60);
      expect(there.bytes).toEqual(sequence(60));
      const sizes = there.chunks.map(({ byteLength }) => byteLength).join();
      if (sizes === "20,20,20" || sizes === "60") manners.add(sizes);
      else manners.add(there.chunks.length > 20 ? "crumbs" : "pieces");
    }
    expect([...manners].sort()).toEqual(["20,20,20", "60", "crumbs", "pieces"]);
  });

  test("is bounded by the largest piece, where there is one", () => {
    for (const fragmentBytesMax of [1, 7]) {
      const rig = new NetworkRig(14, { fragmentBytesMax });
      for (let count = 0; count < 20; count++) {
        const { here, there } = rig.pair();
        here.write([sequence(100)]);
        rig.until(() => there.byteCount === 100);
        expect(Math.max(...there.chunks.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(fragmentBytesMax);
      }
    }
  });

  test("is not cut for ever where much waits to be read", () => {
    const rig = new NetworkRig(14, { fragmentBytesMax: 1 });
    const { here, there } = rig.pair();
    for (const byteCount of [10_000, 20_000]) {
      here.write([sequence(10_000, byteCount - 10_000)]);
      rig.until(() => there.byteCount === byteCount);
      expect(there.bytes).toEqual(sequence(byteCount));
    }
    const sizes = there.chunks.map(({ byteLength }) => byteLength);
    expect(sizes.length).toBeLessThan(300);
    // Of the second write too: what comes after a pause is cut as before.
    expect(sizes.filter((byteCount) => byteCount === 1)).toHaveLength(256);
  });

  test("is decided by the seed", () => {
    const run = (seed: number): string => {
      const pieces: string[] = [];
      const onDelivered = (host: string, byteCount: number) => pieces.push(`${rig.queue.nowMs} ${host} ${byteCount}`);
      const rig = new NetworkRig(seed, { onDelivered });
      for (let count = 0; count < 10; count++) {
        const { here } = rig.pair();
        for (let at = 0; at < 10; at++) here.write([sequence(at * 100 + 1)]);
        rig.runFor(2);
        if (count % 3 === 0) rig.network.reset("client", "server");
      }
      rig.runFor(100);
      return pieces.join("\n");
    };
    expect(run(15)).toBe(run(15));
    expect(run(15)).not.toBe(run(16));
  });

  test("takes no event while nobody says anything", () => {
    const rig = new NetworkRig(17);
    const { here, there } = rig.pair();
    here.write([sequence(100_000)]);
    rig.until(() => there.byteCount === 100_000);
    rig.runFor(1);
    expect(rig.queue.size).toBe(0);
  });

  test("shows who changes a buffer before it is written", () => {
    const rig = new NetworkRig(18, EXACT);
    const { here, there } = rig.pair();
    const buffer = Uint8Array.of(1, 2, 3);
    here.write([buffer]);
    buffer.fill(9);
    rig.until(() => there.byteCount === 3);
    expect(there.bytes.join()).toBe("9,9,9");
  });
});
