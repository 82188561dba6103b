import type { StreamProbe as Probe } from "@chronik/transport-tcp/testing";
import { describe, expect, test } from "vitest";
import { isPrefix, NetworkRig, sequence } from "./testing/network-rig.ts";

const SENT = sequence(50_000);
const SEEDS = Array.from({ length: 60 }, (_, at) => at + 1);

describe("a reset", () => {
  test("lets some of what is under way arrive, cut anywhere, and tells both sides", () => {
    const arrived: number[] = [];
    for (const seed of SEEDS) {
      const rig = new NetworkRig(seed);
      const { here, there } = rig.pair();
      const written = here.write([SENT]);
      there.write([SENT]);
      rig.until(() => written.count === 1);
      expect(rig.network.reset("server", "client")).toBe(1);
      // Whoever does not know yet goes on, and nothing of that may arrive behind a gap.
      here.write([sequence(1000, 5)]);
      rig.until(() => here.isClosed && there.isClosed);
      expect([here.error?.code, there.error?.code]).toEqual(["ECONNRESET", "ECONNRESET"]);
      expect(isPrefix(there.bytes, SENT) && isPrefix(here.bytes, SENT)).toBe(true);
      expect(rig.calls.violations).toEqual([]);
      arrived.push(there.byteCount);
    }
    expect(Math.min(...arrived)).toBeLessThan(5000);
    expect(Math.max(...arrived)).toBeGreaterThan(45_000);
    expect(new Set(arrived).size).toBeGreaterThan(50);
  });

  test("is seen at different times", () => {
    const rig = new NetworkRig(3);
    const { here, there } = rig.pair();
    rig.network.reset("client", "server", { skewMsMax: 10_000 });
    rig.until(() => here.isClosed || there.isClosed, 20_000);
    const firstMs = rig.queue.nowMs;
    rig.until(() => here.isClosed && there.isClosed, 20_000);
    expect(rig.queue.nowMs - firstMs).toBeGreaterThan(100);
  });

  test.each(["dialler", "acceptor"] as const)("may tell the %s only; the other finds out when it speaks", (side) => {
    for (const seed of SEEDS) {
      const rig = new NetworkRig(seed);
      const { here, there } = rig.pair();
      const [told, other] = side === "dialler" ? [here, there] : [there, here];
      here.write([SENT]);
      there.write([SENT]);
      rig.network.reset("client", "server", { sides: side, skewMsMax: 5 });
      here.write([sequence(100)]);
      there.write([sequence(100)]);
      rig.until(() => told.isClosed);
      rig.runFor(5000);
      if (!other.isClosed) other.write([sequence(1)]);
      rig.until(() => other.isClosed);
      expect([told.error?.code, other.error?.code]).toEqual(["ECONNRESET", "ECONNRESET"]);
      expect(isPrefix(there.bytes, SENT) && isPrefix(here.bytes, SENT)).toBe(true);
      expect(rig.calls.violations).toEqual([]);
    }
  });

  test("is found out by who was not told even where its buffers were full, or it speaks long after", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const rig = new NetworkRig(seed, { bufferBytes: seed % 2 === 0 ? 1000 : 1 });
      const [full, quiet] = [rig.pair(), rig.pair()];
      full.there.pause();
      full.here.write([sequence(2000)]);
      rig.runFor(100);
      rig.network.reset("client", "server", { sides: "acceptor" });
      full.there.resume();
      rig.until(() => quiet.there.isClosed && full.here.isClosed);
      rig.runFor(5000);
      expect([quiet.there.error?.code, full.here.error?.code]).toEqual(["ECONNRESET", "ECONNRESET"]);
      expect(quiet.here.isClosed).toBe(false);
      quiet.here.write([sequence(1)]);
      rig.until(() => quiet.here.isClosed);
      expect(quiet.here.error?.code).toBe("ECONNRESET");
      expect(rig.calls.violations).toEqual([]);
    }
  });

  test("breaks the connections of these two hosts, and no others", () => {
    const rig = new NetworkRig(4);
    const { here } = rig.pair();
    expect(rig.network.reset("client", "elsewhere")).toBe(0);
    rig.runFor(100);
    expect(here.isClosed).toBe(false);
  });

  test("waits like everything else while the link is blocked", () => {
    const rig = new NetworkRig(5);
    const { here, there } = rig.pair();
    const open = rig.network.block([["client", "server"]]);
    rig.network.reset("client", "server");
    rig.runFor(10_000);
    expect([here.isClosed, there.isClosed]).toEqual([true, false]);
    open();
    rig.until(() => there.isClosed);
  });
});

