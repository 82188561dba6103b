/*
 * Three nodes with the real message loop of Raft, over a network that loses, delays, doubles and reorders messages, on disks
 * that lose what was not synced when a node dies. Every node proposes blocks of producer ids all the time, snapshots are taken
 * every few entries. Each proposal has its effect once at most, each success is nobody else's, and all images end equal.
 */
import { MemoryLog, type Message, MessageLoop, type NodeId } from "@chronik/raft-core";
import { describe, expect, it } from "vitest";
import { MetadataLog } from "./metadata-log.ts";
import { TEST_RULES } from "./testing/cluster.ts";
import { SeededRandom } from "./testing/seeded-random.ts";
import { VirtualTime } from "./testing/virtual-time.ts";

const FIRST_SEED = Number(process.env.CHRONIK_SIM_SEED ?? 1);
const RUNS = Number(process.env.CHRONIK_SIM_RUNS ?? 6);
const VOTERS: readonly NodeId[] = [1, 2, 3];
const TICK_MS = 50;
const RUN_MS = 10_000;
const PROPOSAL_TIMEOUT_MS = 1500;

interface SimNode {
  readonly loop: MessageLoop;
  readonly metadata: MetadataLog;
  readonly log: MemoryLog;
  alive: boolean;
}

class World {
  readonly #random: SeededRandom;
  readonly #time = new VirtualTime();
  readonly #nodes = new Map<NodeId, SimNode>();
  readonly #given = new Set<number>();
  #lives = 0;
  #calm = false;
  proposedIds = 0;
  refusedOrUnknown = 0;
  restores = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    for (const id of VOTERS) this.#start(id, new MemoryLog({ schedule: (task) => this.#schedule(task) }));
  }

  get givenIds(): number {
    return this.#given.size;
  }

  run(): void {
    for (let atMs = 0; atMs < RUN_MS; atMs += 10) {
      this.#time.advance(10);
      const node = this.#nodes.get(this.#random.pick(VOTERS))!;
      if (node.alive && this.#random.chance(50)) this.#propose(node.metadata);
      if (this.#random.below(300) === 0) this.#crash(this.#random.pick(VOTERS));
    }
    this.#calm = true;
    this.#time.advance(5000);
  }

  check(): void {
    const [first, ...others] = [...this.#nodes.values()].map(({ metadata }) => metadata);
    const { image } = first!;
    for (const { image: other } of others) expect(other).toEqual(image);
    expect(image.nextProducerId).toBeLessThanOrEqual(this.proposedIds);
    expect(image.nextProducerId).toBeGreaterThanOrEqual(this.#given.size);
    for (const { pendingProposalCount } of [first!, ...others]) expect(pendingProposalCount).toBe(0);
  }

  #propose(metadata: MetadataLog): void {
    const count = 1 + this.#random.below(5);
    this.proposedIds += count;
    metadata.propose({ kind: "allocateProducerIds", count }, { timeoutMs: PROPOSAL_TIMEOUT_MS }, (result) => {
      if (result.error !== 0) {
        this.refusedOrUnknown++;
        return;
      }
      const ids = Array.from({ length: count }, (_, place) => result.firstProducerId! + place);
      for (const id of ids) {
        expect(this.#given.has(id)).toBe(false);
        this.#given.add(id);
      }
      expect(metadata.image.nextProducerId).toBeGreaterThan(ids.at(-1)!);
    });
  }

  #start(id: NodeId, log: MemoryLog): void {
    const metadata: MetadataLog = new MetadataLog({
      nodeId: id,
      incarnation: `life-${++this.#lives}`,
      sink: { propose: (bytes) => loop.propose([bytes]) },
      timers: this.#time,
      rules: TEST_RULES,
    });
    const loop: MessageLoop = new MessageLoop({
      node: { id, voters: VOTERS, random: this.#random },
      log,
      network: { send: (message) => this.#send(message) },
      stateMachine: {
        apply: (entry) => metadata.apply(entry),
        snapshot: () => metadata.snapshot(),
        restore: (data) => {
          this.restores++;
          metadata.restore(data);
        },
      },
      snapshotIntervalEntries: 40,
      snapshotKeepEntries: 5,
      onLeadership: ({ leader }) => {
        if (leader !== 0) metadata.leaderChanged();
      },
      onFailure: (error) => {
        throw error;
      },
    });
    const node = { loop, metadata, log, alive: true };
    this.#nodes.set(id, node);
    loop.start();
    this.#tick(node);
  }

  #tick(node: SimNode): void {
    this.#time.set(TICK_MS, () => {
      if (!node.alive) return;
      node.loop.tick();
      this.#tick(node);
    });
  }

  /** The node is gone, and back some time later with what its disk held. */
  #crash(id: NodeId): void {
    const node = this.#nodes.get(id)!;
    if (!node.alive) return;
    node.alive = false;
    node.loop.stop();
    node.metadata.stop();
    const log = node.log.crash(this.#random.below(node.log.waitingCount + 1));
    this.#time.set(this.#random.below(1500), () => this.#start(id, log));
  }

  #send(message: Message): void {
    if (!this.#calm && this.#random.chance(5)) return;
    const copies = !this.#calm && this.#random.chance(5) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = this.#random.chance(5) ? this.#random.below(300) : 1 + this.#random.below(5);
      this.#time.set(delayMs, () => {
        const node = this.#nodes.get(message.to);
        if (node?.alive) node.loop.step(message);
      });
    }
  }

  #schedule(task: () => void): void {
    this.#time.set(this.#random.below(4), task);
  }
}

describe("MetadataLog on Raft", () => {
  it("applies each proposal once at most, and the same everywhere", () => {
    let [given, unknown, restores] = [0, 0, 0];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      try {
        const world = new World(seed);
        world.run();
        world.check();
        given += world.givenIds;
        unknown += world.refusedOrUnknown;
        restores += world.restores;
      } catch (cause) {
        throw new Error(`seed ${seed}: ${(cause as Error).message}`, { cause });
      }
    }
    console.log(
      `seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}: ${given} ids, ${unknown} unknown, ${restores} restores`,
    );
    expect(given).toBeGreaterThan(100 * RUNS);
    expect(unknown).toBeGreaterThan(0);
    expect(restores).toBeGreaterThan(0);
  }, 60_000);
});
