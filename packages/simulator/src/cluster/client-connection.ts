import type { ClientConnection, ClientSession } from "@chronik/broker";
import type { ByteStream } from "@chronik/transport-tcp";
import type { SimProcess } from "../machine/sim-process.ts";
import { LISTENER } from "./addresses.ts";

/** As in the server: how long a client may take to read its last responses once its connection is being closed. */
const LAST_WORDS_MS_MAX = 1000;

/**
 * One client's stream, as the broker sees it: what the server's adapter of a socket does. One thing differs: what the session
 * throws is a bug that ends the run, where the server ends the connection and goes on.
 */
export class SimClientConnection implements ClientConnection {
  readonly listener = LISTENER;
  readonly clientHost: string;
  readonly #stream: ByteStream;
  readonly #process: SimProcess;
  readonly #bufferBytesMax: number;
  #waitingBytes = 0;
  #saidFull = false;
  #closing = false;
  #drained: () => void = () => {};

  constructor(stream: ByteStream, options: { readonly process: SimProcess; readonly bufferBytesMax: number }) {
    this.#stream = stream;
    this.#process = options.process;
    this.#bufferBytesMax = options.bufferBytesMax;
    this.clientHost = `/${stream.remoteHost}`;
  }

  /** Begins to hand events to the session; `onClosed` is called once, after it. */
  attach(session: ClientSession, onClosed: () => void): void {
    this.#drained = () => session.drained();
    this.#stream.attach({
      connected: () => {},
      data: (bytes) => {
        if (!this.#closing) session.data(bytes);
      },
      // A client that says no more is done: what it has not been answered by now, it does not wait for.
      ended: () => this.#stream.end(),
      failed: () => {},
      closed: () => {
        this.#closing = true;
        session.closed();
        onClosed();
      },
    });
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#closing || chunks.length === 0) return true;
    let sizeBytes = 0;
    for (const chunk of chunks) sizeBytes += chunk.length;
    this.#waitingBytes += sizeBytes;
    this.#stream.write(chunks, () => this.#written(sizeBytes));
    if (this.#waitingBytes >= this.#bufferBytesMax) this.#saidFull = true;
    return !this.#saidFull;
  }

  pause(): void {
    if (!this.#closing) this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#stream.end();
    this.#stream.resume();
    this.#process.timers.set(LAST_WORDS_MS_MAX, () => this.#stream.destroy());
  }

  /** Ends the connection at once, without a word. */
  destroy(): void {
    this.#closing = true;
    this.#stream.destroy();
  }

  #written(sizeBytes: number): void {
    this.#waitingBytes -= sizeBytes;
    if (!this.#saidFull || this.#waitingBytes > 0) return;
    this.#saidFull = false;
    if (!this.#closing) this.#drained();
  }
}
