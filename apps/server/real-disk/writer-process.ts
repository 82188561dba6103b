import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PARTITIONS } from "./records.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));
const WAIT_MS_MAX = 60_000;

/** A process that appends, and everything that it has said. */
export class WriterProcess {
  /** By partition: durable up to here, as it said. */
  readonly acked: number[] = new Array(PARTITIONS).fill(0);
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  acks = 0;
  refusals = 0;
  /** Logs whose files could not be written. */
  offline = 0;
  /** Why it failed; null while it has not said so. */
  failure: string | null = null;
  errors = "";
  #ready = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  /** @param environment Besides this process's own. @param wrapper A command that runs it. */
  constructor(folder: string, environment: NodeJS.ProcessEnv = {}, wrapper: readonly string[] = []) {
    const [command = "", ...args] = [...wrapper, process.execPath, ...process.execArgv, WRITER, folder];
    this.#child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    this.#child.stderr!.on("data", (text: Buffer) => {
      this.errors += text;
    });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#heard(line));
    this.ended = once(this.#child, "close").then(([code, signal]) => ({ code, signal }));
    void this.ended.then(() => this.#changed());
  }

  /** Waits until something holds. Throws where the process ends before, or after a minute. */
  async until(condition: (writer: this) => boolean, what: string): Promise<void> {
    const deadline = performance.now() + WAIT_MS_MAX;
    while (!condition(this)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`the writer ended before ${what}: ${this.failure ?? this.errors}`);
      }
      if (performance.now() > deadline) throw new Error(`no end of waiting until ${what}`);
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        setTimeout(resolve, 100);
      });
    }
  }

  ready(): Promise<void> {
    return this.until(() => this.#ready, "it was ready");
  }

  kill(): Promise<unknown> {
    this.#child.kill("SIGKILL");
    return this.ended;
  }

  #heard(line: string): void {
    const [word, ...rest] = line.split(" ");
    if (word === "ready") this.#ready = true;
    else if (word === "full") this.refusals++;
    else if (word === "offline") this.offline++;
    else if (word === "failed") this.failure = rest.join(" ");
    else if (word === "ack") {
      const [partition, endOffset] = rest.map(Number) as [number, number];
      if (endOffset <= this.acked[partition]!) throw new Error(`acknowledged out of order: ${line}`);
      this.acked[partition] = endOffset;
      this.acks++;
    }
    this.#changed();
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
