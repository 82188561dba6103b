import type { Socket } from "node:net";
import type { ClientConnection, ClientSession, Logger } from "@chronik/broker";
import type { LogBudget } from "./log-budget.ts";

/** How long a client may take to read its last responses, and to hang up, once its connection is being closed. */
const LAST_WORDS_MS_MAX = 1000;

export interface TcpClientConnectionOptions {
  readonly socket: Socket;
  readonly listener: string;
  readonly logger: Logger;
  readonly closures: LogBudget;
}

/**
 * One client's socket, as the broker sees it.
 *
 * Incoming chunks are Node's own, one fresh allocation each, that nobody writes to again: the session may keep views.
 * Whatever goes wrong, here or in the session, ends this connection and nothing else.
 */
export class TcpClientConnection implements ClientConnection {
  readonly listener: string;
  readonly clientHost: string;
  readonly #socket: Socket;
  readonly #logger: Logger;
  readonly #closures: LogBudget;
  #closing = false;
  #bytesMoved = 0;
  #lastMovedMs = 0;

  constructor({ socket, listener, logger, closures }: TcpClientConnectionOptions) {
    this.#socket = socket;
    this.listener = listener;
    this.clientHost = `/${(socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "")}`;
    this.#logger = logger;
    this.#closures = closures;
  }

  /** Begins to hand events to the session; `onClosed` is called once, after it. */
  attach(session: ClientSession, options: { nowMs: number; onClosed: () => void }): void {
    this.#lastMovedMs = options.nowMs;
    const socket = this.#socket;
    socket.on("data", (bytes: Buffer) => this.#contained(() => this.#closing || session.data(bytes)));
    socket.on("drain", () => this.#contained(() => this.#closing || session.drained()));
    socket.on("error", (error) => this.#logger.debug("client connection failed", { client: this.clientHost, error }));
    socket.once("close", () => {
      this.#closing = true;
      this.#contained(() => session.closed());
      options.onClosed();
    });
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#closing || chunks.length === 0) return true;
    // One system call for all of them.
    this.#socket.cork();
    let roomy = true;
    for (const chunk of chunks) roomy = this.#socket.write(chunk);
    this.#socket.uncork();
    return roomy;
  }

  pause(): void {
    if (!this.#closing) this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#closures.warn("client connection closed", { client: this.clientHost, listener: this.listener, reason });
    // What the client still sends is read and dropped: a socket that is closed over unread bytes sends a reset, which
    // takes away the responses that the client has not read yet (RFC 1122, section 4.2.2.13).
    this.#socket.end();
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), LAST_WORDS_MS_MAX).unref();
  }

  /** Ends the connection at once, without a word. */
  destroy(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  /** For how long not a byte has moved in either direction. Bytes that wait for a client that does not read have not moved. */
  idleMs(nowMs: number): number {
    const moved = this.#socket.bytesRead + this.#socket.bytesWritten - this.#socket.writableLength;
    if (moved !== this.#bytesMoved) {
      this.#bytesMoved = moved;
      this.#lastMovedMs = nowMs;
    }
    return nowMs - this.#lastMovedMs;
  }

  #contained(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      this.#logger.error("a session failed; its connection is closed", { client: this.clientHost, error });
      this.destroy();
    }
  }
}
