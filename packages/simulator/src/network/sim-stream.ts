import type { ByteStream, StreamHandlers } from "@chronik/transport-tcp";
import type { HostPower } from "./host-power.ts";
import type { Pipe, PipeReader, PipeWriter } from "./pipe.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { systemError } from "./surroundings.ts";

/** The process life that a stream belongs to. */
export interface StreamOwner {
  readonly host: HostPower;
  readonly guard: ProcessGuard;
  /** The stream is closed. `tell` tells the process, on an event of its own. */
  left(stream: SimStream, tell: () => void): void;
}

/**
 * One end of a connection, as the process sees it.
 *
 * Invariants:
 * - Every handler is called by the process's guard, from an event of its own or from another handler's; never from inside a call.
 * - Of a stream that is destroyed, or whose process is dead, no handler is called but `closed`, and of a dead process none.
 */
export class SimStream implements ByteStream, PipeReader, PipeWriter {
  readonly guard: ProcessGuard;
  readonly host: HostPower;
  readonly localPort: number;
  remoteHost = "?";
  remotePort = 0;
  readonly #owner: StreamOwner;
  #inbound: Pipe | null = null;
  #outbound: Pipe | null = null;
  #handlers: StreamHandlers | null = null;
  #isClosed = false;
  #isReading = true;
  #hasEnded = false;
  #hasSeenEnd = false;

  constructor(owner: StreamOwner, localPort: number) {
    this.#owner = owner;
    this.guard = owner.guard;
    this.host = owner.host;
    this.localPort = localPort;
  }

  /** Closed, destroyed or dead. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  get inbound(): Pipe {
    return this.#inbound!;
  }

  get outbound(): Pipe {
    return this.#outbound!;
  }

  /** To be called before the process gets hold of the stream. */
  joins(pipes: { inbound: Pipe; outbound: Pipe }): void {
    this.#inbound = pipes.inbound;
    this.#outbound = pipes.outbound;
  }

  attach(handlers: StreamHandlers): void {
    this.#handlers = handlers;
  }

  write(buffers: readonly Uint8Array[], written: () => void): void {
    if (this.#isClosed || this.#hasEnded) return;
    this.guard.effect();
    this.outbound.write(buffers, written);
  }

  end(): void {
    if (this.#isClosed || this.#hasEnded) return;
    this.guard.effect();
    this.#hasEnded = true;
    this.outbound.finish();
  }

  destroy(): void {
    if (this.#isClosed) return;
    // RFC 1122, section 4.2.2.13: who closes over bytes that it has not read resets the connection.
    const ending = this.inbound.hasArrived ? "reset" : "end";
    this.#leave();
    this.outbound.endWith(ending);
  }

  pause(): void {
    this.#isReading = false;
  }

  resume(): void {
    if (this.#isReading || this.#isClosed) return;
    this.#isReading = true;
    this.inbound.readOn();
  }

  /** The network has a connection for what this side dialled. */
  connected(): void {
    if (this.#isClosed) return;
    this.outbound.open();
    this.guard.run(() => {
      if (!this.#isClosed) this.#handlers?.connected();
    });
  }

  received(piece: Uint8Array): void {
    this.#handlers?.data(piece);
  }

  sawEnd(): void {
    this.#hasSeenEnd = true;
    this.#handlers?.ended();
    this.#closeWhenDone();
  }

  finished(): void {
    this.#closeWhenDone();
  }

  turnedAway(hadBytes: boolean): void {
    // Two sides that end at the same time do not reset each other.
    if (hadBytes || !this.inbound.isFinished) this.inbound.endWith("reset");
  }

  /** There is no connection, or none any more. */
  fail(code: string): void {
    if (this.#isClosed) return;
    this.#leave(systemError(code, this.remoteHost === "?" ? "connect" : "read"));
  }

  /** The process is dead: nothing is called any more. What it wrote last may or may not be under way. */
  die(): void {
    if (this.#isClosed) return;
    this.outbound.takeAllOrDrop();
    this.#isClosed = true;
    this.inbound.readerDied();
  }

  #closeWhenDone(): void {
    if (!this.#isClosed && this.#hasSeenEnd && this.outbound.isFinished) this.#leave();
  }

  /** Ends the stream for its process: from here on only `closed` is called, behind `failed` where there is an error. */
  #leave(error: Error | null = null): void {
    this.#isClosed = true;
    this.outbound.dropWaiting();
    this.#owner.left(this, () => {
      if (error !== null) this.#handlers?.failed(error);
      this.#handlers?.closed();
    });
  }
}