describe("a connection that is severed", () => {
  test("brings nothing any more, and nobody is told", () => {
    const rig = new NetworkRig(6);
    const { here, there } = rig.pair();
    here.write([sequence(100)]);
    expect(rig.network.sever("client", "server")).toBe(1);
    there.write([sequence(100)]);
    rig.runFor(600_000);
    expect([here.byteCount, there.byteCount, here.isClosed, there.isClosed]).toEqual([0, 0, false, false]);
    here.destroy();
    rig.until(() => here.isClosed);
    rig.runFor(600_000);
    expect(there.isEnded || there.isClosed).toBe(false);
    const again = rig.pair();
    again.here.write([sequence(5)]);
    rig.until(() => again.there.byteCount === 5);
  });
});

describe("a process that is killed", () => {
  test("tells the others, by an end or a reset, behind some of what it said; and hears nothing any more", () => {
    const outcomes = new Set<string>();
    for (const seed of SEEDS) {
      const rig = new NetworkRig(seed);
      const { here, there } = rig.pair();
      there.write([SENT]);
      if (seed % 2 === 0) rig.runFor(0.1);
      here.write([SENT]);
      const heard = there.byteCount;
      rig.server.end("killed");
      rig.until(() => here.isEnded || here.isClosed);
      expect(isPrefix(here.bytes, SENT)).toBe(true);
      outcomes.add(`${here.isEnded ? "end" : here.error?.code} behind ${here.byteCount === 0 ? "nothing" : "bytes"}`);
      rig.runFor(1000);
      expect([there.byteCount, there.isClosed]).toEqual([heard, false]);
      expect(rig.calls.violations).toEqual([]);
    }
    expect([...outcomes].sort()).toEqual([
      "ECONNRESET behind bytes",
      "ECONNRESET behind nothing",
      "end behind bytes",
      "end behind nothing",
    ]);
  });

  test("says no second time that it has ended", () => {
    for (const seed of SEEDS) {
      const rig = new NetworkRig(seed);
      const { here, there } = rig.pair();
      there.end();
      rig.until(() => here.isEnded);
      rig.server.end("killed");
      rig.runFor(1000);
      expect(rig.calls.violations).toEqual([]);
    }
  });

  test("resets who goes on speaking to it", () => {
    const rig = new NetworkRig(7);
    const { here } = rig.pair();
    rig.server.end("killed");
    rig.until(() => here.isEnded || here.isClosed);
    if (!here.isClosed) here.write([sequence(10)]);
    rig.until(() => here.isClosed);
    expect(here.error?.code).toBe("ECONNRESET");
  });

  test("frees its ports for the next life at once, which does not get the connections of the one before", () => {
    const rig = new NetworkRig(8);
    const { here } = rig.pair();
    rig.server.end("exited");
    const refused = rig.dial();
    rig.until(() => refused.isClosed);
    expect(refused.error?.code).toBe("ECONNREFUSED");
    rig.restartServer();
    const { there } = rig.pair();
    here.write([sequence(10)]);
    rig.runFor(1000);
    expect(there.byteCount).toBe(0);
  });

  test("cannot be two on one host", () => {
    const rig = new NetworkRig(9);
    expect(() => rig.restartServer()).toThrow("a process runs on server already");
  });

  test("does nothing with its sockets any more", () => {
    const rig = new NetworkRig(10);
    const { there } = rig.pair();
    const { sockets } = rig.server;
    rig.server.end("killed");
    const written = there.write([sequence(10)]);
    there.end();
    there.destroy();
    sockets.connect({ host: "client", port: 1 });
    rig.listen();
    rig.runFor(1000);
    expect(written.count).toBe(0);
    expect(sockets.openCount).toBe(0);
    const refused = rig.dial();
    rig.until(() => refused.isClosed);
    expect(refused.error?.code).toBe("ECONNREFUSED");
  });
});

