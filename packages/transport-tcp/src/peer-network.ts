/**
 * The network between the nodes of a cluster, over TCP.
 *
 * Per ordered pair of nodes and channel there is one connection, dialled by the side that sends; messages flow from
 * dialer to acceptor, pings both ways. Raft and replication never share a connection, so that no heartbeat waits
 * behind record batches. Within a connection messages arrive in the order in which they were sent, or not at all.
 */
import type { Message, RaftNetwork } from "@chronik/raft-core";
import type { ReplicationMessage, ReplicationNetwork } from "@chronik/wal";
import { Acceptor, type AcceptorHandlers } from "./acceptor.ts";
import { TransportError } from "./errors.ts";
import { type Context, checkPeers, contextOf, type TcpPeerNetworkOptions } from "./options.ts";
import { Peer, type PeerHandlers, type PeerStatus } from "./peer.ts";
import type { PeerAddress } from "./peer-address.ts";
import type { ConnectionEvent, RefusalEvent } from "./ports.ts";

export class TcpPeerNetwork {
  /** Sends Raft messages. To a peer that is down or slow the newest are kept; to an unknown node they are dropped. */
  readonly raft: RaftNetwork;
  /** Sends replication messages, with back-pressure. The payload must not change until it is written out. */
  readonly replication: ReplicationNetwork;
  readonly #context: Context;
  readonly #listen: PeerAddress;
  readonly #acceptor: Acceptor;
  #peers = new Map<number, Peer>();
  #isStarted = false;
  #cancelTick: (() => void) | null = null;
  #isClosed = false;
  #listening: Promise<{ port: number }> | null = null;
  #closing: Promise<void> | null = null;

