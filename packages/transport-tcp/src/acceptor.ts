/**
 * The listening side: lets peers in and strangers not, and hands on what the peers send.
 *
 * Invariants:
 * - Of each peer and channel there is at most one connection; a newer one takes the place of the one before it, and of
 *   that one no frame is handed on any more.
 * - All connections of a peer are of one process life. The first connection of another life ends those of the one before
 *   it, and that life is refused from then on: a straggler of a dead process, or a second process that uses the same
 *   node id, does not get the connection back.
 * - A connection that has not said who it is holds at most one small frame in memory and one slot, for a limited time.
 */
import { reasonOf, TransportError } from "./errors.ts";
import { FRAME_TYPE } from "./frame.ts";
import type { OnFrame } from "./frame-reader.ts";
import { addressOf, FrameSocket } from "./frame-socket.ts";
import {
  CHANNELS,
  type Channel,
  decodeHello,
  encodeRefusal,
  encodeWelcome,
  HANDSHAKE_BYTES_MAX,
  type Hello,
} from "./handshake.ts";
import { IncomingConnection, type IncomingHandlers } from "./incoming-connection.ts";
import { OnceGate } from "./once-gate.ts";
import type { Context } from "./options.ts";
import type { PeerAddress } from "./peer-address.ts";
import type { ByteStream, Listener, RefusalEvent } from "./ports.ts";
import type { RefusalReason } from "./refusal.ts";

/** Process lives remembered per peer as superseded. */
const SUPERSEDED_MAX = 16;

export interface AcceptorHandlers extends IncomingHandlers {
  onRefused(event: RefusalEvent): void;
  onUp(connection: IncomingConnection): void;
  onDown(connection: IncomingConnection, error: TransportError): void;
}

interface KnownPeer {
  incarnation: number;
  /** Oldest first; never holds `incarnation`. */
  superseded: readonly number[];
}

export class Acceptor {
  refusals = 0;
  readonly #context: Context;
  readonly #isPeer: (node: number) => boolean;
  readonly #handlers: AcceptorHandlers;
  #listener: Listener | null = null;
  /** In order of arrival. */
  readonly #strangers = new Set<FrameSocket>();
  readonly #connections = new Map<string, IncomingConnection>();
  readonly #known = new Map<number, KnownPeer>();
  readonly #refusalLog = new OnceGate();

  constructor(context: Context, options: { isPeer: (node: number) => boolean; handlers: AcceptorHandlers }) {
    this.#context = context;
    this.#isPeer = options.isPeer;
    this.#handlers = options.handlers;
  }

