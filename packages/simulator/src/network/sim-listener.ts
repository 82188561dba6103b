import type { Listener, ListenerHandlers } from "@chronik/transport-tcp";
import type { SimSockets } from "./sim-sockets.ts";
import type { SimStream } from "./sim-stream.ts";

/** A port of a host that a process listens on. */
export class SimListener implements Listener {
  readonly port: number;
  readonly sockets: SimSockets;
  readonly #handlers: ListenerHandlers;
  readonly #streams = new Set<SimStream>();
  #onClosed: (() => void) | null = null;
  #isClosed = false;

  constructor(sockets: SimSockets, port: number, handlers: ListenerHandlers) {
    this.sockets = sockets;
    this.port = port;
    this.#handlers = handlers;
  }

  close(closed: () => void): void {
    if (this.#onClosed !== null) return;
    this.#onClosed = closed;
    this.sockets.unlisten(this);
    this.#closeWhenEmpty();
  }

  /** The system accepted a connection: whether the process gets to see it, it will know. */
  accept(stream: SimStream): void {
    this.#streams.add(stream);
    this.sockets.guard.run(() => {
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
    this.sockets.soon(onClosed);
  }
}
