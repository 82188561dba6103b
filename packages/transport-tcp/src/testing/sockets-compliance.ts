import type { Sockets } from "../ports.ts";
import { bytes, equal, expect } from "./expectations.ts";
import { type RigTest, SocketsRig, type SocketsUnderTest } from "./sockets-rig.ts";
import { backPressureTests, writingTests } from "./stream-byte-tests.ts";
import { destroyingTests, endingTests } from "./stream-end-tests.ts";

/** The two functions of a test runner that a suite needs; those of vitest, Jest and `node:test` fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => void | Promise<void>) => void;
}

/**
 * Tests that every {@link Sockets} must pass. Whatever a test does, it also fails where a handler is called from inside a
 * call of the port, out of turn, twice, or after `destroy`.
 */
export function socketsCompliance(
  runner: TestRunner,
  makeRig: () => SocketsUnderTest | Promise<SocketsUnderTest>,
): void {
  const { describe } = runner;
  const test: RigTest = (name, body) =>
    runner.test(name, async () => {
      const under = await makeRig();
      try {
        const rig = new SocketsRig(under);
        await body(rig);
        await rig.dispose();
      } finally {
        await under.dispose?.();
      }
    });
  describe("listening", () => listeningTests(test));
  describe("dialling", () => diallingTests(test));
  describe("writing", () => writingTests(test));
  describe("a reader that does not read", () => backPressureTests(test));
  describe("ending", () => endingTests(test));
  describe("destroying", () => destroyingTests(test));
}

function listeningTests(test: RigTest): void {
  test("at port 0 is at a port of its own", async (rig) => {
    const [first, second] = [await rig.listen(), await rig.listen()];
    expect(first.address.port > 0 && second.address.port > 0, "a port");
    expect(first.address.port !== second.address.port, "two ports");
  });

  test("at a port that is taken fails, and whoever has it goes on", async (rig) => {
    const first = await rig.listen();
    const second = await rig.tryListen(first.address.port);
    equal((second as { code?: unknown }).code, "EADDRINUSE");
    const here = rig.dial(first.address);
    await rig.until(() => here.isConnected && first.accepted.length === 1);
  });

  test("ends with close: nobody else comes in, who is in stays, and the port is free when all are gone", async (rig) => {
    const { here, there, listening } = await rig.pair();
    const isClosed = rig.close(listening.listener);
    const late = rig.dial(listening.address);
    await rig.until(() => late.isClosed);
    here.write([bytes(1)]);
    await rig.until(() => there.byteCount === 1);
    equal(isClosed(), false);
    here.destroy();
    await rig.until(() => there.isEnded || there.isClosed);
    there.destroy();
    await rig.until(isClosed);
    equal(listening.accepted.length, 1);
    equal((await rig.listen(listening.address.port)).address.port, listening.address.port);
  });

  test("that has failed can be closed too", async (rig) => {
    const { port } = (await rig.listen()).address;
    let hasFailed = false;
    const listener = rig.calls.call(() =>
      rig.under.acceptor.listen(
        { host: rig.host, port },
        {
          listening: () => {},
          accepted: () => {},
          failed: () => {
            hasFailed = true;
          },
        },
      ),
    );
    await rig.until(() => hasFailed);
    await rig.until(rig.close(listener));
  });

  test("can be called off at once", async (rig) => {
    const { port } = (await rig.listen()).address;
    const other = port === 65_535 ? port - 1 : port + 1;
    const nothing = { listening: () => {}, accepted: () => {}, failed: () => {} };
    const listener = rig.calls.call(() => rig.under.acceptor.listen({ host: rig.host, port: other }, nothing));
    await rig.until(rig.close(listener));
  });
}

function diallingTests(test: RigTest): void {
  test("tells each side of the other", async (rig) => {
    const { here, there, listening } = await rig.pair();
    equal(here.stream.remotePort, listening.address.port);
    expect(there.stream.remotePort > 0, "the dialler's port");
    expect(![here, there].some(({ stream }) => stream.remoteHost === "?"), "hosts");
  });

  test("an address where nobody listens fails", async (rig) => {
    const { listener, address } = await rig.listen();
    await rig.until(rig.close(listener));
    const here = rig.dial(address);
    const written = here.write([bytes(1)]);
    await rig.until(() => here.isClosed);
    equal(here.error?.code, "ECONNREFUSED");
    equal(here.isConnected, false);
    equal(written.count, 0);
  });

  test("can be called off, and nothing more is heard of it", async (rig) => {
    const { address } = await rig.listen();
    const here = rig.dial(address);
    const written = here.write([bytes(1)]);
    here.destroy();
    await rig.until(() => here.isClosed);
    equal(written.count, 0);
  });

  test("what was written before there is a connection arrives, and so does the end", async (rig) => {
    const { address, accepted } = await rig.listen();
    const here = rig.dial(address);
    const written = [here.write([bytes(1, 2)]), here.write([bytes(3), bytes(4)])];
    here.end();
    await rig.until(() => accepted[0]?.isEnded === true);
    equal(accepted[0]!.bytes.join(), "1,2,3,4");
    equal(written.map(({ count }) => count).join(), "1,1");
  });
}
