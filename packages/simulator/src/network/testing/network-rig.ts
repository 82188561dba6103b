import { PortCalls, StreamProbe } from "@chronik/transport-tcp/testing";
import { EventQueue } from "../../world/event-queue.ts";
import { RandomStreams } from "../../world/random-streams.ts";
import type { ProcessGuard } from "../process-guard.ts";
import { SimNetwork, type SimNetworkOptions } from "../sim-network.ts";
import type { SimSockets } from "../sim-sockets.ts";

/** A process that a test can pause, and that counts what it does. */
export class TestProcess implements ProcessGuard {
  readonly sockets: SimSockets;
  readonly host: string;
  effects = 0;
  /** Callbacks since its sockets died, which nobody should make. */
  callbacksAfterDeath = 0;
  readonly #network: SimNetwork;
  readonly #parked: (() => void)[] = [];
  #isPaused = false;
  #isDead = false;

  constructor(network: SimNetwork, host: string) {
    this.#network = network;
    this.host = host;
    this.sockets = network.sockets(host, this);
  }

  effect(): void {
    this.effects += 1;
  }

  run(callback: () => void): void {
    if (this.#isDead) return;
    if (this.#isPaused) this.#parked.push(callback);
    else callback();
  }

  pause(): void {
    this.#isPaused = true;
  }

  get parkedCount(): number {
    return this.#parked.length;
  }

  resume(): void {
    this.#isPaused = false;
    for (const callback of this.#parked.splice(0)) this.run(callback);
  }

  end(how: "killed" | "powerCut" | "exited"): void {
    this.#isDead = true;
    this.#parked.length = 0;
    this.#network.processEnded(this.host, how);
  }
}

export interface Pair {
  readonly here: StreamProbe;
  readonly there: StreamProbe;
}

export const PORT = 9000;

/** A network with a client and a server on it. */
export class NetworkRig {
  readonly queue = new EventQueue();
  readonly calls = new PortCalls();
  readonly network: SimNetwork;
  readonly client: TestProcess;
  server: TestProcess;
  readonly accepted: StreamProbe[] = [];

  constructor(seed: number, options: Partial<SimNetworkOptions> = {}) {
    this.network = new SimNetwork({ queue: this.queue, streams: new RandomStreams(seed), ...options });
    this.client = new TestProcess(this.network, "client");
    this.server = new TestProcess(this.network, "server");
    this.listen();
  }

  listen(): void {
    this.server.sockets.listen(
      { host: "server", port: PORT },
      {
        listening: () => {},
        accepted: (stream) => this.accepted.push(new StreamProbe(stream, { calls: this.calls, isDialled: false })),
        failed: (error) => {
          throw error;
        },
      },
    );
  }

  /** A new life of the server, which listens where `listens` says so. */
  restartServer(listens = true): void {
    this.server = new TestProcess(this.network, "server");
    if (listens) this.listen();
  }

  dial(host = "server", port = PORT): StreamProbe {
    const stream = this.client.sockets.connect({ host, port });
    return new StreamProbe(stream, { calls: this.calls, isDialled: true });
  }

  pair(): Pair {
    const count = this.accepted.length;
    const here = this.dial();
    this.until(() => here.isConnected && this.accepted.length > count);
    return { here, there: this.accepted.at(-1)! };
  }

  until(condition: () => boolean, limitMs = 60_000): void {
    if (!this.queue.runUntil(condition, limitMs)) throw new Error(`not within ${limitMs} ms: ${condition}`);
  }

  runFor(durationMs: number): void {
    this.queue.runFor(durationMs);
  }
}

/** Bytes of which any two that are near each other differ. */
export function sequence(byteCount: number, start = 0): Uint8Array {
  return Uint8Array.from({ length: byteCount }, (_, at) => ((start + at) * 31 + ((start + at) >> 8) * 7) & 0xff);
}

export function isPrefix(part: Uint8Array, whole: Uint8Array): boolean {
  return part.byteLength <= whole.byteLength && Buffer.compare(part, whole.subarray(0, part.byteLength)) === 0;
}
