/**
 * A TCP connection that carries frames, on either side of it.
 *
 * Liveness: both sides send a ping whenever they have sent nothing else for an interval, and both give up when they
 * have heard nothing for several intervals. Nobody waits for an answer to a ping: behind a bulk transfer over a slow
 * link an answer would come too late, while bytes that keep arriving, in either direction, show that the peer lives.
 * Silence is counted in ticks and not in time, so that a process that was stopped for a minute does not take its own
 * absence for the peer's: what arrived meanwhile is read between two ticks.
 *
 * Invariants:
 * - `onClosed` is called exactly once; after it no frame is handed on, whatever still arrives.
 * - At most one write is under way, so that what has not been handed to the socket can still be dropped.
 */
import { reasonOf, TransportError } from "./errors.ts";
import { FRAME_TYPE, type Frame, PING } from "./frame.ts";
import { FrameReader, type OnFrame } from "./frame-reader.ts";
import { gather } from "./gather.ts";
import type { ByteStream, StreamHandlers } from "./ports.ts";
import type { SocketSet } from "./socket-set.ts";

export interface FrameSocketOptions {
  /** Accepted, and not dialled. */
  readonly isConnected: boolean;
  /** Holds the stream from here on until it is closed. */
  readonly sockets: SocketSet;
  readonly frameBytesMax: number;
  /** So many ticks without a byte from the other side end the connection. */
  readonly silentTicksMax: number;
  /** Every frame but pings. */
  readonly onFrame: OnFrame;
  /** The kernel has taken what {@link FrameSocket.write} was given, or a ping. Never called from inside `write`. */
  readonly onWritten?: () => void;
  readonly onClosed: (error: TransportError) => void;
}

export class FrameSocket {
  readonly #stream: ByteStream;
  readonly #reader: FrameReader;
  readonly #silentTicksMax: number;
  readonly #onFrame: OnFrame;
  readonly #onWritten: () => void;
  readonly #onClosed: (error: TransportError) => void;
  #isConnected: boolean;
  #isClosed = false;
  #isWriting = false;
  #hasHeard = true;
  #hasSaid = true;
  #silentTicks = 0;

  /** Takes over the stream. */
  constructor(stream: ByteStream, options: FrameSocketOptions) {
    this.#stream = stream;
    this.#silentTicksMax = options.silentTicksMax;
    this.#onFrame = options.onFrame;
    this.#onWritten = options.onWritten ?? (() => {});
    this.#onClosed = options.onClosed;
    this.#isConnected = options.isConnected;
    this.#reader = new FrameReader({
      frameBytesMax: options.frameBytesMax,
      onFrame: (type, header, payload) => {
        if (type !== FRAME_TYPE.ping) this.#onFrame(type, header, payload);
      },
    });
    options.sockets.add(stream);
    stream.attach(this.#handlers(options.sockets));
  }

  /** Lets the peer send frames of up to so many bytes: a stranger gets less. */
  set frameBytesMax(value: number) {
    this.#reader.frameBytesMax = value;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Whether there ever was a TCP connection. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  get remoteHost(): string {
    return this.#stream.remoteHost;
  }

  get remotePort(): number {
    return this.#stream.remotePort;
  }

  /** Writes the frames with one write. Only while no other is under way. */
  write(frames: readonly Frame[]): void {
    if (this.#isWriting) throw new Error("broken invariant: one write at a time");
    if (this.#isClosed || frames.length === 0) return;
    this.#isWriting = true;
    this.#hasSaid = true;
    this.#stream.write(gather(frames), () => {
      this.#isWriting = false;
      if (!this.#isClosed) this.#onWritten();
    });
  }

  /** To be called once per ping interval while the handshake is done. */
  tick(): void {
    if (this.#isClosed) return;
    this.#silentTicks = this.#hasHeard ? 0 : this.#silentTicks + 1;
    this.#hasHeard = false;
    if (this.#silentTicks >= this.#silentTicksMax) {
      this.destroy(new TransportError("silent", `nothing heard for ${this.#silentTicks} ping intervals`));
      return;
    }
    if (!this.#hasSaid && !this.#isWriting) this.write([PING]);
    this.#hasSaid = false;
  }

  /** Says no more: the other side reads what was written, then the end. */
  end(): void {
    if (!this.#isClosed) this.#stream.end();
  }

  /** Ends the connection now. Later calls, and later events of the stream, do nothing. */
  destroy(error: TransportError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reader.stop();
    this.#stream.destroy();
    this.#onClosed(error);
  }

  #handlers(sockets: SocketSet): StreamHandlers {
    return {
      connected: () => {
        this.#isConnected = true;
      },
      data: (bytes) => this.#read(bytes),
      ended: () => this.destroy(lost("closed by the other side")),
      failed: (error) => this.destroy(lost(reasonOf(error), error)),
      closed: () => {
        sockets.closed(this.#stream);
        this.destroy(lost("closed"));
      },
    };
  }

  #read(chunk: Uint8Array): void {
    this.#hasHeard = true;
    const violation = this.#reader.push(chunk);
    if (violation !== null) this.destroy(violation);
  }
}

/** `host:port`, with an IPv6 address in brackets. */
export function addressOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function lost(reason: string, cause?: unknown): TransportError {
  return new TransportError("connectionLost", reason, { cause });
}