describe("a host without power", () => {
  test("tells nobody, and answers nobody", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const rig = new NetworkRig(seed);
      const { here, there } = rig.pair();
      there.write([SENT]);
      there.end();
      if (seed % 2 === 0) rig.runFor(0.1);
      rig.server.end("powerCut");
      here.write([sequence(10)]);
      const dialled = rig.dial();
      rig.runFor(100_000);
      expect([here.isClosed, here.isEnded, dialled.isConnected, dialled.isClosed]).toEqual([
        false,
        false,
        false,
        false,
      ]);
      expect(isPrefix(here.bytes, SENT)).toBe(true);
      rig.until(() => dialled.isClosed);
      expect(dialled.error?.code).toBe("ETIMEDOUT");
    }
  });

  test("has forgotten all connections when it is on again, and says so to who speaks", () => {
    const rig = new NetworkRig(11);
    const [speaks, ends, spoke, silent] = Array.from({ length: 4 }, () => rig.pair().here) as [
      Probe,
      Probe,
      Probe,
      Probe,
    ];
    rig.server.end("powerCut");
    spoke.write([sequence(10)]);
    rig.runFor(5000);
    rig.restartServer(false);
    rig.until(() => spoke.isClosed, 2000);
    expect(spoke.error?.code).toBe("ECONNRESET");
    rig.runFor(10_000);
    expect([speaks, ends, silent].map(({ isClosed }) => isClosed)).toEqual([false, false, false]);
    speaks.write([sequence(10)]);
    ends.end();
    rig.until(() => speaks.isClosed && ends.isClosed);
    expect([speaks.error?.code, ends.error?.code]).toEqual(["ECONNRESET", "ECONNRESET"]);
    const refused = rig.dial();
    rig.until(() => refused.isClosed);
    expect(refused.error?.code).toBe("ECONNREFUSED");
    rig.listen();
    rig.pair();
    expect(silent.isClosed).toBe(false);
  });

  test("in which a process stood still, with bytes for it, forgets them too", () => {
    const rig = new NetworkRig(12);
    const { here, there } = rig.pair();
    rig.server.pause();
    here.write([sequence(10)]);
    rig.runFor(100);
    expect(rig.server.parkedCount).toBe(1);
    rig.server.end("powerCut");
    rig.runFor(100);
    rig.restartServer();
    here.write([sequence(10)]);
    rig.until(() => here.isClosed);
    expect([here.error?.code, there.byteCount]).toEqual(["ECONNRESET", 0]);
  });
});

describe("a stream that is destroyed", () => {
  test("over bytes that were not read resets the connection, and over none ends it", () => {
    const rig = new NetworkRig(20);
    const [unread, read] = [rig.pair(), rig.pair()];
    unread.there.pause();
    unread.here.write([sequence(10)]);
    read.here.write([sequence(10)]);
    rig.runFor(100);
    unread.there.destroy();
    read.there.destroy();
    rig.runFor(100);
    expect([unread.here.isEnded, unread.here.error?.code]).toEqual([false, "ECONNRESET"]);
    expect([read.here.isEnded, read.here.error]).toEqual([true, null]);
  });

  test("does not reset who has ended meanwhile", () => {
    const rig = new NetworkRig(22);
    const { here, there } = rig.pair();
    rig.network.link("client", "server").impose({ latencyMs: 50 });
    here.destroy();
    there.end();
    rig.until(() => there.isClosed);
    expect([there.isEnded, there.error]).toEqual([true, null]);
  });

  test("hears of nothing more that had come while its process stood still", () => {
    const rig = new NetworkRig(23);
    const { here, there } = rig.pair();
    rig.server.pause();
    rig.server.run(() => there.destroy());
    here.end();
    rig.runFor(1000);
    rig.server.resume();
    rig.until(() => there.isClosed);
    expect(rig.calls.violations).toEqual([]);
  });

  test("turns away what was under way to it, even if it was not reading", () => {
    const rig = new NetworkRig(21, { latencyMs: 10 });
    const { here, there } = rig.pair();
    there.pause();
    here.write([sequence(10)]);
    rig.runFor(5);
    there.destroy();
    rig.runFor(100);
    expect(here.error?.code).toBe("ECONNRESET");
  });
});

describe("a process that stands still", () => {
  test("takes what the buffers hold, and goes on where it stopped", () => {
    const rig = new NetworkRig(13, { bufferBytes: 10_000 });
    const { here, there } = rig.pair();
    rig.server.pause();
    const written = Array.from({ length: 5 }, (_, at) => here.write([sequence(4000, at * 4000)]));
    const late = rig.dial();
    late.write([sequence(3)]);
    rig.runFor(60_000);
    expect(written.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0]);
    expect([late.isConnected, rig.accepted.length, there.byteCount]).toEqual([true, 1, 0]);
    rig.server.resume();
    rig.until(() => there.byteCount === 20_000 && rig.accepted[1]?.byteCount === 3);
    expect(there.bytes).toEqual(sequence(20_000));
    expect(rig.calls.violations).toEqual([]);
  });

  test("finds a reset behind what came before it", () => {
    const rig = new NetworkRig(14);
    const { here, there } = rig.pair();
    here.write([sequence(100)]);
    rig.runFor(100);
    rig.server.pause();
    here.write([sequence(50, 100)]);
    rig.runFor(100);
    here.destroy();
    rig.runFor(5000);
    rig.server.resume();
    rig.until(() => there.isEnded || there.error !== null);
    expect(there.bytes).toEqual(sequence(150));
  });
});

test("an effect is counted for dialling, writing and ending", () => {
  const rig = new NetworkRig(15);
  const before = rig.client.effects;
  const { here } = rig.pair();
  here.write([sequence(1), sequence(2)]);
  here.write([sequence(1)]);
  here.end();
  here.end();
  here.write([sequence(1)]);
  here.destroy();
  expect(rig.client.effects - before).toBe(4);
});
