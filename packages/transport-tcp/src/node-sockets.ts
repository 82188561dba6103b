/** {@link Sockets} over `node:net`: the only file of this package that touches it. */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { PeerAddress } from "./peer-address.ts";
import type { ByteStream, Listener, ListenerHandlers, Sockets, StreamHandlers } from "./ports.ts";

/** Connections that the kernel holds for us. The default of 511 turns away a cluster's worth of clients at once. */
const BACKLOG = 4096;

export const nodeSockets: Sockets = {
  connect: ({ host, port }) => new NodeStream(connect({ host, port, noDelay: true, allowHalfOpen: true })),
  listen: (address, handlers) => new NodeListener(address, handlers),
};

class NodeListener implements Listener {
  readonly #server: Server;
  #state: "opening" | "open" | "failed" = "opening";
  #onClosed: (() => void) | null = null;

  constructor({ host, port }: PeerAddress, handlers: ListenerHandlers) {
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      // One that the system had accepted already when `close` was called.
      if (this.#onClosed !== null) socket.destroy();
      else handlers.accepted(new NodeStream(socket));
    });
    this.#server.on("error", (error) => {
      if (this.#state === "opening") this.#state = "failed";
      handlers.failed(error);
      if (this.#state === "failed") this.#onClosed?.();
    });
    this.#server.listen({ host, port, backlog: BACKLOG }, () => {
      this.#state = "open";
      const bound = this.#server.address();
      handlers.listening(bound !== null && typeof bound === "object" ? bound.port : port);
      if (this.#onClosed !== null) this.#server.close(this.#onClosed);
    });
  }

  close(closed: () => void): void {
    // A server that is about to open can only be closed once it is.
    this.#onClosed = () => closed();
    if (this.#state === "failed") setImmediate(closed);
    else if (this.#state === "open") this.#server.close(this.#onClosed);
  }
}

class NodeStream implements ByteStream {
  readonly #socket: Socket;
  /** By its owner: what the socket still has in its own buffers is not handed on. */
  #isDestroyed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get remoteHost(): string {
    return this.#socket.remoteAddress ?? "?";
  }

  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  attach(handlers: StreamHandlers): void {
    const socket = this.#socket;
    if (socket.connecting) socket.once("connect", () => handlers.connected());
    socket.on("data", (bytes: Buffer) => {
      if (!this.#isDestroyed) handlers.data(bytes);
    });
    socket.once("end", () => {
      if (!this.#isDestroyed) handlers.ended();
    });
    socket.on("error", (error) => {
      if (!this.#isDestroyed) handlers.failed(error);
    });
    socket.once("close", () => handlers.closed());
  }

  write(buffers: readonly Uint8Array[], written: () => void): void {
    const socket = this.#socket;
    if (socket.writableEnded || socket.destroyed) return;
    // Node calls back without an error for a write that it gave up because the socket was destroyed.
    const done = (error?: Error | null): void => {
      if (!error && !socket.destroyed) written();
    };
    const last = buffers.length - 1;
    if (last === 0) {
      socket.write(buffers[0]!, done);
      return;
    }
    socket.cork();
    for (let at = 0; at < last; at++) socket.write(buffers[at]!);
    socket.write(buffers[last]!, done);
    socket.uncork();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