  /** Opens nothing yet. @throws {@link TransportError} `invalidOptions`. */
  constructor(options: TcpPeerNetworkOptions) {
    this.#context = contextOf(options);
    this.#listen = options.listen;
    this.#acceptor = new Acceptor(this.#context, {
      isPeer: (node) => this.#peers.has(node),
      handlers: this.#acceptorHandlers(),
    });
    this.raft = { send: (message) => this.#sendRaft(message) };
    this.replication = { send: (node, message) => this.#sendReplication(node, message) };
    this.setPeers(options.peers);
  }

  /**
   * Lets peers connect, from the moment of this call. Called again, it returns the same; after a failure it tries again.
   *
   * @returns The port listened on.
   * @throws {@link TransportError} `listenFailed`, or `closed` after {@link close}.
   */
  async listen(): Promise<{ port: number }> {
    if (this.#isClosed) throw closed();
    this.#listening ??= this.#acceptor.listen(this.#listen);
    // Not after the wait: a connection may come in before this goes on.
    this.#startTicking();
    try {
      return await this.#listening;
    } catch (error) {
      this.#listening = null;
      if (!this.#isStarted) this.#stopTicking();
      throw error;
    }
  }

  /** Dials every peer, and dials again whenever a connection is lost. */
  start(): void {
    if (this.#isClosed || this.#isStarted) return;
    this.#isStarted = true;
    this.#startTicking();
    for (const peer of this.#peers.values()) peer.start();
  }

  /**
   * Replaces the set of peers. Connections of those that are no longer in it end, as do those to an address that is no
   * longer a peer's; all others stay.
   *
   * @throws {@link TransportError} `invalidOptions`; nothing is changed then.
   */
  setPeers(addresses: ReadonlyMap<number, PeerAddress>): void {
    checkPeers(addresses);
    if (this.#isClosed) return;
    const before = this.#peers;
    this.#peers = new Map();
    for (const [node, { host, port }] of addresses) {
      if (node === this.#context.identity.nodeId) continue;
      const known = before.get(node);
      const stays = known?.address.host === host && known.address.port === port;
      this.#peers.set(node, stays ? known : this.#newPeer(node, { host, port }));
    }
    for (const [node, peer] of before) {
      if (this.#peers.get(node) === peer) continue;
      const isMoved = this.#peers.has(node);
      const error = new TransportError(
        "peerRemoved",
        isMoved ? "it has another address now" : "it is no longer a peer",
      );
      peer.stop(error);
      if (!isMoved) this.#acceptor.remove(node, error);
    }
    if (!this.#isStarted) return;
    for (const peer of this.#peers.values()) peer.start();
  }

  /** What is known of every peer now. */
  status(): PeerStatus[] {
    return [...this.#peers.values()].map((peer) =>
      peer.status((channel) => this.#acceptor.connection(peer.node, channel) !== undefined),
    );
  }

  /** Handshakes that this node has answered with a refusal. */
  get refusals(): number {
    return this.#acceptor.refusals;
  }

  /**
   * Writes what is queued, for as long as `closeTimeoutMs` allows, then ends every connection. No handler is called any
   * more once this has been called.
   *
   * @returns Resolves when every socket is closed and the port is free.
   */
  close(): Promise<void> {
    // First, so that what ending the connections brings about reaches no handler.
    this.#isClosed = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { timers, limits, sockets } = this.#context;
    this.#stopTicking();
    const peers = [...this.#peers.values()];
    for (const peer of peers) peer.finish(closed());
    const cancelTimeout = timers.set(() => {
      for (const peer of peers) peer.stop(closed());
    }, limits.closeTimeoutMs);
    this.#acceptor.endAll(closed());
    await this.#acceptor.close();
    await sockets.allClosed();
    cancelTimeout();
  }

  #sendRaft(message: Message): void {
    if (!this.#isClosed) this.#peers.get(message.to)?.raft.send(message);
  }

  #sendReplication(node: number, message: ReplicationMessage): boolean {
    const peer = this.#peers.get(node);
    return !this.#isClosed && peer !== undefined && peer.replication.send(message);
  }

  #newPeer(node: number, address: PeerAddress): Peer {
    return new Peer(this.#context, { node, address, handlers: this.#peerHandlers() });
  }

  #startTicking(): void {
    if (this.#cancelTick !== null || this.#isClosed) return;
    const tick = (): void => {
      this.#cancelTick = this.#context.timers.set(tick, this.#context.limits.pingIntervalMs);
      for (const peer of this.#peers.values()) peer.tick();
      this.#acceptor.tick();
    };
    this.#cancelTick = this.#context.timers.set(tick, this.#context.limits.pingIntervalMs);
  }

  #stopTicking(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
  }

  #peerHandlers(): PeerHandlers {
    return {
      onUp: ({ node }, channel, incarnation) =>
        this.#report({ node, channel, direction: "outgoing", state: "up", incarnation, error: null }),
      onDown: ({ node }, channel, incarnation, error) =>
        this.#report({ node, channel, direction: "outgoing", state: "down", incarnation, error }),
      onRefused: ({ node, where }, { refusal }) =>
        this.#reportRefused({ direction: "outgoing", node, address: where, reason: refusal! }),
      onReplicationWritable: (node) => {
        if (!this.#isClosed) this.#context.handlers.onReplicationWritable(node);
      },
    };
  }

  #acceptorHandlers(): AcceptorHandlers {
    return {
      onUp: ({ node, channel, incarnation }) => {
        this.#report({ node, channel, direction: "incoming", state: "up", incarnation, error: null });
        this.#peers.get(node)?.livesAs(incarnation);
      },
      onDown: ({ node, channel, incarnation }, error) =>
        this.#report({ node, channel, direction: "incoming", state: "down", incarnation, error }),
      onRefused: (event) => this.#reportRefused(event),
      onReceived: (node, channel, byteCount) => {
        const counters = this.#peers.get(node)?.received[channel];
        if (counters === undefined) return;
        counters.messages += 1;
        counters.bytes += byteCount;
      },
      onRaftMessage: (message) => this.#context.handlers.onRaftMessage(message),
      onReplicationMessage: (node, message) => this.#context.handlers.onReplicationMessage(node, message),
    };
  }

  #report(event: ConnectionEvent): void {
    if (!this.#isClosed) this.#context.handlers.onConnection(event);
  }

  #reportRefused(event: RefusalEvent): void {
    if (!this.#isClosed) this.#context.handlers.onRefused?.(event);
  }
}

function closed(): TransportError {
  return new TransportError("closed", "this node is shutting down");
}
