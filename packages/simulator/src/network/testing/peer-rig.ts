import type { Message } from "@chronik/raft-core";
import {
  type ConnectionEvent,
  type PeerAddress,
  type PeerNetworkLimits,
  TcpPeerNetwork,
  type Timers,
} from "@chronik/transport-tcp";
import type { ReplicationMessage } from "@chronik/wal";
import { EventQueue } from "../../world/event-queue.ts";
import { RandomStreams } from "../../world/random-streams.ts";
import { SimNetwork } from "../sim-network.ts";
import { TestProcess } from "./network-rig.ts";

const PORT = 9192;
const TALK_INTERVAL_MS = 10;
const CHANNELS = ["raft", "replication"] as const;
type Channel = (typeof CHANNELS)[number];

export const hostOf = (node: number): string => `node-${node}`;

/** One process life of a peer that numbers what it sends, and checks the numbers that it gets. */
export class SimPeer {
  readonly node: number;
  readonly process: TestProcess;
  readonly network: TcpPeerNetwork;
  readonly events: ConnectionEvent[] = [];
  readonly warnings: string[] = [];
  /** The last number that came from a node on a channel. */
  readonly heard = new Map<string, number>();
  sent = 0;
  received = 0;
  violation: string | null = null;
  #isDead = false;

  constructor(rig: PeerRig, node: number, incarnation: number) {
    this.node = node;
    this.process = new TestProcess(rig.network, hostOf(node));
    const timers: Timers = {
      set: (callback, delayMs) => {
        const event = rig.queue.after(delayMs, () => this.process.run(callback));
        return () => event.cancel();
      },
      defer: (callback) => void rig.queue.after(0, () => this.process.run(callback)),
    };
    this.network = new TcpPeerNetwork({
      clusterId: "sim",
      nodeId: node,
      incarnation,
      listen: { host: hostOf(node), port: PORT },
      peers: rig.addresses,
      sockets: this.process.sockets,
      timers,
      random: rig.streams.stream(`peer ${node}`),
      limits: rig.limits,
      logger: ({ level, message }) => {
        if (level !== "info") this.warnings.push(message);
      },
      handlers: {
        onRaftMessage: (message) => this.#onRaft(message),
        onReplicationMessage: (from, message) => this.#onReplication(from, message),
        onReplicationWritable: () => {},
        onConnection: (event) => this.#onConnection(event),
      },
    });
    void this.network.listen();
    this.network.start();
  }

  /** Sends one message on each channel; the next number. */
  speakTo(node: number): void {
    if (this.#isDead) return;
    this.sent += 1;
    const [from, round] = [this.node, this.sent];
    this.network.raft.send({ kind: "heartbeatRequest", from, to: node, term: 1, leaderCommit: 0, round });
    this.network.replication.send(node, {
      kind: "batches",
      topicId: "00112233445566778899aabbccddeeff",
      partition: 0,
      leaderEpoch: 1,
      session: 1,
      baseOffset: round,
      highWatermark: 0,
      logStartOffset: 0,
      payload: new Uint8Array(round % 7 === 0 ? 5000 : 100).fill(round & 0xff),
    });
  }

  canReach(node: number): boolean {
    return this.network.status().find((peer) => peer.node === node)?.reachable === true;
  }

  end(how: "killed" | "powerCut" | "exited"): void {
    this.#isDead = true;
    this.process.end(how);
  }

  #onRaft(message: Message): void {
    this.#expect(message.kind === "heartbeatRequest", `a ${message.kind}`);
    if (message.kind === "heartbeatRequest") this.#number(message.from, "raft", message.round);
  }

