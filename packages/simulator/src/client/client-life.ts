import type { ByteStream, StreamHandlers } from "@chronik/transport-tcp";
import type { ClientTime, Dialer, Endpoint } from "./ports.ts";

/**
 * One life of a client process: all that calls the client back comes through here.
 *
 * Invariants:
 * - After {@link end} nothing calls back, and all of its connections are destroyed.
 * - While it is paused callbacks wait; they run in their order when it goes on. Time does not wait.
 */
export class ClientLife implements ClientTime {
  readonly #time: ClientTime;
  readonly #sockets: Dialer;
  readonly #streams = new Set<ByteStream>();
  #state: "running" | "paused" | "ended" = "running";
  #parked: (() => void)[] = [];

  constructor(time: ClientTime, sockets: Dialer) {
    this.#time = time;
    this.#sockets = sockets;
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  get ended(): boolean {
    return this.#state === "ended";
  }

  after(delayMs: number, callback: () => void): { cancel(): void } {
    let cancelled = false;
    const guarded = () => {
      if (!cancelled) callback();
    };
    const event = this.#time.after(delayMs, () => this.#run(guarded));
    return {
      cancel: () => {
        cancelled = true;
        event.cancel();
      },
    };
  }

  /** Dials; the handlers are attached. */
  connect(address: Endpoint, handlers: StreamHandlers): ByteStream {
    const stream = this.#sockets.connect(address);
    this.#streams.add(stream);
    stream.attach({
      connected: () => this.#run(() => handlers.connected()),
      data: (bytes) => this.#run(() => handlers.data(bytes)),
      ended: () => this.#run(() => handlers.ended()),
      failed: (error) => this.#run(() => handlers.failed(error)),
      closed: () => {
        this.#streams.delete(stream);
        this.#run(() => handlers.closed());
      },
    });
    return stream;
  }

  /** SIGSTOP. */
  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  /** SIGCONT: what waited runs before this returns. */
  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "running";
    const parked = this.#parked;
    this.#parked = [];
    for (const callback of parked) this.#run(callback);
  }

  /** SIGKILL. */
  end(): void {
    this.#state = "ended";
    this.#parked = [];
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  #run(callback: () => void): void {
    if (this.#state === "running") callback();
    else if (this.#state === "paused") this.#parked.push(callback);
  }
}
