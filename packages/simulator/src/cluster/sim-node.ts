/**
 * One process life of a node: the broker, with simulated surroundings, started and stopped in the order of the server
 * (`apps/server/src/node/chronik-node.ts`). Each step is a turn of its own, so that a crash can come between any two.
 */
import { BrokerNode, connectionIncarnation, type Logger } from "@chronik/broker";
import { DEFAULT_LIMITS, type LogRecord, type PeerAddress, type Sockets, TcpPeerNetwork } from "@chronik/transport-tcp";
import type { ProcessPorts, Program } from "../machine/sim-machine.ts";
import { hostOf, KAFKA_PORT, LISTENER, RAFT_PORT } from "./addresses.ts";
import { ClientListener } from "./client-listener.ts";
import { openDataFolder } from "./data-folder.ts";
import { type ClusterKnobs, defaultOptions, SMALL_STORAGE } from "./knobs.ts";

/** As in the server: how long the broker may take to hand off its leaderships and to flush. */
const SHUTDOWN_MS_MAX = 10_000;
const CLIENT_BUFFER_BYTES_MAX = 1024 * 1024;

/** How far a node has come. */
export type NodeStep = "recovering" | "waitingForLeader" | "registering" | "ready" | "stopping";

export interface NodeHooks {
  /** Its storage is open; it has not spoken to anybody yet. */
  onRecovered(node: SimNode): void;
  /** It serves clients. */
  onReady(node: SimNode): void;
  /** It cannot go on, and its process ends when this returns. */
  onFatal(node: SimNode, error: Error): void;
  /** It has stopped as it was asked to; with an error where not cleanly. Its process ends when this returns. */
  onStopped(node: SimNode, error: Error | null): void;
}

export interface SimNodeInit {
  readonly id: number;
  readonly ports: ProcessPorts;
  /** Those of this process life. */
  readonly sockets: Sockets;
  readonly logger: Logger;
  readonly knobs: ClusterKnobs;
  readonly hooks: NodeHooks;
}

export class SimNode implements Program {
  readonly id: number;
  readonly broker: BrokerNode;
  readonly network: TcpPeerNetwork;
  readonly #init: SimNodeInit;
  #step: NodeStep = "recovering";
  #listener: ClientListener | null = null;
  #cancelWait: () => void = () => {};

  /** Opens the data folder; all else is for {@link start}. Throws where the folder cannot be used. */
  constructor(init: SimNodeInit) {
    const { id, ports, sockets, logger, knobs } = init;
    const { disk, clock, random, process } = ports;
    this.#init = init;
    this.id = id;
    const options = { ...defaultOptions(knobs.nodeCount ?? 3), ...knobs.broker };
    const directoryId = this.#directoryId(options.dataFolder);
    const incarnation = random.uuid();
    const { timers } = process;
    this.network = new TcpPeerNetwork({
      clusterId: options.clusterId,
      nodeId: id,
      incarnation: connectionIncarnation(incarnation),
      listen: addressOf(id),
      peers: new Map(options.voters.filter((voter) => voter !== id).map((voter) => [voter, addressOf(voter)])),
      limits: knobs.peerLimits ?? {},
      logger: ({ level, message, attributes }: LogRecord) => logger[level](message, attributes),
      timers: {
        set: (callback, delayMs) => {
          const timer = timers.set(delayMs, callback);
          return () => timer.cancel();
        },
        defer: (callback) => timers.defer(callback),
      },
      random,
      sockets,
      handlers: {
        onRaftMessage: (message) => this.broker.onRaftMessage(message),
        onReplicationMessage: (node, message) => this.broker.onReplicationMessage(node, message),
        onReplicationWritable: (node) => this.broker.onReplicationWritable(node),
        onConnection: (event) => this.broker.onPeerConnection(event),
      },
    });
    this.broker = new BrokerNode({
      ports: { clock, timers, random, disk, logger, network: this.network, decompression: NO_DECOMPRESSION },
      options: { ...options, nodeId: id, incarnation, directoryId },
      storage: knobs.storage ?? SMALL_STORAGE,
      onFatal: (error) => this.fail(error),
    });
  }

  #directoryId(dataFolder: string): string {
    const { disk, random } = this.#init.ports;
    try {
      return openDataFolder(disk, dataFolder, random);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  get step(): NodeStep {
    return this.#step;
  }

  /** Connections of clients that are open. */
  get clientConnections(): number {
    return this.#listener?.connectionCount ?? 0;
  }

  /** Recovers what the disk holds, in this call; the other steps of the start follow in turns of their own. */
  start(): void {
    try {
      this.broker.recover();
    } catch (error) {
      this.fail(error as Error);
    }
    this.#init.hooks.onRecovered(this);
    this.#inSteps([
      () => this.broker.startRaft(),
      () => {
        void this.network.listen();
        this.network.start();
      },
      () => this.#awaitLeader(),
    ]);
  }

  /** SIGTERM. */
  terminate(): void {
    if (this.#step === "stopping") return;
    const { timers } = this.#init.ports.process;
    this.#step = "stopping";
    this.#cancelWait();
    this.#listener?.stopAccepting();
    let isOver = false;
    const end = (error: Error | null) => {
      if (isOver) return;
      isOver = true;
      deadline.cancel();
      this.#close(error);
    };
    const deadline = timers.set(SHUTDOWN_MS_MAX, () => end(new Error("the broker did not finish in time")));
    this.broker.shutdown(end);
  }

  /** The process ends because of an error. Does not return. */
  fail(error: Error): never {
    const { process } = this.#init.ports;
    // Of a process that has died, this is only what its code makes of its end.
    process.requireAlive();
    this.#init.hooks.onFatal(this, error);
    process.die("exited");
    process.requireAlive();
    throw error;
  }

  #inSteps(steps: readonly (() => void)[]): void {
    const [first, ...others] = steps;
    if (first === undefined) return;
    this.#init.ports.process.timers.defer(() => {
      if (this.#step === "stopping") return;
      first();
      this.#inSteps(others);
    });
  }

  #awaitLeader(): void {
    this.#step = "waitingForLeader";
    this.#cancelWait = this.broker.whenLeaderKnown(() => this.#register());
  }

  #register(): void {
    this.#step = "registering";
    const endpoints = [{ listener: LISTENER, host: hostOf(this.id), port: KAFKA_PORT }];
    this.broker.register(endpoints, () => this.#open());
  }

  #open(): void {
    if (this.#step === "stopping") return;
    const { sockets, ports, knobs, hooks } = this.#init;
    this.#listener = new ClientListener({
      node: this.id,
      sockets,
      process: ports.process,
      bufferBytesMax: knobs.clientBufferBytesMax ?? CLIENT_BUFFER_BYTES_MAX,
      accept: (connection) => this.broker.accept(connection),
    });
    this.#step = "ready";
    hooks.onReady(this);
  }

  /** The server waits until the last bytes are out; here the process stays for as long as that may take. */
  #close(error: Error | null): void {
    const { ports, knobs, hooks } = this.#init;
    this.#listener?.close();
    void this.network.close();
    const closeMs = knobs.peerLimits?.closeTimeoutMs ?? DEFAULT_LIMITS.closeTimeoutMs;
    ports.process.timers.set(closeMs, () => {
      hooks.onStopped(this, error);
      ports.process.die("exited");
    });
  }
}

/** No simulated client compresses. */
const NO_DECOMPRESSION = {
  decompress: (codec: string): Uint8Array => {
    throw new Error(`no simulated client compresses with ${codec}`);
  },
};

function addressOf(node: number): PeerAddress {
  return { host: hostOf(node), port: RAFT_PORT };
}
