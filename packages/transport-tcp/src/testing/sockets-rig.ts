import type { PeerAddress } from "../peer-address.ts";
import type { ByteStream, Listener, Sockets } from "../ports.ts";
import { PortCalls, StreamProbe } from "./stream-probe.ts";

export interface SocketsUnderTest {
  /** The side that dials, and the side that listens; may be the same. */
  readonly dialler: Sockets;
  readonly acceptor: Sockets;
  /** At which the accepting side listens, and the dialling side finds it. */
  readonly host: string;
  /** Lets time pass until the condition holds; throws where it never will. */
  readonly until: (condition: () => boolean) => void | Promise<void>;
  /** Lets arrive what is under way, as far as it can. */
  readonly settle: () => void | Promise<void>;
  readonly dispose?: () => void | Promise<void>;
}

/** Defines a test that has a rig of its own. */
export type RigTest = (name: string, body: (rig: SocketsRig) => Promise<void>) => void;

/** A listener, and the probes of whoever connected. */
export interface Listening {
  readonly listener: Listener;
  readonly address: PeerAddress;
  readonly accepted: StreamProbe[];
}

export interface Pair {
  readonly here: StreamProbe;
  readonly there: StreamProbe;
  readonly listening: Listening;
}

/** One test's sockets: everything that it opens is closed when it is over, and every rule that was broken fails it. */
export class SocketsRig {
  readonly under: SocketsUnderTest;
  readonly calls = new PortCalls();
  readonly #probes: StreamProbe[] = [];
  readonly #listeners: Listener[] = [];

  constructor(under: SocketsUnderTest) {
    this.under = under;
  }

  get host(): string {
    return this.under.host;
  }

  async until(condition: () => boolean): Promise<void> {
    await this.under.until(condition);
  }

  async settle(): Promise<void> {
    await this.under.settle();
  }

  /** The error where the address cannot be listened on. */
  async tryListen(port = 0): Promise<Listening | Error> {
    const accepted: StreamProbe[] = [];
    let outcome: number | Error | null = null;
    const listener = this.calls.call(() =>
      this.under.acceptor.listen(
        { host: this.host, port },
        {
          listening: (bound) => {
            this.calls.inHandler("listening");
            this.calls.expect(outcome === null, "listening came twice, or after failed");
            outcome = bound;
          },
          accepted: (stream) => {
            this.calls.inHandler("accepted");
            accepted.push(this.#probe(stream, false));
          },
          failed: (error) => {
            this.calls.inHandler("failed");
            outcome = error;
          },
        },
      ),
    );
    this.#listeners.push(listener);
    await this.until(() => outcome !== null);
    const bound = outcome as unknown as number | Error;
    return bound instanceof Error ? bound : { listener, address: { host: this.host, port: bound }, accepted };
  }

  async listen(port = 0): Promise<Listening> {
    const outcome = await this.tryListen(port);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  dial(address: PeerAddress): StreamProbe {
    return this.#probe(
      this.calls.call(() => this.under.dialler.connect(address)),
      true,
    );
  }

  /** Both ends of a new connection. */
  async pair(): Promise<Pair> {
    const listening = await this.listen();
    const here = this.dial(listening.address);
    await this.until(() => here.isConnected && listening.accepted.length === 1);
    return { here, there: listening.accepted[0]!, listening };
  }

  /** Returns what tells whether the listener is closed. */
  close(listener: Listener): () => boolean {
    let count = 0;
    this.calls.call(() =>
      listener.close(() => {
        this.calls.inHandler("closed of a listener");
        count += 1;
        this.calls.expect(count === 1, "a listener was closed twice");
      }),
    );
    this.#listeners.splice(this.#listeners.indexOf(listener), 1);
    return () => count > 0;
  }

  async dispose(): Promise<void> {
    for (const probe of this.#probes) if (!probe.isClosed) probe.destroy();
    const closed = [...this.#listeners].map((listener) => this.close(listener));
    await this.until(() => this.#probes.every((probe) => probe.isClosed) && closed.every((isClosed) => isClosed()));
    await this.settle();
    const { violations } = this.calls;
    if (violations.length > 0) throw new Error(`rules were broken: ${violations.join("; ")}`);
  }

  #probe(stream: ByteStream, isDialled: boolean): StreamProbe {
    const probe = new StreamProbe(stream, { calls: this.calls, isDialled });
    this.#probes.push(probe);
    return probe;
  }
}
