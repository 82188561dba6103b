import { NodeProcess } from "./node-process.ts";

export interface SupervisorOptions {
  /** What to run for each node, by node id. */
  readonly commands: ReadonlyMap<number, readonly [string, ...string[]]>;
  /** Said once every node that runs is ready. */
  readonly readyLine: string;
  readonly print: (line: string) => void;
  /** How long nodes may take to stop. */
  readonly stopMsMax: number;
}

/** Runs several nodes. One that ends is reported and not started again; the others go on. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #nodes: NodeProcess[] = [];
  readonly #ready = new Set<number>();
  #stopping = false;
  #allClean = true;
  #saidReady = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts the nodes, and resolves when all of them have ended: with true where they did because they were told to, cleanly. */
  async run(): Promise<boolean> {
    for (const [nodeId, command] of this.#options.commands) {
      const onLine = (line: string) => this.#options.print(`[${nodeId}] ${line}`);
      const onReady = () => this.#onReady(nodeId);
      const onEnd = (end: { words: string; clean: boolean }) => this.#onEnd(nodeId, end);
      this.#nodes.push(new NodeProcess({ nodeId, command, onLine, onReady, onEnd }));
    }
    await Promise.all(this.#nodes.map((node) => node.ended()));
    return this.#stopping && this.#allClean;
  }

  /** Tells every node to stop, waits for as long as they may take, and kills the rest. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const node of this.#nodes) node.signal("SIGTERM");
    const { stopMsMax, print } = this.#options;
    const deadline = setTimeout(() => {
      for (const node of this.#nodes.filter((each) => each.isRunning)) {
        print(`node ${node.nodeId} did not stop within ${stopMsMax / 1000} s and is killed`);
        node.signal("SIGKILL");
      }
    }, stopMsMax);
    await Promise.all(this.#nodes.map((node) => node.ended()));
    clearTimeout(deadline);
  }

  /** Kills every node. */
  kill(): void {
    this.#stopping = true;
    this.#allClean = false;
    for (const node of this.#nodes) node.signal("SIGKILL");
  }

  #onReady(nodeId: number): void {
    this.#ready.add(nodeId);
    this.#sayReady();
  }

  #onEnd(nodeId: number, { words, clean }: { words: string; clean: boolean }): void {
    this.#allClean &&= clean;
    if (this.#stopping) return;
    const running = this.#nodes.filter((node) => node.isRunning && node.nodeId !== nodeId).map((node) => node.nodeId);
    const others = running.length === 0 ? "no node is left" : `still running: ${running.join(", ")}`;
    const early = this.#ready.has(nodeId) ? "" : " before it was ready";
    this.#options.print(`node ${nodeId} has ended${early} (${words}); ${others}`);
    this.#sayReady();
  }

  #sayReady(): void {
    const running = this.#nodes.filter((node) => node.isRunning);
    if (this.#saidReady || running.length === 0 || !running.every((node) => this.#ready.has(node.nodeId))) return;
    this.#saidReady = true;
    this.#options.print(this.#options.readyLine);
  }
}
