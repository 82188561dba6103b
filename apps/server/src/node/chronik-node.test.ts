import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Endpoint, Logger } from "@chronik/broker";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { probeAddress } from "../adapters/tcp-servers.ts";
import { loadConfig } from "../config/load.ts";
import type { Broker } from "./broker.ts";
import { ChronikNode } from "./chronik-node.ts";

let folder: string;
let node: ChronikNode | undefined;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chronik-node-"));
});
afterEach(async () => {
  await node?.stop().catch(() => {});
  node = undefined;
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true });
});

/** A broker that does nothing but write down what is asked of it. */
class FakeBroker implements Broker {
  readonly calls: string[] = [];
  endpoints: readonly Endpoint[] = [];
  hasLeader = true;
  registers = true;
  shutdownError: Error | null = null;
  recoverError: Error | null = null;

  recover(): void {
    this.calls.push("recover");
    if (this.recoverError !== null) throw this.recoverError;
  }
  startRaft = () => void this.calls.push("startRaft");
  onRaftMessage = () => {};
  onReplicationMessage = () => {};
  onReplicationWritable = () => {};
  onPeerConnection = () => {};
  whenLeaderKnown(callback: () => void): () => void {
    this.calls.push("whenLeaderKnown");
    if (this.hasLeader) setImmediate(callback);
    return () => void this.calls.push("cancelled");
  }
  register(endpoints: readonly Endpoint[], done: () => void): void {
    this.calls.push("register");
    this.endpoints = endpoints;
    if (this.registers) setImmediate(done);
  }
  accept: Broker["accept"] = (connection) => {
    connection.write([Buffer.from("hello")]);
    return { data: () => {}, drained: () => {}, closed: () => {} };
  };
  shutdown(done: (error: Error | null) => void): void {
    this.calls.push("shutdown");
    setImmediate(() => done(this.shutdownError));
  }
  status = () => null;
}

function build(options: { broker?: FakeBroker; overrides?: string[] } = {}) {
  const broker = options.broker ?? new FakeBroker();
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const logger: Logger = { debug: () => {}, info: note, warn: note, error: note };
  const listeners = "listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0";
  const overrides = [listeners, "chronik.admin.port=0", ...(options.overrides ?? [])];
  const { config } = loadConfig({ file: undefined, environment: {}, overrides, flags: [], workingFolder: folder });
  node = new ChronikNode({ config, logger, createBroker: () => broker, onFatal: () => {} });
  return { node, broker, lines };
}

async function greeting(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const [bytes] = await once(socket, "data");
  socket.destroy();
  return String(bytes);
}

it("goes through seven steps, one line each, and serves clients at the end", async () => {
  const { node, broker, lines } = build();
  expect(await node.start()).toBe(true);
  const path = join(folder, ".chronik/node-1");
  const [endpoint] = broker.endpoints;
  expect(lines.filter((line) => line.startsWith("startup"))).toEqual([
    `startup 1/7 data folder made and locked: ${path}`,
    "startup 2/7 journals recovered, partition logs opened",
    "startup 3/7 raft message loop started",
    expect.stringMatching(/^startup 4\/7 peer receiver listens on 127\.0\.0\.1:\d+$/),
    "startup 5/7 a leader is known",
    "startup 6/7 node is registered, its metadata is applied",
    `startup 7/7 Kafka listener opened, node is ready: PLAINTEXT://127.0.0.1:${endpoint?.port}`,
  ]);
  expect(broker.calls).toEqual(["recover", "startRaft", "whenLeaderKnown", "register"]);
  expect(await greeting(endpoint!.port)).toBe("hello");
});

it("advertises the ports it got", async () => {
  const { node, broker } = build({
    overrides: [
      "listeners=A://127.0.0.1:0,B://localhost:0,CONTROLLER://127.0.0.1:0",
      "listener.security.protocol.map=A:PLAINTEXT,B:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "advertised.listeners=B://example.org:0",
    ],
  });
  await node.start();
  const [a, b] = broker.endpoints;
  expect(a).toMatchObject({ listener: "A", host: "127.0.0.1" });
  expect(b).toMatchObject({ listener: "B", host: "example.org" });
  expect(await greeting(a!.port)).toBe("hello");
  expect(await greeting(b!.port)).toBe("hello");
});

