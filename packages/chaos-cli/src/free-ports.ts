import { createServer } from "node:net";

const HOST = "127.0.0.1";
/**
 * Where to look. Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): such a
 * connection could take a node's port while the node is down, or even connect to itself.
 */
const BASE_MIN = 10_240;
const BASE_MAX = 32_000;
const ATTEMPTS_MAX = 100;

/**
 * The first of so many ports in a row that are free now.
 *
 * @throws Error where none are found.
 */
export async function findFreePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const base = BASE_MIN + Math.floor(Math.random() * (BASE_MAX - count - BASE_MIN));
    if (await areFree(base, count)) return base;
  }
  throw new Error(`found no ${count} free ports in a row; name the first of some with --base-port`);
}

async function areFree(base: number, count: number): Promise<boolean> {
  for (let port = base; port < base + count; port++) if (!(await isFree(port))) return false;
  return true;
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
