import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChronikProcess, eventually, findBasePort, isAlive } from "./chronik-process.ts";

let cwd: string;
let base: number;
let cluster: ChronikProcess | undefined;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "chronik-cluster-"));
  base = await findBasePort();
});
afterEach(async () => {
  const pids = childrenOf(cluster);
  cluster?.signal("SIGKILL");
  await cluster?.exited();
  await eventually("the nodes to end", async () => !pids.some(isAlive));
  rmSync(cwd, { recursive: true });
});

async function start(...args: string[]): Promise<ChronikProcess> {
  cluster = new ChronikProcess(["cluster", "--base-port", String(base), ...args], { cwd });
  await cluster.prints("bootstrap servers: ");
  return cluster;
}

/** Process ids of the nodes. */
function childrenOf(parent: ChronikProcess | undefined): number[] {
  if (parent === undefined) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent.pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

it("runs three nodes, says where, and stops them cleanly; the next start is of the same cluster", async () => {
  const chronik = await start();
  expect(chronik.stdout).toContain(
    `bootstrap servers: 127.0.0.1:${base},127.0.0.1:${base + 1},127.0.0.1:${base + 2}\n`,
  );
  for (const node of [1, 2, 3]) expect(chronik.stdout).toContain(`[${node}] `);
  const ids = () => [1, 2, 3].map((node) => readFileSync(join(cwd, `.chronik/node-${node}/meta.properties`), "utf8"));
  const before = ids();
  const pids = childrenOf(chronik);
  expect(pids).toHaveLength(3);
  // As a terminal does, twice over: the whole group, and a wrapper that passes it on.
  for (const pid of pids) process.kill(pid, "SIGINT");
  chronik.signal("SIGINT");
  chronik.signal("SIGINT");
  expect(await chronik.exited()).toBe(0);
  expect(pids.some(isAlive)).toBe(false);
  const again = await start();
  expect(ids()).toEqual(before);
  again.signal("SIGTERM");
  expect(await again.exited()).toBe(0);
});

it("tells of a node that was killed, and the others go on", async () => {
  const chronik = await start();
  const [first, ...others] = childrenOf(chronik);
  process.kill(first!, "SIGKILL");
  await chronik.prints(/node \d has ended \(signal SIGKILL\); still running: \d, \d/);
  expect(others.every(isAlive)).toBe(true);
  chronik.signal("SIGTERM");
  expect(await chronik.exited()).toBe(1);
});

it("leaves no node behind when it is killed itself", async () => {
  const chronik = await start();
  const pids = childrenOf(chronik);
  expect(pids).toHaveLength(3);
  chronik.signal("SIGKILL");
  await chronik.exited();
  await eventually("the nodes to end", async () => !pids.some(isAlive));
});
