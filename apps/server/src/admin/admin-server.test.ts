import { afterEach, expect, it } from "vitest";
import { AdminServer, type AdminSource } from "./admin-server.ts";

let server: AdminServer | undefined;
afterEach(() => server?.close());

async function open(source: Partial<AdminSource> = {}) {
  const progress = { isReady: false, words: "startup 5/7: waiting for a leader" };
  server = await AdminServer.open(
    { host: "127.0.0.1", port: 0 },
    { progress, status: () => ({ raft: { term: 3 } }), ...source },
  );
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${server?.port}${path}`, init);
    return [response.status, await response.text()];
  };
  return { progress, get };
}

it("/readyz says what the node is at, and whether it is ready", async () => {
  const { progress, get } = await open();
  expect(await get("/readyz")).toEqual([503, "startup 5/7: waiting for a leader\n"]);
  progress.isReady = true;
  progress.words = "ready";
  expect(await get("/readyz?verbose")).toEqual([200, "ready\n"]);
});

it("/healthz is 200 as long as the process answers", async () => {
  const { get } = await open();
  expect(await get("/healthz")).toEqual([200, "alive\n"]);
});

it("/status is JSON", async () => {
  const { get } = await open();
  const [status, body] = await get("/status");
  expect(status).toBe(200);
  expect(JSON.parse(body as string)).toEqual({
    ready: false,
    state: "startup 5/7: waiting for a leader",
    raft: { term: 3 },
  });
});

it("a status that fails is an error of that request", async () => {
  const { get } = await open({
    status: () => {
      throw new Error("bug");
    },
  });
  expect(await get("/status")).toEqual([500, "no status: bug\n"]);
  expect((await get("/healthz"))[0]).toBe(200);
});

it("knows nothing else, and changes nothing", async () => {
  const { get } = await open();
  expect((await get("/"))[0]).toBe(404);
  expect((await get("/readyz", { method: "POST" }))[0]).toBe(405);
});

it("says in one sentence why it cannot listen", async () => {
  await open();
  const address = { host: "127.0.0.1", port: server!.port };
  await expect(
    AdminServer.open(address, { progress: { isReady: true, words: "" }, status: () => ({}) }),
  ).rejects.toThrow(
    `admin listener: port ${address.port} is in use by another process (127.0.0.1:${address.port}); change chronik.admin.port (--admin-port), or free the address`,
  );
});
