import type { BrokerNode } from "@chronik/broker";
import { inspectNode, type NodeAssembly } from "@chronik/broker/testing";
import { type ProcessPorts, SimMachine } from "../machine/sim-machine.ts";
import type { Death } from "../machine/sim-process.ts";
import type { SimNetwork } from "../network/index.ts";
import type { EventQueue } from "../world/event-queue.ts";
import type { RandomStreams } from "../world/random-streams.ts";
import type { Trace } from "../world/trace.ts";
import { hostOf, KAFKA_PORT } from "./addresses.ts";
import { type ClusterKnobs, DEFAULT_DISK_LATENCY } from "./knobs.ts";
import { SimNode } from "./sim-node.ts";
import { traceLogger } from "./trace-logger.ts";

/** Tells an observer what happens, when it does. Whoever looks must not touch. */
export interface ClusterHooks {
  /** After each callback of a node that it has survived. */
  onStep?(id: number): void;
  /** A process begins; none of its code has run. */
  onStart?(id: number): void;
  /** A node has opened what its disk holds, and has not spoken to anybody yet. */
  onRecovered?(id: number): void;
  /** A node serves clients. */
  onReady?(id: number): void;
  /** A process has ended, however it did. */
  onDeath?(id: number, death: Death): void;
  /** A node cannot go on; its process ends then. See `SimMachine.storageWasFaulty` for when it may. */
  onFatal?(id: number, error: Error): void;
  /** A node has stopped as it was asked to; with an error where not cleanly. */
  onStopped?(id: number, error: Error | null): void;
  /** Code of a node has thrown, which is always a bug. Default: the run ends with that. */
  onThrow?(id: number, error: unknown): void;
}

export interface SimClusterInit {
  readonly streams: RandomStreams;
  readonly queue: EventQueue;
  readonly network: SimNetwork;
  readonly trace: Trace;
  readonly knobs?: ClusterKnobs;
  readonly hooks?: ClusterHooks;
}

/**
 * A cluster from a seed: machines, a network, and on each machine the code that production runs, from the sockets of the peer
 * network down to the bytes on the disk.
 *
 * Machines are started, killed and broken through {@link machine}. Nothing comes back on its own.
 */
export class SimCluster {
  /** Node 1 first. */
  readonly machines: readonly SimMachine[];
  readonly #init: SimClusterInit;
  readonly #nodes = new Map<number, SimNode>();

  constructor(init: SimClusterInit) {
    this.#init = init;
    const count = init.knobs?.nodeCount ?? 3;
    this.machines = Array.from({ length: count }, (_, index) => this.#makeMachine(index + 1));
  }

  /** All nodes, up or down. */
  get ids(): number[] {
    return this.machines.map(({ id }) => id);
  }

  /** Nodes whose process runs or stands still. */
  get liveNodes(): number[] {
    return this.machines.filter(({ isUp }) => isUp).map(({ id }) => id);
  }

  /** Nodes that serve clients. */
  get readyNodes(): number[] {
    return this.liveNodes.filter((id) => this.#nodes.get(id)?.step === "ready");
  }

  /** Where clients find the nodes. */
  get bootstrap(): { readonly host: string; readonly port: number }[] {
    return this.ids.map((id) => ({ host: hostOf(id), port: KAFKA_PORT }));
  }

  machine(id: number): SimMachine {
    const machine = this.machines[id - 1];
    if (machine === undefined) throw new RangeError(`no node ${id} in this cluster`);
    return machine;
  }

  /** The process life of a node; null while it is down. */
  simNode(id: number): SimNode | null {
    return this.#nodes.get(id) ?? null;
  }

  /** Null while it is down. */
  node(id: number): BrokerNode | null {
    return this.#nodes.get(id)?.broker ?? null;
  }

  /** What a node consists of, to look at; null while it is down or before its storage is open. */
  inspect(id: number): NodeAssembly | null {
    const node = this.node(id);
    return node === null ? null : inspectNode(node);
  }

  startAll(): void {
    for (const machine of this.machines) machine.start();
  }

  #makeMachine(id: number): SimMachine {
    const { queue, trace, streams, knobs = {}, hooks = {}, network } = this.#init;
    return new SimMachine({
      id,
      queue,
      trace,
      streams,
      diskLatency: knobs.diskLatency ?? DEFAULT_DISK_LATENCY,
      clockSkewPpm: knobs.clockSkewPpm?.[id - 1] ?? 0,
      ...(knobs.turnMsMax !== undefined && { turnMsMax: knobs.turnMsMax }),
      boot: (ports) => this.#boot(id, ports),
      hooks: {
        onStep: () => hooks.onStep?.(id),
        onStart: () => hooks.onStart?.(id),
        onDeath: (_, death) => {
          network.processEnded(hostOf(id), death);
          this.#nodes.delete(id);
          hooks.onDeath?.(id, death);
        },
        onThrow: (_, error) => this.#onThrow(id, error),
      },
    });
  }

  #boot(id: number, ports: ProcessPorts): SimNode {
    const { trace, knobs = {}, hooks = {}, network } = this.#init;
    const node = new SimNode({
      id,
      ports,
      sockets: network.sockets(hostOf(id), ports.process),
      logger: traceLogger(trace, id),
      knobs,
      hooks: {
        onRecovered: () => hooks.onRecovered?.(id),
        onReady: () => {
          trace.event(id, "ready");
          hooks.onReady?.(id);
        },
        onFatal: (_, error) => {
          trace.event(id, "fatal", 0, 0, () => error.message);
          hooks.onFatal?.(id, error);
        },
        onStopped: (_, error) => hooks.onStopped?.(id, error),
      },
    });
    this.#nodes.set(id, node);
    node.start();
    return node;
  }

  #onThrow(id: number, error: unknown): void {
    const { trace, hooks = {} } = this.#init;
    trace.event(id, "throw", 0, 0, () => String((error as Error).stack ?? error));
    if (hooks.onThrow === undefined) throw new Error(`node ${id} threw: ${String(error)}`, { cause: error });
    hooks.onThrow(id, error);
  }
}
