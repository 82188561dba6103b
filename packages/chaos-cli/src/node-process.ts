import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Command } from "./chronik-command.ts";

export interface NodeProcessOptions {
  readonly nodeId: number;
  readonly command: Command;
  /** Where its output goes; appended to. */
  readonly logFile: string;
}

/** One run of one node, from its start to its end. */
export class NodeProcess {
  readonly nodeId: number;
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<string>;
  #isRunning = true;

  constructor({ nodeId, command, logFile }: NodeProcessOptions) {
    this.nodeId = nodeId;
    const [program, ...args] = command;
    const log = openSync(logFile, "a");
    // The IPC channel brings the word that the node is ready; and the node stops when the channel's other end is gone.
    this.#child = spawn(program, args, { stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      this.#child.once("error", (error) => resolve(error.message));
    });
    void this.#ended.then(() => {
      this.#isRunning = false;
    });
    const said = new Promise<void>((resolve) => this.#child.once("message", () => resolve()));
    this.#ready = Promise.race([
      said,
      this.#ended.then((how) => {
        throw new Error(`node ${nodeId} ended before it was ready (${how}); its log: ${logFile}`);
      }),
    ]);
    // Whoever asks gets the error; nobody has to ask.
    this.#ready.catch(() => {});
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Resolves when the node says that it serves clients. @throws Error where it ends before that. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** kill -9, by process id. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#ended;
  }

  /** Asks it to stop, kills it where it takes too long. Resolves with how it ended. */
  async stop(stopMsMax: number): Promise<string> {
    this.signal("SIGTERM");
    const timer = setTimeout(() => this.signal("SIGKILL"), stopMsMax);
    const how = await this.#ended;
    clearTimeout(timer);
    return how;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#isRunning) this.#child.kill(signal);
  }
}
