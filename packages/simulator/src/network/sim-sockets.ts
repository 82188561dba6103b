/**
 * The sockets of one process life on one host. When the life ends, all of them end with it.
 */
import type { ByteStream, Listener, ListenerHandlers, PeerAddress, Sockets } from "@chronik/transport-tcp";
import type { Host } from "./host.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { SimListener } from "./sim-listener.ts";
import { SimStream } from "./sim-stream.ts";
import { type NetworkSurroundings, systemError } from "./surroundings.ts";

/** The network, as the sockets on it need it. */
export interface SocketsNetwork {
  readonly surroundings: NetworkSurroundings;
  dial(stream: SimStream, address: PeerAddress): void;
}

export class SimSockets implements Sockets {
  readonly host: Host;
  readonly guard: ProcessGuard;
  readonly #network: SocketsNetwork;
  readonly #streams = new Set<SimStream>();
  readonly #listeners = new Set<SimListener>();
  #isAlive = true;

  /** @internal Use `SimNetwork.sockets`. */
  constructor(network: SocketsNetwork, host: Host, guard: ProcessGuard) {
    this.#network = network;
    this.host = host;
    this.guard = guard;
  }

  /** Streams that are not closed, accepted ones and those that are still being dialled included. */
  get openCount(): number {
    return this.#streams.size;
  }

  connect(address: PeerAddress): ByteStream {
    this.guard.effect();
    const stream = this.openStream(this.host.freePort());
    this.#network.dial(stream, address);
    return stream;
  }

  /** The address's host is not looked at: a host has one address. */
  listen(address: PeerAddress, handlers: ListenerHandlers): Listener {
    const port = address.port === 0 ? this.host.freePort() : address.port;
    const listener = new SimListener(this, port, handlers);
    if (this.host.listeners.has(port)) {
      this.soon(() => handlers.failed(systemError("EADDRINUSE", "listen")));
      return listener;
    }
    if (this.#isAlive) {
      this.host.listeners.set(port, listener);
      this.#listeners.add(listener);
    }
    this.soon(() => handlers.listening(port));
    return listener;
  }

  /** SIGKILL: the system closes what the process had open. The others read what was under way, or some of it, then the end. */
  kill(): void {
    this.#end((stream) => {
      if (this.#network.surroundings.random.chance(0.5)) {
        stream.outbound.endWith("end");
      } else {
        stream.outbound.cutAnywhere();
        stream.outbound.endWith("reset");
      }
    });
  }

  /**
   * The host's power is cut: nobody is told. The host is on again when `SimNetwork.sockets` is next called for it; then
   * it turns away what still comes for this life.
   */
  cutPower(): void {
    this.host.switchOff();
    this.#end((stream) => stream.outbound.cutAnywhere());
  }

  /** @internal */
  openStream(localPort: number): SimStream {
    const stream = new SimStream(this, localPort);
    if (this.#isAlive) this.#streams.add(stream);
    return stream;
  }

  /** @internal The process is told on a later event. */
  left(stream: SimStream, tell: () => void): void {
    this.#streams.delete(stream);
    this.soon(() => {
      tell();
      for (const listener of this.#listeners) listener.left(stream);
    });
  }

  /** @internal */
  unlisten(listener: SimListener): void {
    if (this.host.listeners.get(listener.port) === listener) this.host.listeners.delete(listener.port);
  }

  /** @internal Calls the process back on an event of its own. */
  soon(callback: () => void): void {
    this.#network.surroundings.queue.after(0, () => this.guard.run(callback));
  }

  #end(leave: (stream: SimStream) => void): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const listener of this.#listeners) this.unlisten(listener);
    for (const stream of this.#streams) {
      stream.die();
      leave(stream);
    }
    this.#streams.clear();
    this.#listeners.clear();
  }
}
