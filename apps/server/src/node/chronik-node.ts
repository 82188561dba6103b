import type { Logger } from "@chronik/broker";
import type { TcpPeerNetwork } from "@chronik/transport-tcp";
import { nodeDecompression } from "../adapters/decompression.ts";
import { nodeClock } from "../adapters/node-clock.ts";
import { nodeDisk } from "../adapters/node-disk.ts";
import { nodeRandom } from "../adapters/node-random.ts";
import { nodeTimers } from "../adapters/node-timers.ts";
import { probeAddress } from "../adapters/tcp-servers.ts";
import { AdminServer } from "../admin/admin-server.ts";
import { formatAddress } from "../config/endpoint.ts";
import type { NodeConfig } from "../config/node-config.ts";
import { asServerError, type DataFolder, openDataFolder } from "../data-folder/data-folder.ts";
import type { Broker, BrokerFactory } from "./broker.ts";
import { ClientListeners } from "./client-listeners.ts";
import { waitForLeader } from "./leader-wait.ts";
import { createPeerNetwork, listenForPeers, RAFT_LISTENER, unreachablePeers } from "./peer-network.ts";
import { StartupProgress } from "./startup-progress.ts";

export interface ChronikNodeOptions {
  readonly config: NodeConfig;
  readonly logger: Logger;
  readonly createBroker: BrokerFactory;
  /** The node cannot go on, and its process must end at once. */
  readonly onFatal: (error: Error) => void;
}

/** How long the broker may take to hand off its leaderships and to flush. */
const SHUTDOWN_MS_MAX = 10_000;

const SYSTEM = {
  clock: nodeClock,
  timers: nodeTimers,
  random: nodeRandom,
  disk: nodeDisk,
  decompression: nodeDecompression,
} as const;

/** What the first steps have opened. */
interface Opened {
  readonly folder: DataFolder;
  readonly listeners: ClientListeners;
}

/**
 * One node: the broker, with the real network, disk and clock around it.
 *
 * Invariant: `stop` closes everything that `start` has opened, whatever step the start was at, and nothing is opened
 * after it.
 */
export class ChronikNode {
  readonly #options: ChronikNodeOptions;
  readonly #progress: StartupProgress;
  readonly #abort = new AbortController();
  #starting: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  #folder: DataFolder | undefined;
  #admin: AdminServer | undefined;
  #network: TcpPeerNetwork | undefined;
  /** Set once it has recovered. */
  #broker: Broker | undefined;
  #listeners: ClientListeners | undefined;

  constructor(options: ChronikNodeOptions) {
    this.#options = options;
    this.#progress = new StartupProgress(options.logger);
  }

  /**
   * Resolves true when the node serves clients; false where it was stopped before that.
   *
   * @throws ServerError, or the storage's error, whose message says what is wrong. Call {@link stop} then, too.
   */
  start(): Promise<boolean> {
    const started = this.#start();
    this.#starting = started.catch(() => {});
    return started;
  }

