/**
 * A network of hosts, in simulated time: connections that behave as TCP's do, over links that do what a seed and a plan say.
 *
 * Every process life gets {@link SimSockets} of its own. Between two hosts there is a {@link Link} each way, whose conditions
 * faults impose and take back; connections can be reset or severed. All of it takes one event for what is written at a time and
 * one for each piece that is read, and none while nobody says anything.
 */
import type { PeerAddress } from "@chronik/transport-tcp";
import type { SeededRandom } from "@chronik/wal/testing";
import type { EventQueue } from "../world/event-queue.ts";
import { Connection, type ResetSides } from "./connection.ts";
import { Fragmentation } from "./fragmentation.ts";
import { Host } from "./host.ts";
import { Link, type LinkConditions } from "./link.ts";
import { Pipe } from "./pipe.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { SimSockets } from "./sim-sockets.ts";
import type { SimStream } from "./sim-stream.ts";
import type { NetworkSurroundings } from "./surroundings.ts";

/** A way from one host to another, by their names. */
export type Way = readonly [from: string, to: string];

export interface SimNetworkOptions {
  readonly queue: EventQueue;
  /** Where the network's chance comes from; `RandomStreams` has it. */
  readonly streams: { stream(name: string): SeededRandom };
  /** Of every link between two hosts. Default 0.2. */
  readonly latencyMs?: number;
  /** Default 0.3. */
  readonly jitterMs?: number;
  /** The most that is read in one piece, in at least some connections; 0: nothing is cut. Default 64 KiB. */
  readonly fragmentBytesMax?: number;
  /** What a connection holds in one direction, written and not read. Default 256 KiB. */
  readonly bufferBytes?: number;
  /** A piece is about to be handed to a host; for a trace. */
  readonly onDelivered?: (host: string, byteCount: number) => void;
}

export interface NetworkCounters {
  dialled: number;
  established: number;
  resets: number;
  severed: number;
  pieces: number;
  bytes: number;
}

const OPEN: Pick<LinkConditions, "bytesPerMs" | "lossProbability" | "isBlocked" | "dialling"> = {
  bytesPerMs: 0,
  lossProbability: 0,
  isBlocked: false,
  dialling: "open",
};
/** From a host to itself. */
const LOOPBACK = { latencyMs: 0.02, jitterMs: 0.02 };
/** Until TCP sends again what a host did not answer while it was off. */
const RETRY_MS_MAX = 1000;
/** Connections that are over are forgotten when there are so many. */
const CONNECTIONS_SWEEP = 64;

export class SimNetwork {
  readonly surroundings: NetworkSurroundings;
  readonly counters: NetworkCounters = { dialled: 0, established: 0, resets: 0, severed: 0, pieces: 0, bytes: 0 };
  readonly #options: SimNetworkOptions;
  readonly #hosts = new Map<string, Host>();
  /** Of every host the process that runs there. */
  readonly #lives = new Map<string, SimSockets>();
  /** By the hosts from and to. */
  readonly #links = new Map<string, Map<string, Link>>();
  #connections: Connection[] = [];
  #sweepAt = CONNECTIONS_SWEEP;

  constructor(options: SimNetworkOptions) {
    this.#options = options;
    this.surroundings = {
      queue: options.queue,
      random: options.streams.stream("network faults"),
      bufferBytes: options.bufferBytes ?? 256 * 1024,
      delivered: (host, byteCount) => {
        this.counters.pieces += 1;
        this.counters.bytes += byteCount;
        options.onDelivered?.(host, byteCount);
      },
    };
  }

  /** The sockets of a new process life on this host, which is on from now on. The life before must have ended; see {@link processEnded}. */
  sockets(hostName: string, guard: ProcessGuard): SimSockets {
    let host = this.#hosts.get(hostName);
    if (host === undefined) {
      host = new Host(hostName);
      this.#hosts.set(hostName, host);
    }
    if (this.#lives.has(hostName)) throw new Error(`a process runs on ${hostName} already`);
    host.switchOn(() => this.surroundings.random.below(RETRY_MS_MAX));
    const sockets = new SimSockets(this, host, guard);
    this.#lives.set(hostName, sockets);
    return sockets;
  }

  /**
   * The process on this host has ended, and its sockets with it: see {@link SimSockets.kill} for one that was killed or has
   * exited, {@link SimSockets.cutPower} for a power cut.
   */
  processEnded(hostName: string, how: "killed" | "exited" | "powerCut"): void {
    const sockets = this.#lives.get(hostName);
    this.#lives.delete(hostName);
    if (how === "powerCut") sockets?.cutPower();
    else sockets?.kill();
  }

  /** The way from one host to another; of hosts that do not exist yet, too. */
  link(from: string, to: string): Link {
    let links = this.#links.get(from);
    if (links === undefined) {
      links = new Map();
      this.#links.set(from, links);
    }
    let link = links.get(to);
    if (link === undefined) {
      const { queue, streams, latencyMs = 0.2, jitterMs = 0.3 } = this.#options;
      const times = from === to ? LOOPBACK : { latencyMs, jitterMs };
      const random = streams.stream(`network ${from} > ${to}`);
      link = new Link({ from, to }, { queue, random, conditions: { ...OPEN, ...times } });
      links.set(to, link);
    }
    return link;
  }

  /** Sets conditions on these ways until what is returned is called. */
  impose(ways: readonly Way[], conditions: Partial<LinkConditions>): () => void {
    const undo = ways.map(([from, to]) => this.link(from, to).impose(conditions));
    return () => {
      for (const takeBack of undo) takeBack();
    };
  }

  /** Nothing arrives on these ways until what is returned is called. */
  block(ways: readonly Way[]): () => void {
    return this.impose(ways, { isBlocked: true });
  }

  /** Takes back all that is imposed on any link. */
  heal(): void {
    for (const links of this.#links.values()) for (const link of links.values()) link.heal();
  }

  /** Breaks every connection between these two hosts, in the middle of what is under way. Returns how many. */
  reset(one: string, other: string, options: { sides?: ResetSides; skewMsMax?: number } = {}): number {
    const connections = this.#between(one, other);
    for (const connection of connections) connection.reset(options.sides ?? "both", options.skewMsMax ?? 0);
    this.counters.resets += connections.length;
    return connections.length;
  }

  /** Every connection between these two hosts is dead from now on, and nobody is told. Returns how many. */
  sever(one: string, other: string): number {
    const connections = this.#between(one, other);
    for (const connection of connections) connection.sever();
    this.counters.severed += connections.length;
    return connections.length;
  }

  /** @internal */
  findHost(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /** @internal */
  dial(stream: SimStream, address: PeerAddress): void {
    this.counters.dialled += 1;
    this.#connections.push(new Connection(this, stream, address));
    if (this.#connections.length < this.#sweepAt) return;
    this.#connections = this.#connections.filter((connection) => !connection.isOver);
    this.#sweepAt = this.#connections.length * 2 + CONNECTIONS_SWEEP;
  }

  /** @internal */
  pipe(writer: SimStream, link: Link, back: Link): Pipe {
    const random = this.#options.streams.stream(`network pieces ${link.from} > ${link.to}`);
    const fragmentation = new Fragmentation(random, this.#options.fragmentBytesMax ?? 64 * 1024);
    return new Pipe(this.surroundings, { writer, link, back, fragmentation });
  }

  #between(one: string, other: string): Connection[] {
    return this.#connections.filter(
      (connection) => connection.isEstablished && !connection.isOver && connection.isBetween(one, other),
    );
  }
}
