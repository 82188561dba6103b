import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./chronik-command.ts";
import { findFreePorts } from "./free-ports.ts";
import { type ClusterMetadata, fetchClusterMetadata, fetchTopicMetadata, type PartitionMetadata } from "./metadata.ts";
import { NodeProcess } from "./node-process.ts";
import { waitFor } from "./wait-for.ts";

export interface ClusterOptions {
  readonly chronik: Command;
  /** The nodes' data and logs go here. */
  readonly folder: string;
  /** First of nine ports in a row: three for Kafka, three for Raft, three for admin. Undefined: free ones. */
  readonly basePort: number | undefined;
  readonly signal: AbortSignal;
}

interface Ports {
  readonly kafka: number;
  readonly raft: number;
  readonly admin: number;
}

export const NODE_IDS = [1, 2, 3] as const;
const HOST = "127.0.0.1";
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const METADATA_MS_MAX = 500;

/** Three nodes as processes, each of which can be killed and started again. */
export class Cluster {
  readonly #options: ClusterOptions;
  readonly #ports: ReadonlyMap<number, Ports>;
  readonly #processes = new Map<number, NodeProcess>();
  readonly #clusterId = `chaos-${process.pid}`;

  private constructor(options: ClusterOptions, ports: ReadonlyMap<number, Ports>) {
    this.#options = options;
    this.#ports = ports;
  }

  /** Finds ports; starts nothing yet. */
  static async prepare(options: ClusterOptions): Promise<Cluster> {
    mkdirSync(options.folder, { recursive: true });
    const base = options.basePort ?? (await findFreePorts(3 * NODE_IDS.length));
    return new Cluster(options, assignPorts(base));
  }

  get bootstrapServers(): string[] {
    return [...this.#ports.values()].map(({ kafka }) => `${HOST}:${kafka}`);
  }

  /** Starts these nodes, and resolves when all of them serve clients. */
  async start(nodeIds: readonly number[] = NODE_IDS): Promise<void> {
    this.#options.signal.throwIfAborted();
    const { folder } = this.#options;
    const started = nodeIds.map((nodeId) => {
      const logFile = join(folder, `node-${nodeId}.log`);
      const node = new NodeProcess({ nodeId, command: this.#command(nodeId), logFile });
      this.#processes.set(nodeId, node);
      return node;
    });
    const limit = { what: `nodes ${nodeIds.join(", ")} to be ready`, timeoutMs: READY_MS_MAX };
    await within(limit, this.#options.signal, Promise.all(started.map((node) => node.ready())));
  }

  /** kill -9. The signal is sent before this returns; it resolves when the processes are gone. */
  async kill(nodeIds: readonly number[] = NODE_IDS): Promise<void> {
    await Promise.all(nodeIds.map((nodeId) => this.#processes.get(nodeId)?.kill()));
  }

  /** Stops every node; resolves with those that did not stop cleanly, in words. */
  async stop(): Promise<string[]> {
    const nodes = [...this.#processes.values()].filter((node) => node.isRunning);
    const ends = await Promise.all(nodes.map(async (node) => ({ node, how: await node.stop(STOP_MS_MAX) })));
    return ends.filter(({ how }) => how !== "exit code 0").map(({ node, how }) => `node ${node.nodeId} (${how})`);
  }

  /** Leaves no process behind. */
  async killAll(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((node) => node.kill()));
  }

  /** What each node says about the cluster, by node id. @throws Error where one of them does not answer. */
  async views(): Promise<ClusterMetadata[]> {
    const timeoutMs = METADATA_MS_MAX;
    return Promise.all(
      [...this.#ports.values()].map(({ kafka }) => fetchClusterMetadata({ host: HOST, port: kafka }, { timeoutMs })),
    );
  }

  /** What one node says about the first partition of a topic. */
  async partition(topic: string, nodeId: number): Promise<PartitionMetadata> {
    const broker = { host: HOST, port: this.#ports.get(nodeId)!.kafka };
    const { errorCode, partitions } = await fetchTopicMetadata(broker, { topic, timeoutMs: METADATA_MS_MAX });
    if (errorCode !== 0) throw new Error(`error ${errorCode} for topic ${topic}`);
    return partitions[0]!;
  }

  /** Waits until some running node says about the first partition of a topic what is wanted. */
  waitForPartition(
    topic: string,
    wanted: { readonly what: string; readonly timeoutMs: number; is(partition: PartitionMetadata): boolean },
  ): Promise<PartitionMetadata> {
    const { signal } = this.#options;
    return waitFor({ what: wanted.what, timeoutMs: wanted.timeoutMs, signal }, async () => {
      const running = [...this.#processes.values()].filter((node) => node.isRunning);
      const views = await Promise.allSettled(running.map(({ nodeId }) => this.partition(topic, nodeId)));
      for (const view of views) if (view.status === "fulfilled" && wanted.is(view.value)) return view.value;
      return undefined;
    });
  }

  /** The Raft term that a node says it is in, on its admin listener. */
  async raftTerm(nodeId: number): Promise<number> {
    const response = await fetch(`http://${HOST}:${this.#ports.get(nodeId)!.admin}/status`);
    const status = (await response.json()) as { raft?: { term?: unknown } };
    const term = status.raft?.term;
    if (typeof term !== "number") throw new Error(`node ${nodeId} says no term on its admin listener`);
    return term;
  }

  #command(nodeId: number): Command {
    const { kafka, raft, admin } = this.#ports.get(nodeId)!;
    const voters = [...this.#ports].map(([id, ports]) => `${id}@${HOST}:${ports.raft}`);
    const overrides = [
      `node.id=${nodeId}`,
      `cluster.id=${this.#clusterId}`,
      `log.dirs=${join(this.#options.folder, `node-${nodeId}`)}`,
      `listeners=PLAINTEXT://${HOST}:${kafka},CONTROLLER://${HOST}:${raft}`,
      `controller.quorum.voters=${voters.join(",")}`,
      `chronik.admin.port=${admin}`,
      "default.replication.factor=3",
      "min.insync.replicas=2",
      // Nobody else joins the groups here: no need to wait for them.
      "group.initial.rebalance.delay.ms=0",
    ];
    const [program, ...args] = this.#options.chronik;
    return [program, ...args, "start", "--supervised", ...overrides.flatMap((each) => ["--override", each])];
  }
}

function assignPorts(base: number): Map<number, Ports> {
  const count = NODE_IDS.length;
  return new Map(
    NODE_IDS.map((nodeId, index) => {
      const kafka = base + index;
      return [nodeId, { kafka, raft: kafka + count, admin: kafka + 2 * count }];
    }),
  );
}

/** The promise's value; an error where it takes too long, or is given up. */
function within<Value>(
  { what, timeoutMs }: { what: string; timeoutMs: number },
  signal: AbortSignal,
  promise: Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`)), timeoutMs);
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener("abort", giveUp, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    });
  });
}