  /**
   * Lets peers in, from the moment of this call.
   *
   * @throws {@link TransportError} `listenFailed`.
   */
  listen(address: PeerAddress): Promise<{ port: number }> {
    return new Promise((resolve, reject) => {
      let isListening = false;
      this.#listener = this.#context.tcp.listen(address, {
        listening: (port) => {
          isListening = true;
          resolve({ port });
        },
        accepted: (stream) => this.#accept(stream),
        failed: (error) => {
          // Out of descriptors, say. The listener itself goes on.
          if (isListening) this.#log("error", `cannot accept a connection (${reasonOf(error)})`, {});
          else reject(listenFailed(address, error));
        },
      });
    });
  }

  connection(node: number, channel: Channel): IncomingConnection | undefined {
    return this.#connections.get(keyOf(node, channel));
  }

  tick(): void {
    for (const connection of this.#connections.values()) connection.socket.tick();
  }

  /** Ends the connections of a peer that is none any more. */
  remove(node: number, error: TransportError): void {
    this.#known.delete(node);
    this.#endAllOf(node, error);
  }

  /** Ends every connection before it returns. */
  endAll(error: TransportError): void {
    for (const stranger of [...this.#strangers]) stranger.destroy(error);
    for (const connection of [...this.#connections.values()]) connection.socket.destroy(error);
  }

  /** Lets nobody else in, before it returns. Resolves when every connection has ended and the port is free. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#listener === null) resolve();
      else this.#listener.close(resolve);
    });
  }

  #accept(stream: ByteStream): void {
    const { limits, silentTicksMax, timers, sockets } = this.#context;
    let admitted: IncomingConnection | null = null;
    let onFrame: OnFrame = (type, header) => {
      onFrame = () => {};
      const connection = this.#greet(frames, type, header);
      if (connection === null) return;
      admitted = connection;
      onFrame = (messageType, messageHeader, payload) => connection.received(messageType, messageHeader, payload);
      cancelTimer();
      this.#handlers.onUp(connection);
    };
    const frames = new FrameSocket(stream, {
      isConnected: true,
      sockets,
      frameBytesMax: HANDSHAKE_BYTES_MAX,
      silentTicksMax,
      onFrame: (type, header, payload) => onFrame(type, header, payload),
      onClosed: (error) => {
        cancelTimer();
        this.#strangers.delete(frames);
        if (admitted !== null) this.#closed(admitted, error);
      },
    });
    const cancelTimer = timers.set(() => {
      frames.destroy(new TransportError("handshakeTimeout", "it did not say who it is"));
    }, limits.handshakeTimeoutMs);
    this.#strangers.add(frames);
    if (this.#strangers.size > limits.handshakesMax) this.#evictOldestStranger();
  }

  /** The one that has had the most time to say who it is gives way, so that a flood of strangers cannot lock peers out. */
  #evictOldestStranger(): void {
    for (const oldest of this.#strangers) {
      oldest.destroy(new TransportError("crowded", "too many connections are shaking hands"));
      return;
    }
  }

  /** A stranger's first frame: null where it stays one. */
  #greet(frames: FrameSocket, type: number, header: Uint8Array): IncomingConnection | null {
    let hello: Hello;
    try {
      if (type !== FRAME_TYPE.hello) throw new TransportError("protocolViolation", `frame of type ${type}`);
      hello = decodeHello(header);
    } catch (error) {
      const { refusal } = error as TransportError;
      if (refusal !== undefined) this.#refuse(frames, null, refusal);
      else frames.destroy(error as TransportError);
      return null;
    }
    const refusal = this.#judge(hello);
    if (refusal !== null) {
      this.#refuse(frames, hello.nodeId, refusal);
      return null;
    }
    return this.#admit(frames, hello);
  }

  #judge(hello: Hello): RefusalReason | null {
    const { clusterId, nodeId } = this.#context.identity;
    if (hello.clusterId !== clusterId) return "wrongCluster";
    if (hello.acceptorNodeId !== nodeId) return "wrongNode";
    if (!this.#isPeer(hello.nodeId)) return "unknownNode";
    const superseded = this.#known.get(hello.nodeId)?.superseded.includes(hello.incarnation) ?? false;
    // Once the later process has gone, whoever is still there speaks for the node again.
    return superseded && this.#isConnected(hello.nodeId) ? "superseded" : null;
  }

  #isConnected(node: number): boolean {
    return CHANNELS.some((channel) => this.connection(node, channel) !== undefined);
  }

  #refuse(frames: FrameSocket, node: number | null, reason: RefusalReason): void {
    const address = addressOf(frames.remoteHost, frames.remotePort);
    this.refusals += 1;
    frames.write([encodeRefusal(reason)]);
    frames.end();
    if (this.#refusalLog.passes(`${node} ${frames.remoteHost} ${reason}`)) {
      const who = node === null ? "a node" : `node ${node}`;
      this.#log("warn", `refused ${who} at ${address} (${reason})`, { reason, address });
    }
    this.#handlers.onRefused({ direction: "incoming", node, address, reason });
  }

  #admit(frames: FrameSocket, hello: Hello): IncomingConnection | null {
    const { nodeId: node, channel, incarnation } = hello;
    this.#supersede(hello);
    // The owner has been told of connections that ended, and may have changed its mind about this peer.
    if (frames.isClosed || !this.#isPeer(node)) {
      frames.destroy(new TransportError("peerRemoved", "no longer a peer"));
      return null;
    }
    this.#strangers.delete(frames);
    this.#refusalLog.forget(`${node} `);
    frames.frameBytesMax = this.#context.limits.frameBytesMax;
    frames.write([encodeWelcome(this.#context.identity)]);
    const nodeId = this.#context.identity.nodeId;
    const connection = new IncomingConnection(nodeId, { node, channel, incarnation, socket: frames }, this.#handlers);
    this.#connections.set(keyOf(node, channel), connection);
    return connection;
  }

  /** Ends what the new connection takes the place of, before it becomes known itself. */
  #supersede({ nodeId, channel, incarnation }: Hello): void {
    const known = this.#known.get(nodeId);
    if (known === undefined) {
      this.#known.set(nodeId, { incarnation, superseded: [] });
    } else if (known.incarnation !== incarnation) {
      // One that speaks for the node again is not superseded any more: its other connections come next.
      const others = known.superseded.filter((other) => other !== incarnation);
      known.superseded = [...others, known.incarnation].slice(-SUPERSEDED_MAX);
      known.incarnation = incarnation;
      this.#endAllOf(nodeId, new TransportError("superseded", "a later process of the peer has connected"));
    }
    const before = this.connection(nodeId, channel);
    before?.socket.destroy(new TransportError("superseded", "the peer has connected again"));
  }

  #endAllOf(node: number, error: TransportError): void {
    for (const channel of CHANNELS) this.connection(node, channel)?.socket.destroy(error);
  }

  #closed(connection: IncomingConnection, error: TransportError): void {
    const { node, channel } = connection;
    this.#connections.delete(keyOf(node, channel));
    if (error.code === "protocolViolation" || error.code === "silent") {
      this.#log("warn", `closed the connection of node ${node} (${error.message})`, { node, channel });
    }
    this.#handlers.onDown(connection, error);
  }

  #log(level: "info" | "warn" | "error", message: string, attributes: Record<string, string | number>): void {
    this.#context.log({ level, message, attributes });
  }
}

function listenFailed({ host, port }: PeerAddress, cause: Error): TransportError {
  return new TransportError("listenFailed", `cannot listen on ${host}:${port} (${reasonOf(cause)})`, { cause });
}

function keyOf(node: number, channel: Channel): string {
  return `${node} ${channel}`;
}
