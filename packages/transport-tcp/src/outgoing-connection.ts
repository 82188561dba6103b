/**
 * The connection over which this node sends to one peer on one channel: dialled by this node, and dialled again
 * whenever it is lost, until it is stopped.
 *
 * ```
 * idle ──start──► dialling ──welcome──► up
 *                  ▲    │                │
 *   back-off over, │    │ failure        │ lost
 *   or peer lives  │    ▼                │
 *                  └─ waiting ◄──────────┘         any of them ──stop──► stopped
 * ```
 *
 * Invariants:
 * - Frames leave in the order in which they were queued; a frame is handed to a socket at most once.
 * - What was handed to a socket that breaks is lost. What is still queued stays for the next connection, unless the
 *   queue's owner drops it.
 * - One write per turn of the event loop: what is queued during a turn is written at its end, and what is queued while
 *   a write is under way goes with the next one.
 */
import { Backoff } from "./backoff.ts";
import { TransportError } from "./errors.ts";
import { FRAME_TYPE } from "./frame.ts";
import { addressOf, FrameSocket } from "./frame-socket.ts";
import { type Channel, decodeRefusal, decodeWelcome, encodeHello, HANDSHAKE_BYTES_MAX } from "./handshake.ts";
import { OnceGate } from "./once-gate.ts";
import type { Context } from "./options.ts";
import type { PeerAddress } from "./peer-address.ts";
import { REFUSAL_TEXTS } from "./refusal.ts";
import { SendQueue } from "./send-queue.ts";

export type OutgoingState = "idle" | "waiting" | "dialling" | "up" | "stopped";

export interface OutgoingHandlers {
  onUp(incarnation: number): void;
  /** Only after `onUp`. */
  onDown(incarnation: number, error: TransportError): void;
  /** The kernel took what was under way: the queue is shorter now. */
  onWritten(): void;
  /** The peer refused the handshake. */
  onRefused(error: TransportError): void;
}

export class OutgoingConnection {
  readonly queue = new SendQueue();
  readonly node: number;
  readonly channel: Channel;
  readonly address: PeerAddress;
  messagesSent = 0;
  bytesSent = 0;
  connections = 0;
  readonly #context: Context;
  readonly #handlers: OutgoingHandlers;
  readonly #backoff: Backoff;
  #state: OutgoingState = "idle";
  #socket: FrameSocket | null = null;
  #incarnation = 0;
  #inflightByteCount = 0;
  #flushIsDue = false;
  #isFinishing = false;
  #error: TransportError | null = null;
  #cancelTimer: () => void = () => {};
  /** What has been logged since the connection was last up: a retry that fails the same way says nothing new. */
  readonly #logged = new OnceGate();

  constructor(
    context: Context,
    options: { node: number; channel: Channel; address: PeerAddress; handlers: OutgoingHandlers },
  ) {
    this.#context = context;
    this.node = options.node;
    this.channel = options.channel;
    this.address = options.address;
    this.#handlers = options.handlers;
    const { redialMsMin, redialMsMax } = context.limits;
    this.#backoff = new Backoff({ delayMsMin: redialMsMin, delayMsMax: redialMsMax, random: context.random });
  }

  get state(): OutgoingState {
    return this.#state;
  }

  /** What ended the last attempt or connection; null while up. */
  get error(): TransportError | null {
    return this.#error;
  }

  /** Queued, and handed to the socket but not yet taken by the kernel. */
  get pendingByteCount(): number {
    return this.queue.byteCount + this.#inflightByteCount;
  }

