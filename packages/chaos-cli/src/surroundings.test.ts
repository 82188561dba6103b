import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findChronik } from "./chronik-command.ts";
import { findFreePorts, isFree } from "./free-ports.ts";
import { waitFor } from "./wait-for.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("findChronik", () => {
  const nowhere = { checkout: "/nowhere/chronik.js", path: "/nowhere:" };

  it("runs a given script with this Node, and a given program as it is", () => {
    writeFileSync(join(folder, "chronik.js"), "");
    writeFileSync(join(folder, "chronik"), "");
    expect(findChronik(join(folder, "chronik.js"))).toEqual([process.execPath, join(folder, "chronik.js")]);
    expect(findChronik(join(folder, "chronik"))).toEqual([join(folder, "chronik")]);
  });

  it("takes the checkout's before the one on PATH", () => {
    writeFileSync(join(folder, "chronik"), "");
    chmodSync(join(folder, "chronik"), 0o755);
    const path = `/nowhere:${folder}`;
    expect(findChronik(undefined, { ...nowhere, path })).toEqual([join(folder, "chronik")]);
    const checkout = join(folder, "chronik.js");
    writeFileSync(checkout, "");
    expect(findChronik(undefined, { checkout, path })).toEqual([process.execPath, checkout]);
  });

  it("says what to do where there is none", () => {
    expect(() => findChronik(undefined, nowhere)).toThrow(
      "build the server (npm run build), or name one with --chronik",
    );
    expect(() => findChronik("/nowhere/x")).toThrow("there is no /nowhere/x; --chronik takes the path");
  });
});

describe("findFreePorts", () => {
  it("finds ports in a row that can be listened on, below those of outgoing connections", async () => {
    const base = await findFreePorts(9);
    expect(base + 9).toBeLessThan(32_768);
    for (let port = base; port < base + 9; port++) expect(await isFree(port)).toBe(true);
  });

  it("sees that a port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    expect(await isFree((server.address() as { port: number }).port)).toBe(false);
    server.close();
  });
});

describe("waitFor", () => {
  const what = "the moon";

  it("asks until there is an answer, through errors", async () => {
    let asked = 0;
    const answer = await waitFor({ what, timeoutMs: 5000 }, async () => {
      asked++;
      if (asked === 1) throw new Error("not yet");
      return asked === 3 ? "full" : undefined;
    });
    expect([answer, asked]).toEqual(["full", 3]);
  });

  it("names what it waited for, and what went wrong last", async () => {
    const fail = () => Promise.reject(new Error("ECONNREFUSED"));
    await expect(waitFor({ what, timeoutMs: 0 }, fail)).rejects.toThrow(
      "waited 0 s in vain for the moon (ECONNREFUSED)",
    );
    await expect(waitFor({ what, timeoutMs: 0 }, async () => undefined)).rejects.toThrow(/the moon$/);
  });

  it("can be given up", async () => {
    const abort = new AbortController();
    const waiting = waitFor({ what, timeoutMs: 60_000, signal: abort.signal }, async () => undefined);
    abort.abort(new Error("ended by SIGINT"));
    await expect(waiting).rejects.toThrow("ended by SIGINT");
  });
});
