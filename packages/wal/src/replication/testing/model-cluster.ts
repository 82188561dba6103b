import { WalError } from "../../errors.ts";
import { SeededRandom } from "../../testing/random.ts";
import type { PartitionKey, ReplicationMessage } from "../message.ts";
import { PartitionMap } from "../partition-map.ts";
import { EventLoop } from "./event-loop.ts";
import { isSameBatch, Ledger } from "./ledger.ts";
import { ModelController, type PartitionMetadata, type Plants } from "./model-controller.ts";
import { ModelLog } from "./model-log.ts";
import { ModelNetwork } from "./model-network.ts";
import { ModelNode } from "./model-node.ts";

/** Sessions of one life; the next life's begin after them. */
const SESSIONS_PER_LIFE = 1_000_000;

/** Nodes, disks, network and controller of one run. Time passes only through {@link EventLoop}. */
export class ModelCluster {
  readonly loop = new EventLoop();
  readonly ledger = new Ledger();
  readonly controller: ModelController;
  readonly network: ModelNetwork;
  readonly nodes: readonly number[];
  readonly keys: readonly PartitionKey[];
  /** How often something was seen: messages by kind, and what the tests count besides. */
  readonly marks = new Map<string, number>();
  readonly #random: SeededRandom;
  readonly #plants: Plants;
  readonly #hiccups: boolean;
  readonly #lives = new Map<number, ModelNode>();
  readonly #logs = new Map<number, PartitionMap<ModelLog>>();
  readonly #lifeCounts = new Map<number, number>();
  readonly #metadataAtMs = new Map<number, number>();
  readonly #syncAtMs = new Map<number, number>();
  readonly #delays: { networkMsMax: number; syncMsMax: number; metadataMsMax: number };
  readonly #divergedRounds = new Set<string>();
  #value = 0;

  constructor(options: {
    seed: number;
    nodeCount: number;
    partitionCount: number;
    plants?: Plants;
    /** Whether logs refuse and lag now and then; default true. */
    hiccups?: boolean;
    delays?: { networkMsMax: number; syncMsMax: number; metadataMsMax: number };
  }) {
    this.#random = new SeededRandom(options.seed);
    this.#plants = options.plants ?? {};
    this.#hiccups = options.hiccups ?? true;
    this.#delays = options.delays ?? { networkMsMax: 8, syncMsMax: 6, metadataMsMax: 30 };
    this.nodes = Array.from({ length: options.nodeCount }, (_, index) => index + 1);
    this.keys = Array.from({ length: options.partitionCount }, (_, partition) => ({ topicId: "t", partition }));
    this.network = new ModelNetwork({
      loop: this.loop,
      random: this.#random,
      delayMsMax: this.#delays.networkMsMax,
      events: {
        deliver: (to, from, message) => this.#deliver(to, from, message),
        nodeDown: (at, peer) => this.node(at)?.nodeDown(peer),
        nodeUp: (at, peer) => this.node(at)?.nodeUp(peer),
        writable: (at, peer) => this.node(at)?.writable(peer),
      },
    });
    this.controller = new ModelController({
      nodes: this.nodes,
      keys: this.keys,
      loop: this.loop,
      random: this.#random,
      plants: this.#plants,
      publish: (metadata) => this.#publish(metadata),
    });
    for (const node of this.nodes) this.#start(node);
  }

  /** The life that a node is in; undefined while it is dead. */
  node(node: number): ModelNode | undefined {
    const life = this.#lives.get(node);
    return life?.alive ? life : undefined;
  }

  log(node: number, key: PartitionKey): ModelLog {
    let logs = this.#logs.get(node);
    if (logs === undefined) {
      logs = new PartitionMap();
      this.#logs.set(node, logs);
    }
    let log = logs.get(key);
    if (log === undefined) {
      log = this.#makeLog(node);
      logs.set(key, log);
    }
    return log;
  }

  mark(what: string): void {
    this.marks.set(what, (this.marks.get(what) ?? 0) + 1);
  }

  crash(node: number): void {
    this.node(node)?.kill();
    const peers = this.nodes.filter((peer) => peer !== node);
    this.network.crash(node, peers);
    for (const log of this.#logs.get(node)?.values() ?? []) log.crash(this.#random.below(3));
    this.loop.set(this.#random.below(60), () => {
      if (this.node(node) === undefined) this.controller.nodeDied(node);
    });
  }

  restart(node: number): void {
    this.controller.nodeDied(node);
    this.controller.nodeCame(node);
    this.#start(node);
    this.network.restart(
      node,
      this.nodes.filter((peer) => peer !== node),
    );
  }

