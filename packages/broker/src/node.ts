import { type Leadership, type Message, NO_NODE } from "@chronik/raft-core";
import type { ReplicationMessage } from "@chronik/wal";
import { BrokerStats } from "./broker-stats.ts";
import type { BrokerOptions } from "./config/broker-options.ts";
import { BrokerError, type BrokerErrorCode } from "./errors.ts";
import type { Endpoint } from "./metadata/image.ts";
import { assembleNode, type NodeAssembly, type StorageTuning } from "./node-assembly.ts";
import { type NodeStatus, nodeStatus } from "./node-status.ts";
import { PeerConnections } from "./peer-connections.ts";
import type { BrokerPorts, ClientConnection, ClientSession, PeerConnectionEvent } from "./ports.ts";
import { Session } from "./session/session.ts";

/** How long a node that stops tries to hand over what it leads. */
const LEAVE_TIMEOUT_MS = 5000;
/** How long it then waits for another node to lead the metadata log. */
const TRANSFER_TIMEOUT_MS = 1000;
const TRANSFER_POLL_MS = 10;

export interface BrokerNodeInit {
  readonly ports: BrokerPorts;
  readonly options: BrokerOptions;
  readonly storage?: StorageTuning;
  /** The node cannot go on: end the process. Called at most once; from then on nothing is acknowledged. */
  readonly onFatal: (error: BrokerError) => void;
}

/** What a node consists of; null before its storage is open. For `@chronik/broker/testing`. */
export let assemblyOf: (node: BrokerNode) => NodeAssembly | null;

/**
 * One node of a cluster: storage, Raft, partitions and coordinators, wired together over the node's ports. Its owner calls the
 * steps of the startup sequence in order: {@link recover}, {@link startRaft}, {@link whenLeaderKnown}, {@link register}, and then
 * hands over client connections to {@link accept}.
 *
 * Invariants:
 * - Nothing is sent before the storage is recovered, and no client is served before the registration of this process life is
 *   applied here.
 * - After a fatal error nothing is acknowledged any more, and the owner has been told once.
 */
export class BrokerNode {
  static {
    assemblyOf = (node) => node.#opened;
  }

  readonly stats = new BrokerStats();
  readonly #ports: BrokerPorts;
  readonly #options: BrokerOptions;
  readonly #storage: StorageTuning;
  readonly #onFatal: (error: BrokerError) => void;
  readonly #connections = new PeerConnections();
  readonly #leaderWaiters = new Set<() => void>();
  #opened: NodeAssembly | null = null;
  #leadership: Leadership = { role: "follower", term: 0, leader: NO_NODE, ready: false };
  #abandonLeaving: (() => void) | null = null;
  #failed = false;

  constructor(init: BrokerNodeInit) {
    this.#ports = init.ports;
    this.#options = init.options;
    this.#storage = init.storage ?? {};
    this.#onFatal = init.onFatal;
  }

