import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const CHRONIK = fileURLToPath(new URL("../dist/chronik.js", import.meta.url));
const WAIT_MS_MAX = 60_000;

/** The built command, as a process of its own. */
export class ChronikProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], options: { cwd: string; env?: Record<string, string> }) {
    if (!existsSync(CHRONIK)) throw new Error(`${CHRONIK} is not there: build the package first`);
    const env = { ...process.env, ...options.env };
    this.#child = spawn(process.execPath, [CHRONIK, ...args], {
      cwd: options.cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (bytes) => {
      this.stdout += bytes;
    });
    this.#child.stderr?.on("data", (bytes) => {
      this.stderr += bytes;
    });
    this.#exited = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Nobody reads its standard output any more. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** The exit code; null where a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Resolves when standard output has had this. */
  async prints(text: string | RegExp): Promise<void> {
    const has = () => (typeof text === "string" ? this.stdout.includes(text) : text.test(this.stdout));
    await eventually(`${text} in:\n${this.stdout}\n${this.stderr}`, () => Promise.resolve(has()));
  }
}

/** Resolves when the condition holds; throws where it takes too long. */
export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS_MAX;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await sleep(20);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A port below those that systems give to outgoing connections, free with the two after it and those 100 and 200 above. */
export async function findBasePort(): Promise<number> {
  for (;;) {
    const base = 11_000 + Math.floor(Math.random() * 19_000);
    const ports = [0, 100, 200].flatMap((above) => [base + above, base + above + 1, base + above + 2]);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return base;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
