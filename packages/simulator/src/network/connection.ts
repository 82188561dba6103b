/**
 * A connection and how it comes about.
 *
 * ```
 *  dialler ──SYN──► listener: accepted, or nobody there: refused
 *          ◄──────  connected, or ECONNREFUSED
 * ```
 * What does not arrive is sent again after 1, 3, 7, … s, as Linux does, and given up after {@link CONNECT_TIMEOUT_MS}.
 */
import type { PeerAddress } from "@chronik/transport-tcp";
import type { Host } from "./host.ts";
import type { Link } from "./link.ts";
import type { Pipe } from "./pipe.ts";
import type { SimListener } from "./sim-listener.ts";
import type { SimStream } from "./sim-stream.ts";
import type { NetworkSurroundings } from "./surroundings.ts";

/** The network, as a connection needs it. */
export interface ConnectionNetwork {
  readonly surroundings: NetworkSurroundings;
  link(from: string, to: string): Link;
  findHost(name: string): Host | undefined;
  pipe(writer: SimStream, link: Link, back: Link): Pipe;
}

/** Linux with six retries of the SYN (`tcp_syn_retries`). */
export const CONNECT_TIMEOUT_MS = 127_000;
const SYN_RETRY_MS = 1000;

/** Who is told that a connection was reset; the other side finds out when it next sends something. */
export type ResetSides = "both" | "dialler" | "acceptor";

export class Connection {
  readonly dialler: SimStream;
  acceptor: SimStream | null = null;
  readonly #network: ConnectionNetwork;
  readonly #address: PeerAddress;
  readonly #there: Link;
  readonly #back: Link;
  readonly #startMs: number;
  #retryMs = SYN_RETRY_MS;

  constructor(network: ConnectionNetwork, dialler: SimStream, address: PeerAddress) {
    this.#network = network;
    this.#address = address;
    this.dialler = dialler;
    this.#there = network.link(dialler.host.name, address.host);
    this.#back = network.link(address.host, dialler.host.name);
    const outbound = network.pipe(dialler, this.#there, this.#back);
    // The way back has no writer before the connection is accepted; until then nothing comes on it.
    dialler.joins({ inbound: network.pipe(dialler, this.#back, this.#there), outbound });
    this.#startMs = network.surroundings.queue.nowMs;
    network.surroundings.queue.at(this.#there.arrivalMs(0), this.#synArrives);
  }

  get isEstablished(): boolean {
    return this.acceptor !== null;
  }

  /** Whether there is nobody on it any more. */
  get isOver(): boolean {
    return this.dialler.isClosed && (this.acceptor === null || this.acceptor.isClosed);
  }

  /** Whether it is one between these hosts, whoever dialled. */
  isBetween(one: string, other: string): boolean {
    const [from, to] = [this.#there.from, this.#there.to];
    return (from === one && to === other) || (from === other && to === one);
  }

  /**
   * Breaks: in each direction some of what is under way arrives, up to any byte, then the reset, which the two sides see at
   * different times up to `skewMsMax` apart.
   */
  reset(sides: ResetSides, skewMsMax: number): void {
    const { acceptor, dialler } = this;
    if (acceptor === null) return;
    const { random } = this.#network.surroundings;
    for (const [stream, side] of [
      [dialler, "dialler"],
      [acceptor, "acceptor"],
    ] as const) {
      stream.inbound.cutAnywhere();
      if (sides === "both" || sides === side) stream.inbound.endWith("reset", (skewMsMax * random.below(1024)) / 1024);
    }
  }

  /** Is dead from now on, and neither side is told: nothing arrives, in either direction. */
  sever(): void {
    this.dialler.inbound.sever();
    this.dialler.outbound.sever();
  }

  readonly #synArrives = (): void => {
    if (this.dialler.isClosed) return;
    const host = this.#network.findHost(this.#address.host);
    if (host === undefined) {
      this.dialler.fail("ENOTFOUND");
    } else if (!host.isOn || this.#there.isBlocked || this.#back.isBlocked || this.#dialling === "ignored") {
      this.#retry();
    } else {
      const listener = this.#dialling === "refused" ? undefined : host.listeners.get(this.#address.port);
      if (listener === undefined) this.#answer(() => this.dialler.fail("ECONNREFUSED"));
      else this.#accept(host, listener);
    }
  };

  get #dialling(): "open" | "refused" | "ignored" {
    return this.#there.conditions.dialling;
  }

  #accept(host: Host, listener: SimListener): void {
    const { dialler } = this;
    const acceptor = listener.openStream();
    const inbound = dialler.outbound;
    const outbound = this.#network.pipe(acceptor, this.#back, this.#there);
    this.acceptor = acceptor;
    acceptor.joins({ inbound, outbound });
    dialler.joins({ inbound: outbound, outbound: inbound });
    acceptor.remoteHost = dialler.host.name;
    acceptor.remotePort = dialler.localPort;
    const connectedMs = this.#back.arrivalMs(0);
    inbound.leadsTo(acceptor);
    outbound.leadsTo(dialler, connectedMs);
    outbound.open();
    this.#network.surroundings.queue.at(connectedMs, () => {
      dialler.remoteHost = host.name;
      dialler.remotePort = listener.port;
      dialler.connected();
    });
    listener.accept(acceptor);
  }

  #answer(answer: () => void): void {
    this.#network.surroundings.queue.at(this.#back.arrivalMs(0), answer);
  }

  #retry(): void {
    const { queue } = this.#network.surroundings;
    const elapsedMs = queue.nowMs - this.#startMs;
    if (elapsedMs >= CONNECT_TIMEOUT_MS) {
      this.dialler.fail("ETIMEDOUT");
      return;
    }
    queue.after(Math.min(this.#retryMs, CONNECT_TIMEOUT_MS - elapsedMs), this.#synArrives);
    this.#retryMs *= 2;
  }
}