  start(): void {
    if (this.#state === "idle") this.#dial();
  }

  /**
   * The peer has just connected to us, so it can be reached without waiting for the back-off to pass. Where it is another
   * process life than the one we are connected to, that connection leads nowhere (a machine that lost its power says no
   * good-bye).
   */
  peerLivesAs(incarnation: number): void {
    if (this.#state === "up" && incarnation !== this.#incarnation) {
      this.#socket?.destroy(new TransportError("superseded", "the peer has been restarted"));
    }
    if (this.#state !== "waiting") return;
    this.#cancelTimer();
    this.#dial();
  }

  /** To be called after frames were queued. */
  flushSoon(): void {
    if (this.#state !== "up" || this.#flushIsDue) return;
    this.#flushIsDue = true;
    this.#context.timers.defer(() => {
      this.#flushIsDue = false;
      this.#flush();
    });
  }

  /** A message that no frame can carry was dropped. */
  reportTooLarge(what: string): void {
    if (!this.#logged.passes("frameTooLarge")) return;
    const { frameBytesMax } = this.#context.limits;
    this.#log("error", `dropped a message to node ${this.node}: ${what}; the limit is ${frameBytesMax}`);
  }

  tick(): void {
    if (this.#state === "up") this.#socket?.tick();
  }

  /** Writes what is queued, then ends the connection for good. Where it is not up there is nothing to wait for. */
  finish(error: TransportError): void {
    if (this.#state !== "up") {
      this.stop(error);
      return;
    }
    this.#isFinishing = true;
    this.#flush();
  }

  stop(error: TransportError): void {
    if (this.#state === "stopped") return;
    this.#cancelTimer();
    this.#isFinishing = true;
    this.#socket?.destroy(error);
    this.#state = "stopped";
    this.#error = error;
    this.queue.clear();
  }

  #dial(): void {
    const { limits, identity, timers, tcp, sockets, silentTicksMax } = this.#context;
    this.#state = "dialling";
    const frames = new FrameSocket(tcp.connect(this.address), {
      isConnected: false,
      sockets,
      // Nothing but the answer to the handshake and pings comes back on this connection.
      frameBytesMax: HANDSHAKE_BYTES_MAX,
      silentTicksMax,
      onFrame: (type, header) => this.#answered(frames, type, header),
      onWritten: () => this.#written(),
      onClosed: (error) => this.#closed(error, frames.isConnected),
    });
    this.#socket = frames;
    frames.write([encodeHello({ ...identity, channel: this.channel, acceptorNodeId: this.node })]);
    this.#cancelTimer = timers.set(() => {
      const what = frames.isConnected ? "no answer to the handshake" : "no connection";
      frames.destroy(new TransportError("handshakeTimeout", `${what} within ${limits.handshakeTimeoutMs} ms`));
    }, limits.handshakeTimeoutMs);
  }

  #answered(frames: FrameSocket, type: number, header: Uint8Array): void {
    try {
      if (this.#state !== "dialling") throw new TransportError("protocolViolation", `frame of type ${type}`);
      if (type === FRAME_TYPE.refusal) {
        const refusal = decodeRefusal(header);
        throw new TransportError("refused", REFUSAL_TEXTS[refusal], { refusal });
      }
      if (type !== FRAME_TYPE.welcome) throw new TransportError("protocolViolation", `frame of type ${type}`);
      this.#incarnation = this.#peerOf(header);
    } catch (error) {
      frames.destroy(error as TransportError);
      return;
    }
    this.#cancelTimer();
    this.#backoff.reset();
    this.#state = "up";
    this.#error = null;
    this.#logged.forget("");
    this.connections += 1;
    this.#log("info", `connected to node ${this.node} at ${this.#where()}`);
    this.#handlers.onUp(this.#incarnation);
    this.flushSoon();
  }

  /** The incarnation of the peer, which must be the one we look for. */
  #peerOf(header: Uint8Array): number {
    const peer = decodeWelcome(header);
    if (peer.nodeId !== this.node || peer.clusterId !== this.#context.identity.clusterId) {
      throw new TransportError("protocolViolation", `it answers as node ${peer.nodeId} of cluster ${peer.clusterId}`);
    }
    return peer.incarnation;
  }

  #flush(): void {
    const socket = this.#socket;
    if (this.#state !== "up" || socket === null || socket.isWriting) return;
    if (this.queue.frameCount === 0) {
      if (this.#isFinishing) socket.end();
      return;
    }
    const countBefore = this.queue.frameCount;
    const bytesBefore = this.queue.byteCount;
    const frames = this.queue.take(this.#context.limits.writeBytesMax);
    this.#inflightByteCount = bytesBefore - this.queue.byteCount;
    this.messagesSent += countBefore - this.queue.frameCount;
    this.bytesSent += this.#inflightByteCount;
    socket.write(frames);
  }

  #written(): void {
    this.#inflightByteCount = 0;
    this.#flush();
    this.#handlers.onWritten();
  }

  #closed(error: TransportError, wasConnected: boolean): void {
    const wasUp = this.#state === "up";
    this.#cancelTimer();
    this.#socket = null;
    this.#inflightByteCount = 0;
    this.#error = this.#describe(error, { wasUp, wasConnected });
    if (this.#isFinishing) {
      this.#state = "stopped";
    } else {
      this.#state = "waiting";
      this.#cancelTimer = this.#context.timers.set(() => this.#dial(), this.#backoff.next());
      this.#logFailure(this.#error);
    }
    if (wasUp) this.#handlers.onDown(this.#incarnation, this.#error);
    if (error.code === "refused") this.#handlers.onRefused(this.#error);
  }

  #describe(error: TransportError, { wasUp, wasConnected }: { wasUp: boolean; wasConnected: boolean }): TransportError {
    const peer = `node ${this.node} at ${this.#where()}`;
    const { refusal } = error;
    if (refusal !== undefined) {
      return new TransportError("refused", `${peer} refuses us: ${error.message}`, { cause: error, refusal });
    }
    if (wasUp)
      return new TransportError(error.code, `lost the connection to ${peer} (${error.message})`, { cause: error });
    const code = !wasConnected && error.code === "connectionLost" ? "connectFailed" : error.code;
    return new TransportError(code, `cannot reach ${peer} (${error.message})`, { cause: error });
  }

  #logFailure({ code, refusal, message, cause }: TransportError): void {
    const systemCode = ((cause as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    if (!this.#logged.passes(`${code} ${refusal ?? systemCode}`)) return;
    this.#log(code === "refused" ? "error" : "warn", message);
  }

  #log(level: "info" | "warn" | "error", message: string): void {
    const { node, channel } = this;
    this.#context.log({ level, message, attributes: { node, channel, address: this.#where() } });
  }

  #where(): string {
    return addressOf(this.address.host, this.address.port);
  }
}
