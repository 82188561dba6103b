import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { ClientConnection, ClientSession, Logger } from "@chronik/broker";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ServerError } from "../error.ts";
import { nodeClock } from "./node-clock.ts";
import { TcpClientListener, type TcpClientListenerOptions } from "./tcp-client-listener.ts";
import { probeAddress } from "./tcp-servers.ts";

interface Recorded extends ClientSession {
  readonly connection: ClientConnection;
  readonly received: Uint8Array[];
  readonly events: string[];
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function recordingLogger() {
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  return { logger, lines };
}

async function open(options: Partial<TcpClientListenerOptions> = {}) {
  const sessions: Recorded[] = [];
  const { logger, lines } = recordingLogger();
  const listener = new TcpClientListener({
    name: "PLAINTEXT",
    bind: { host: "127.0.0.1", port: 0 },
    connections: { current: 0, max: 100 },
    idleMsMax: 60_000,
    clock: nodeClock,
    logger,
    accept(connection) {
      const session = record(connection);
      sessions.push(session);
      return session;
    },
    ...options,
  });
  const port = await listener.listen();
  cleanups.push(() => listener.close());
  return { listener, sessions, port, lines };
}

function record(connection: ClientConnection): Recorded {
  const received: Uint8Array[] = [];
  const events: string[] = [];
  return {
    connection,
    received,
    events,
    data: (bytes) => void received.push(bytes),
    drained: () => void events.push("drained"),
    closed: () => void events.push("closed"),
  };
}

async function dial(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host });
  cleanups.push(() => socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

const text = (session: Recorded | undefined) => Buffer.concat(session?.received ?? []).toString();

describe("a connection", () => {
  it("carries bytes both ways, in order, and tells of its end once", async () => {
    const { sessions, port } = await open();
    const socket = await dial(port);
    socket.write("hello");
    await vi.waitFor(() => expect(text(sessions[0])).toBe("hello"));
    expect(sessions[0]?.connection).toMatchObject({ listener: "PLAINTEXT", clientHost: "/127.0.0.1" });
    const answer = once(socket, "data");
    expect(sessions[0]?.connection.write([Buffer.from("a"), Buffer.from("bc")])).toBe(true);
    expect(String((await answer)[0])).toBe("abc");
    socket.destroy();
    await vi.waitFor(() => expect(sessions[0]?.events).toEqual(["closed"]));
  });

  it("pushes back while the client does not read, and tells when it does again", async () => {
    const { sessions, port } = await open();
    const socket = await dial(port);
    socket.pause();
    await vi.waitFor(() => expect(sessions).toHaveLength(1));
    const session = sessions[0]!;
    const chunk = Buffer.alloc(256 * 1024);
    let written = 0;
    while (session.connection.write([chunk])) written++;
    expect(written).toBeLessThan(100);
    let read = 0;
    socket.on("data", (bytes) => {
      read += bytes.length;
    });
    socket.resume();
    await vi.waitFor(() => expect(session.events).toEqual(["drained"]));
    await vi.waitFor(() => expect(read).toBe((written + 1) * chunk.length));
  });

  it("hands on nothing while it is paused", async () => {
    const { sessions, port } = await open();
    const socket = await dial(port);
    await vi.waitFor(() => expect(sessions).toHaveLength(1));
    sessions[0]!.connection.pause();
    const other = await dial(port);
    socket.write("later");
    other.write("now");
    await vi.waitFor(() => expect(text(sessions[1])).toBe("now"));
    expect(text(sessions[0])).toBe("");
    sessions[0]!.connection.resume();
    await vi.waitFor(() => expect(text(sessions[0])).toBe("later"));
  });

  it("closed by its session, it delivers what was written before, and hands on nothing more", async () => {
    const { sessions, port } = await open();
    const socket = await dial(port);
    await vi.waitFor(() => expect(sessions).toHaveLength(1));
    const chunks: Buffer[] = [];
    socket.on("data", (bytes) => void chunks.push(bytes));
    const session = sessions[0]!;
    session.connection.write([Buffer.alloc(3_000_000, 7)]);
    session.connection.close("enough");
    session.connection.close("really");
    socket.write("too late");
    await once(socket, "close");
    expect(Buffer.concat(chunks)).toHaveLength(3_000_000);
    await vi.waitFor(() => expect(session.events).toEqual(["closed"]));
    expect(session.received).toEqual([]);
  });

  it("whose session fails is closed, and the others go on", async () => {
    const sessions: Recorded[] = [];
    const { port, lines } = await open({
      accept(connection) {
        const session = record(connection);
        sessions.push(session);
        if (sessions.length > 1) return session;
        return {
          ...session,
          data: () => {
            throw new Error("bug");
          },
        };
      },
    });
    const bad = await dial(port);
    const good = await dial(port);
    bad.write("x");
    await once(bad, "close");
    good.write("y");
    await vi.waitFor(() => expect(text(sessions[1])).toBe("y"));
    expect(lines).toContain("a session failed; its connection is closed");
  });

  it("that cannot be accepted is closed", async () => {
    const { port, lines } = await open({
      accept() {
        throw new Error("bug");
      },
    });
    await once(await dial(port), "close");
    expect(lines).toContain("a client connection could not be accepted");
  });
});

describe("the listener", () => {
  it("answers on both loopback addresses for localhost, on one port", async () => {
    const { sessions, port } = await open({ bind: { host: "localhost", port: 0 } });
    await dial(port);
    await dial(port, "::1");
    await vi.waitFor(() => expect(sessions).toHaveLength(2));
    expect(sessions.map(({ connection }) => connection.clientHost).sort()).toEqual(["/127.0.0.1", "/::1"]);
  });

  it("closes connections beyond the limit, counted over all listeners", async () => {
    const connections = { current: 0, max: 1 };
    const first = await open({ connections });
    const second = await open({ connections });
    const kept = await dial(first.port);
    await vi.waitFor(() => expect(connections.current).toBe(1));
    await once(await dial(second.port), "close");
    expect(second.sessions).toHaveLength(0);
    kept.destroy();
    await vi.waitFor(() => expect(connections.current).toBe(0));
    await dial(second.port);
    await vi.waitFor(() => expect(second.sessions).toHaveLength(1));
  });

  it("closes a connection on which nothing moves, also one that does not take what it is sent", async () => {
    const { sessions, port } = await open({ idleMsMax: 80 });
    const silent = await dial(port);
    const deaf = await dial(port);
    deaf.pause();
    await vi.waitFor(() => expect(sessions).toHaveLength(2));
    while (sessions[1]!.connection.write([Buffer.alloc(1_000_000)]));
    await once(silent, "close");
    await vi.waitFor(() => expect(sessions.map(({ events }) => events)).toEqual([["closed"], ["closed"]]));
  });

  it("lets nobody in while it stops, and ends everybody when it closes", async () => {
    const { listener, sessions, port } = await open();
    const socket = await dial(port);
    await vi.waitFor(() => expect(sessions).toHaveLength(1));
    listener.stopAccepting();
    await expect(dial(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    socket.write("still here");
    await vi.waitFor(() => expect(text(sessions[0])).toBe("still here"));
    listener.close();
    await once(socket, "close");
  });

  it("says in one sentence why it cannot listen", async () => {
    const { port } = await open();
    const sentence = (promise: Promise<unknown>) => promise.then(String, (error: ServerError) => error.message);
    const bind = { host: "127.0.0.1", port };
    expect(await sentence(open({ bind }))).toBe(
      `Kafka listener PLAINTEXT: port ${port} is in use by another process (127.0.0.1:${port}); change listeners, or free the address`,
    );
    expect(await sentence(open({ bind: { host: "192.0.2.1", port: 0 } }))).toBe(
      "Kafka listener PLAINTEXT: 192.0.2.1 is not an address of this machine; change listeners, or free the address",
    );
  });
});

describe("probeAddress", () => {
  it("finds a free port and leaves it free", async () => {
    const port = await probeAddress({ host: "localhost", port: 0 }, { what: "x", setting: "y" });
    const { port: opened } = await open({ bind: { host: "localhost", port } });
    expect(opened).toBe(port);
  });

  it("refuses a port that is taken on either loopback address", async () => {
    const server = createServer();
    cleanups.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    const { port } = server.address() as { port: number };
    await expect(probeAddress({ host: "localhost", port }, { what: "x", setting: "y" })).rejects.toMatchObject({
      code: "ADDRESS_NOT_USABLE",
    });
  });
});