it("stops in the reverse order, once, and leaves folder and ports free", async () => {
  const { node, broker } = build();
  await node.start();
  const port = broker.endpoints[0]!.port;
  await Promise.all([node.stop(), node.stop()]);
  expect(broker.calls.filter((call) => call === "shutdown")).toHaveLength(1);
  expect(existsSync(join(folder, ".chronik/node-1/.lock.1"))).toBe(false);
  expect(await probeAddress({ host: "127.0.0.1", port }, { what: "", setting: "" })).toBe(port);
  await build().node.start();
});

it.each([
  ["waits for a leader", { hasLeader: false }, ["recover", "startRaft", "whenLeaderKnown", "cancelled", "shutdown"]],
  [
    "waits for its registration",
    { registers: false },
    ["recover", "startRaft", "whenLeaderKnown", "register", "shutdown"],
  ],
])("can be stopped while it %s", async (_, behaviour, calls) => {
  const broker = Object.assign(new FakeBroker(), behaviour);
  const { node, lines } = build({ broker });
  const started = node.start();
  await vi.waitFor(() => expect(broker.calls).toContain("registers" in behaviour ? "register" : "whenLeaderKnown"));
  await node.stop();
  expect(await started).toBe(false);
  expect(broker.calls).toEqual(calls);
  expect(lines.some((line) => line.startsWith("startup 7/7"))).toBe(false);
});

it("can be stopped at once", async () => {
  const { node, broker } = build();
  const started = node.start();
  await node.stop();
  expect(await started).toBe(false);
  expect(broker.calls).toEqual([]);
});

it("says which folder it is that the system cannot sync", async () => {
  const recoverError = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO", syscall: "fdatasync" });
  const broker = Object.assign(new FakeBroker(), { recoverError });
  const { node } = build({ broker });
  const said = expect.stringMatching(
    new RegExp(`^the data folder ${folder}.* cannot be used: EIO: i/o error, fdatasync`),
  );
  await expect(node.start()).rejects.toMatchObject({ code: "FOLDER_NOT_USABLE", message: said });
  await node.stop();
});

it("passes on why the storage cannot be recovered, and closes the rest", async () => {
  const broker = Object.assign(new FakeBroker(), { recoverError: new Error("journal 3 is damaged at 4096") });
  const { node } = build({ broker });
  await expect(node.start()).rejects.toThrow("journal 3 is damaged at 4096");
  await node.stop();
  expect(broker.calls).toEqual(["recover"]);
  await build().node.start();
});

it("says that it did not stop cleanly, but closes everything all the same", async () => {
  const broker = Object.assign(new FakeBroker(), { shutdownError: new Error("EIO") });
  const { node } = build({ broker });
  await node.start();
  await expect(node.stop()).rejects.toThrow("EIO");
  await build().node.start();
});

it.each([
  [
    "PLAINTEXT",
    (port: number) => `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:0`,
    /^Kafka listener PLAINTEXT: port \d+ is in use/,
  ],
  [
    "CONTROLLER",
    (port: number) => `listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:${port}`,
    /^raft listener: port \d+ is in use/,
  ],
  ["admin", (port: number) => `chronik.admin.port=${port}`, /^admin listener: port \d+ is in use/],
])("finds out that the %s port is taken before it does any work", async (_, override, sentence) => {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const { node, broker } = build({ overrides: [override(port)] });
  await expect(node.start()).rejects.toThrow(sentence);
  expect(broker.calls).toEqual([]);
});

it("shows on its admin listener what it is at", async () => {
  const port = await probeAddress({ host: "127.0.0.1", port: 0 }, { what: "", setting: "" });
  const broker = Object.assign(new FakeBroker(), { registers: false });
  const { node } = build({ broker, overrides: [`chronik.admin.port=${port}`] });
  const started = node.start();
  await vi.waitFor(() => expect(broker.calls).toContain("register"));
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await get("/readyz")).toBe("startup 6/7: registration\n");
  expect(JSON.parse(await get("/status"))).toMatchObject({ ready: false, nodeId: 1, peers: [] });
  await node.stop();
  await started;
});