  /** Throws unless every replica of every partition is the same, wholly committed, and in the ISR. */
  checkConverged(): void {
    for (const key of this.keys) {
      const { leader, isr } = this.controller.of(key);
      const name = `partition ${key.partition}`;
      if (leader === null) throw new Error(`${name} has no leader`);
      if (isr.length !== this.nodes.length) throw new Error(`${name}: only ${isr} are in sync`);
      const led = this.log(leader, key);
      for (const node of this.nodes) {
        const log = this.log(node, key);
        const highWatermark = this.node(node)?.replica(key)?.highWatermark;
        const where = `${name} on node ${node}, led by ${leader}`;
        if (log.logEndOffset !== led.logEndOffset) throw new Error(`${where} ends at ${log.logEndOffset}`);
        if (highWatermark !== led.logEndOffset) throw new Error(`${where}: high watermark is ${highWatermark}`);
        if (log.durableEndOffset !== log.logEndOffset) throw new Error(`${where} is not durable`);
        const fromOffset = Math.max(log.logStartOffset, led.logStartOffset);
        const own = log.batches.filter(({ baseOffset }) => baseOffset >= fromOffset);
        const leaders = led.batches.filter(({ baseOffset }) => baseOffset >= fromOffset);
        const isSame =
          own.length === leaders.length && own.every((batch, index) => isSameBatch(batch, leaders[index]!));
        if (!isSame) throw new Error(`${where} differs from its leader's`);
        this.ledger.holds(where, key, log);
      }
    }
  }

  #start(node: number): void {
    const life = (this.#lifeCounts.get(node) ?? 0) + 1;
    this.#lifeCounts.set(node, life);
    const started = new ModelNode({
      node,
      firstSession: life * SESSIONS_PER_LIFE,
      around: {
        loop: this.loop,
        random: this.#random,
        network: { send: (from, to, message) => this.#send(from, to, message) },
        controller: this.controller,
        ledger: this.ledger,
        plants: this.#plants,
        logOf: (other, key) => this.log(other, key),
        nextValue: () => ++this.#value,
      },
    });
    this.#lives.set(node, started);
    for (const metadata of this.controller.partitions) this.#tell(started, metadata);
  }

  #publish(metadata: PartitionMetadata): void {
    for (const node of this.nodes) {
      const life = this.node(node);
      if (life !== undefined) this.#tell(life, metadata);
    }
  }

  /** Metadata reaches each node in its own time, and in order. */
  #tell(life: ModelNode, metadata: PartitionMetadata): void {
    const soonest = this.loop.nowMs + this.#random.below(this.#delays.metadataMsMax);
    const atMs = Math.max(soonest, this.#metadataAtMs.get(life.node) ?? 0);
    this.#metadataAtMs.set(life.node, atMs);
    this.loop.set(atMs - this.loop.nowMs, () => {
      if (life.alive) life.apply(metadata);
    });
  }

  #send(from: number, to: number, message: ReplicationMessage): boolean {
    const taken = this.network.send(from, to, message);
    if (!taken) this.mark(`no room for ${message.kind}`);
    return taken;
  }

  #deliver(to: number, from: number, message: ReplicationMessage): void {
    const life = this.node(to);
    if (life === undefined) return;
    if (message.kind === "diverged") {
      const round = `${message.topicId}-${message.partition} in epoch ${message.leaderEpoch} at node ${to}`;
      if (this.#divergedRounds.has(round)) this.mark("diverged again");
      this.#divergedRounds.add(round);
    }
    this.mark(message.kind === "refused" ? `refused ${message.reason}` : message.kind);
    life.receive(from, message);
  }

  /** One journal per node: writes become durable in the order in which they were made, whichever log they belong to. */
  #makeLog(node: number): ModelLog {
    const log: ModelLog = new ModelLog((kind) => {
      this.mark(kind);
      const soonest = this.loop.nowMs + this.#random.below(this.#delays.syncMsMax);
      const atMs = Math.max(soonest, this.#syncAtMs.get(node) ?? 0);
      this.#syncAtMs.set(node, atMs);
      this.loop.set(atMs - this.loop.nowMs, () => log.syncNext());
    });
    if (this.#hiccups) this.#addHiccups(log);
    if (this.#plants.lyingDisks) {
      Object.defineProperty(log, "durableEndOffset", { get: () => log.logEndOffset });
    }
    return log;
  }

  /** Now and then a log has no room, or cannot be read yet. */
  #addHiccups(log: ModelLog): void {
    const append = log.appendAsFollower.bind(log);
    const read = log.read.bind(log);
    const overloaded = new WalError("overloaded", "too much waits for the disk");
    log.appendAsFollower = (payload, done) => {
      if (this.#random.chance(0.99)) return append(payload, done);
      this.mark("append refused");
      if (this.#random.chance(0.5)) throw overloaded;
      this.loop.defer(() => done(overloaded));
    };
    log.read = (range) => {
      if (this.#random.chance(0.99)) return read(range);
      this.mark("not readable yet");
      return new Uint8Array(0);
    };
  }
}
