import type { Listener, ListenerHandlers } from "@chronik/transport-tcp";
import type { ProcessGuard } from "./process-guard.ts";
import type { SimStream } from "./sim-stream.ts";

/** The process life that a listener belongs to. */
export interface ListenerOwner {
  readonly guard: ProcessGuard;
  openStream(localPort: number): SimStream;
  /** The port is free. */
  unlisten(listener: SimListener): void;
  /** Calls the process back on an event of its own. */
  soon(callback: () => void): void;
}

/** A port of a host that a process listens on. */
export class SimListener implements Listener {
  readonly port: number;
  readonly #owner: ListenerOwner;
  readonly #handlers: ListenerHandlers;
  readonly #streams = new Set<SimStream>();
  #onClosed: (() => void) | null = null;
  #isClosed = false;

  constructor(owner: ListenerOwner, port: number, handlers: ListenerHandlers) {
    this.#owner = owner;
    this.port = port;
    this.#handlers = handlers;
  }

  close(closed: () => void): void {
    if (this.#onClosed !== null) return;
    this.#onClosed = closed;
    this.#owner.unlisten(this);
    this.#closeWhenEmpty();
  }

  /** The stream of a connection that comes in; to be handed to {@link accept} when its pipes are there. */
  openStream(): SimStream {
    const stream = this.#owner.openStream(this.port);
    this.#streams.add(stream);
    return stream;
  }

  /** The system has accepted; when the process gets to know of it, its guard knows. */
  accept(stream: SimStream): void {
    this.#owner.guard.run(() => {
      if (this.#onClosed === null) this.#handlers.accepted(stream);
      else stream.destroy();
    });
  }

  left(stream: SimStream): void {
    if (this.#streams.delete(stream)) this.#closeWhenEmpty();
  }

  #closeWhenEmpty(): void {
    const onClosed = this.#onClosed;
    if (onClosed === null || this.#isClosed || this.#streams.size > 0) return;
    this.#isClosed = true;
    this.#owner.soon(onClosed);
  }
}