  /** Startup step 2: opens and recovers the journals and the partition logs. Throws where they cannot be. */
  recover(): void {
    this.#opened = assembleNode({
      ports: this.#ports,
      options: this.#options,
      connections: this.#connections,
      storage: this.#storage,
      stats: this.stats,
      onLeadership: (leadership) => this.#onLeadership(leadership),
      onFailure: (code, error) => this.#fail(code, error),
    });
  }

  /** Startup step 3. From now on messages of other nodes are taken, and the clock runs. */
  startRaft(): void {
    const { loop, ticker } = this.#open();
    loop.start();
    ticker.start();
  }

  onRaftMessage(message: Message): void {
    this.#opened?.loop.step(message);
  }

  onReplicationMessage(node: number, message: ReplicationMessage): void {
    this.#opened?.replicas.onMessage(node, message);
  }

  onReplicationWritable(node: number): void {
    this.#opened?.replicas.onWritable(node);
  }

  onPeerConnection(event: PeerConnectionEvent): void {
    this.#connections.note(event, this.#ports.clock.monotonicMs());
    if (event.channel === "replication") this.#opened?.replicas.onConnection(event);
    if (event.channel !== "raft" || this.#connections.hears(event.node)) return;
    this.#opened?.leaderWatch.connectionBroke(event.node);
    if (!this.#quorumHeard()) this.#abandonLeaving?.();
  }

  /** Startup step 5: calls back, once and never from inside this call, when a leader is known. Returns what cancels it. */
  whenLeaderKnown(callback: () => void): () => void {
    const waiter = () => {
      this.#leaderWaiters.delete(waiter);
      callback();
    };
    this.#leaderWaiters.add(waiter);
    this.#ports.timers.defer(() => this.#tellLeaderWaiters());
    return () => this.#leaderWaiters.delete(waiter);
  }

  /** Startup step 6: `done` when this process life is registered, and leads and follows what the metadata says. */
  register(endpoints: readonly Endpoint[], done: () => void): void {
    const { registration, replicas, metadata } = this.#open();
    registration.register(endpoints, () => {
      replicas.start(metadata.image);
      done();
    });
  }

  /** Startup step 7: takes over a client connection. */
  accept(connection: ClientConnection): ClientSession {
    const { timers, logger } = this.#ports;
    const { handlers } = this.#open();
    const { requestBytesMax } = this.#options;
    return new Session({ connection, handlers, requestBytesMax, timers, logger });
  }

  /**
   * Hands over what this node leads, then stops everything and closes the storage. `done` is called once, also where nobody could
   * take over in time; with an error where the storage could not be closed cleanly (the next start recovers it).
   */
  shutdown(done: (error: Error | null) => void): void {
    const opened = this.#opened;
    if (opened === null || this.#failed) return done(null);
    this.#leave(opened, () => this.#stop(opened, done));
  }

  /** For people and monitoring. */
  status(): NodeStatus | null {
    if (this.#opened === null) return null;
    const { loop, metadata, replicas } = this.#opened;
    return nodeStatus({ raft: loop.status(), image: metadata.image, replicas, self: this.#options.nodeId });
  }

  #onLeadership(leadership: Leadership): void {
    const before = this.#leadership;
    this.#leadership = leadership;
    const { metadata, controller, leaderBalance } = this.#open();
    if (leadership.leader !== before.leader) {
      metadata.leaderChanged();
      this.#tellLeaderWaiters();
    }
    if (leadership.ready && !before.ready) {
      controller.start(leadership.term);
      leaderBalance.start();
    } else if (!leadership.ready && before.ready) {
      controller.stop();
      leaderBalance.stop();
    }
    if (leadership.role === before.role && leadership.leader === before.leader) return;
    const { role, term, leader } = leadership;
    this.#ports.logger.info("metadata leadership", { role, term, leader: leader === NO_NODE ? null : leader });
  }

  #tellLeaderWaiters(): void {
    if (this.#leadership.leader === NO_NODE) return;
    for (const waiter of [...this.#leaderWaiters]) waiter();
  }

  /** Whether this node and those that talk to it could commit something. */
  #quorumHeard(): boolean {
    const { voters, nodeId } = this.#options;
    const heard = this.#connections.heardNodes().filter((node) => voters.includes(node) && node !== nodeId);
    return heard.length + 1 > voters.length / 2;
  }

  /** Moves partitions, then Raft leadership, to others. There is nobody to move anything to in a cluster of one. */
  #leave(opened: NodeAssembly, done: () => void): void {
    if (this.#options.voters.length === 1 || !this.#quorumHeard()) return done();
    let left = false;
    const once = () => {
      if (left) return;
      left = true;
      this.#abandonLeaving = null;
      this.#transferRaftLeadership(opened, done);
    };
    this.#abandonLeaving = once;
    opened.registration.leave({ timeoutMs: LEAVE_TIMEOUT_MS }, once);
  }

  #transferRaftLeadership({ loop }: NodeAssembly, done: () => void): void {
    const successor = this.#connections.heardNodes()[0];
    if (this.#leadership.role !== "leader" || successor === undefined) return done();
    if (!loop.transferLeadership(successor).ok) return done();
    SIMULATION: globalThis.chronikSometimes?.("a node that stops hands over the metadata log");
    const deadlineMs = this.#ports.clock.monotonicMs() + TRANSFER_TIMEOUT_MS;
    const wait = () => {
      const over = this.#leadership.role !== "leader" || this.#ports.clock.monotonicMs() >= deadlineMs;
      if (over) done();
      else this.#ports.timers.set(TRANSFER_POLL_MS, wait);
    };
    wait();
  }

  #stop(opened: NodeAssembly, done: (error: Error | null) => void): void {
    const { registration, controller, leaderBalance, ticker, leaderWatch, groups, replicas, metadata, loop, wal } =
      opened;
    const { raftLog } = opened;
    registration.stop();
    controller.stop();
    leaderBalance.stop();
    ticker.stop();
    leaderWatch.stop();
    groups.close();
    replicas.stop();
    metadata.stop();
    loop.stop();
    wal.close((walError) => raftLog.close((raftError) => done(walError ?? raftError)));
  }

  #fail(code: BrokerErrorCode, error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFatal(new BrokerError(code, error.message, error));
  }

  #open(): NodeAssembly {
    if (this.#opened === null) throw new Error("the node's storage is not open yet: call recover() first");
    return this.#opened;
  }
}