  /**
   * Stops accepting, hands off leaderships, flushes and closes. Resolves when nothing of the node is left.
   *
   * @throws Error where the broker did not shut down cleanly, or not in time; everything else is closed all the same.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #start(): Promise<boolean> {
    const opened = await this.#prepare();
    if (this.#isStopping) return false;
    const { broker, network } = this.#recover(opened);
    await this.#openPeerReceiver(network);
    if (this.#isStopping) return false;
    await this.#awaitLeader(broker, network);
    if (this.#isStopping) return false;
    await this.#register(broker, opened.listeners);
    if (this.#isStopping) return false;
    await opened.listeners.listen();
    if (this.#isStopping) return false;
    this.#progress.completed(`Kafka listener opened, node is ready: ${opened.listeners}`);
    return true;
  }

  get #isStopping(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Step 1. Addresses are tried here too, so that one that is taken is found out before any work is done. */
  async #prepare(): Promise<Opened> {
    const { config, logger } = this.#options;
    const { nodeId, clusterId, dataFolder, adminListener } = config;
    const folder = await openDataFolder({ path: dataFolder, nodeId, clusterId });
    this.#folder = folder;
    if (adminListener !== null) {
      this.#admin = await AdminServer.open(adminListener, {
        progress: this.#progress,
        status: () => this.#status(),
      });
    }
    await probeAddress(config.raftListener, RAFT_LISTENER);
    const accept: Broker["accept"] = (connection) => this.#broker!.accept(connection);
    const listeners = await ClientListeners.plan({ config, logger, accept });
    this.#listeners = listeners;
    const how = folder.isNew ? "made and locked" : "locked";
    this.#progress.completed(`data folder ${how}: ${folder.path}`, { nodeId, clusterId: folder.clusterId });
    return { folder, listeners };
  }

  /** Steps 2 and 3. */
  #recover({ folder }: Opened): { broker: Broker; network: TcpPeerNetwork } {
    const { config, logger, createBroker, onFatal } = this.#options;
    const { clusterId, directoryId } = folder;
    const incarnation = nodeRandom.uuid();
    const network = createPeerNetwork({ config, clusterId, incarnation, logger, broker: () => broker });
    this.#network = network;
    const broker = createBroker({
      ports: { ...SYSTEM, network, logger },
      options: { ...config.broker, clusterId, directoryId, incarnation },
      onFatal,
    });
    const startMs = nodeClock.monotonicMs();
    naming(folder.path, () => broker.recover());
    this.#broker = broker;
    const tookMs = Math.round(nodeClock.monotonicMs() - startMs);
    this.#progress.completed("journals recovered, partition logs opened", { tookMs });
    broker.startRaft();
    this.#progress.completed("raft message loop started", { voters: [...config.voters.keys()].join(",") });
    return { broker, network };
  }

  /** Step 4. */
  async #openPeerReceiver(network: TcpPeerNetwork): Promise<void> {
    const { config } = this.#options;
    const port = await listenForPeers(network, config);
    if (this.#isStopping) return;
    network.start();
    const address = formatAddress({ host: config.raftListener.host || "0.0.0.0", port });
    this.#progress.completed(`peer receiver listens on ${address}`);
  }

  /** Step 5. */
  async #awaitLeader(broker: Broker, network: TcpPeerNetwork): Promise<void> {
    await waitForLeader({
      broker,
      unreachablePeers: () => unreachablePeers(network),
      timers: nodeTimers,
      logger: this.#options.logger,
      signal: this.#abort.signal,
    });
    if (!this.#isStopping) this.#progress.completed("a leader is known");
  }

  /** Step 6. */
  async #register(broker: Broker, { endpoints }: ClientListeners): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#abort.signal.addEventListener("abort", () => resolve(), { once: true });
      broker.register(endpoints, resolve);
    });
    if (!this.#isStopping) this.#progress.completed("node is registered, its metadata is applied");
  }

  async #stop(): Promise<void> {
    this.#progress.stopping();
    this.#abort.abort();
    this.#listeners?.stopAccepting();
    await this.#starting;
    this.#listeners?.stopAccepting();
    const error = this.#broker === undefined ? null : await shutDown(this.#broker);
    this.#listeners?.close();
    await this.#network?.close();
    this.#admin?.close();
    await this.#folder?.release();
    if (error !== null) throw error;
  }

  #status(): object {
    const { nodeId, dataFolder } = this.#options.config;
    const peers = (this.#network?.status() ?? []).map(({ node, host, port, reachable, error }) => {
      return { nodeId: node, address: formatAddress({ host, port }), reachable, error: error?.message ?? null };
    });
    const clusterId = this.#folder?.clusterId ?? null;
    return { nodeId, clusterId, dataFolder, ...this.#broker?.status(), peers };
  }
}

/** Why the broker did not shut down cleanly, or null where it did. */
function shutDown(broker: Broker): Promise<Error | null> {
  return new Promise((resolve) => {
    const deadline = nodeTimers.set(SHUTDOWN_MS_MAX, () => {
      resolve(new Error(`the broker did not finish within ${SHUTDOWN_MS_MAX / 1000} s`));
    });
    broker.shutdown((error) => {
      deadline.cancel();
      resolve(error);
    });
  });
}

/** The system does not say which folder it could not read, write or sync. */
function naming(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw asServerError(error, folder);
    throw error;
  }
}