  #onReplication(from: number, message: ReplicationMessage): void {
    this.#expect(message.kind === "batches", `a ${message.kind}`);
    if (message.kind !== "batches") return;
    const { baseOffset, payload } = message;
    this.#expect(
      payload.every((byte) => byte === (baseOffset & 0xff)),
      `the payload of ${baseOffset}`,
    );
    this.#number(from, "replication", baseOffset);
  }

  /** Numbers only grow within a connection, and nothing comes outside of one. */
  #number(from: number, channel: Channel, number: number): void {
    const key = `${from} ${channel}`;
    const before = this.heard.get(key);
    this.#expect(before !== undefined, `${channel} ${number} of ${from} outside of a connection`);
    this.#expect(before! < number, `${channel} ${number} of ${from} behind ${before}`);
    this.heard.set(key, number);
    this.received += 1;
  }

  #onConnection(event: ConnectionEvent): void {
    this.events.push(event);
    this.#expect(event.error?.code !== "protocolViolation", String(event.error?.message));
    if (event.direction !== "incoming") return;
    const key = `${event.node} ${event.channel}`;
    if (event.state === "up") this.heard.set(key, 0);
    else this.heard.delete(key);
  }

  #expect(holds: boolean, violation: string): void {
    this.#expectAlive();
    if (!holds) this.violation ??= violation;
  }

  #expectAlive(): void {
    if (this.#isDead) this.violation ??= "it was called when it was dead";
  }
}

/** Peers on a simulated network that speak to each other all the time. */
export class PeerRig {
  readonly queue = new EventQueue();
  readonly streams: RandomStreams;
  readonly network: SimNetwork;
  readonly addresses: ReadonlyMap<number, PeerAddress>;
  readonly limits: Partial<PeerNetworkLimits>;
  readonly #peers = new Map<number, SimPeer>();
  readonly #past: SimPeer[] = [];
  #incarnation = 0;

  constructor(seed: number, options: { nodes?: number; limits?: Partial<PeerNetworkLimits> } = {}) {
    const nodes = Array.from({ length: options.nodes ?? 2 }, (_, at) => at + 1);
    this.streams = new RandomStreams(seed);
    this.network = new SimNetwork({ queue: this.queue, streams: this.streams });
    this.addresses = new Map(nodes.map((node) => [node, { host: hostOf(node), port: PORT }]));
    this.limits = options.limits ?? {};
    for (const node of nodes) this.start(node);
  }

  peer(node: number): SimPeer {
    return this.#peers.get(node)!;
  }

  start(node: number): void {
    this.#incarnation += 1;
    this.#peers.set(node, new SimPeer(this, node, this.#incarnation));
  }

  end(node: number, how: "killed" | "powerCut" | "exited"): void {
    this.peer(node).end(how);
    this.#past.push(this.peer(node));
    this.#peers.delete(node);
  }

  /** Lets time pass while everybody speaks to everybody. */
  talk(durationMs: number): void {
    for (
      const untilMs = this.queue.nowMs + durationMs;
      this.queue.nowMs < untilMs;
      this.queue.runFor(TALK_INTERVAL_MS)
    ) {
      for (const [node, peer] of this.#peers) {
        for (const other of this.#peers.keys()) if (other !== node) peer.process.run(() => peer.speakTo(other));
      }
    }
  }

  /** Lets happen what is due at this moment, and no time pass. */
  runTurn(): void {
    this.queue.runFor(0);
  }

  /** Talks until everybody has heard of everybody, on each channel, what was said after this call; the time that it took, in ms. */
  untilWhole(limitMs: number): number {
    const startMs = this.queue.nowMs;
    const before = new Map([...this.#peers].map(([node, { sent }]) => [node, sent]));
    while (!this.#isWhole(before)) {
      if (this.queue.nowMs - startMs > limitMs) throw new Error(`not whole within ${limitMs} ms`);
      this.talk(TALK_INTERVAL_MS);
    }
    return this.queue.nowMs - startMs;
  }

  get violations(): string[] {
    return [...this.#peers.values(), ...this.#past].flatMap(({ violation }) => violation ?? []);
  }

  #isWhole(before: ReadonlyMap<number, number>): boolean {
    const hasHeard = (peer: SimPeer, from: number): boolean =>
      CHANNELS.every((channel) => (peer.heard.get(`${from} ${channel}`) ?? 0) > before.get(from)!);
    return [...this.#peers.values()].every((peer) =>
      [...before.keys()].every((from) => from === peer.node || (peer.canReach(from) && hasHeard(peer, from))),
    );
  }
}
