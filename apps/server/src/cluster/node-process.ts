import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface NodeProcessOptions {
  readonly nodeId: number;
  /** What to run, and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly onLine: (line: string) => void;
  readonly onReady: () => void;
  /** In words: "exit code 1", "signal SIGKILL". `clean`: exit code 0. */
  readonly onEnd: (end: { readonly words: string; readonly clean: boolean }) => void;
}

/**
 * One node as a child process. It learns over the IPC channel when this process is gone, however that ends, and stops
 * then: no orphans.
 */
export class NodeProcess {
  readonly nodeId: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #isRunning = true;

  constructor({ nodeId, command, onLine, onReady, onEnd }: NodeProcessOptions) {
    this.nodeId = nodeId;
    const [program, ...args] = command;
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      createInterface({ input: stream! }).on("line", onLine);
    this.#child.on("message", (message) => {
      if (typeof message === "object" && message !== null && "kind" in message && message.kind === "ready") onReady();
    });
    this.#ended = new Promise((resolve) => {
      const end = (words: string, clean: boolean) => {
        if (!this.#isRunning) return;
        this.#isRunning = false;
        onEnd({ words, clean });
        resolve();
      };
      // "close" comes after the last line of output, "error" where the program could not be run at all.
      this.#child.on("close", (code, signal) =>
        end(signal === null ? `exit code ${code}` : `signal ${signal}`, code === 0),
      );
      this.#child.on("error", (error) => end(error.message, false));
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#isRunning) this.#child.kill(signal);
  }

  /** Resolves when the process is gone. */
  ended(): Promise<void> {
    return this.#ended;
  }
}
