import type { SeededRandom } from "../../testing/random.ts";
import type { PartitionKey } from "../message.ts";
import type { EventLoop } from "./event-loop.ts";

/** The metadata of one partition. `epoch` is the leader epoch; `version` the partition epoch, which grows with every change. */
export interface PartitionMetadata {
  readonly key: PartitionKey;
  readonly leader: number | null;
  readonly epoch: number;
  readonly version: number;
  readonly isr: readonly number[];
}

/** Deliberate mistakes, to show that the simulation would notice them. */
export interface Plants {
  /** Elects who is alive, in the ISR or not. */
  readonly uncleanElections?: boolean;
  /** Logs report what is written as durable, and lose it in a crash. */
  readonly lyingDisks?: boolean;
  /** Leaders compare where logs end, and not by epochs (KIP-279). */
  readonly epochBlindness?: boolean;
  /** Who begins to follow truncates to what it knows of the high watermark (KIP-101). */
  readonly highWatermarkTruncation?: boolean;
  /** Leaders count what a subscription claims before the logs were compared (KAFKA-13141). */
  readonly earlyCounting?: boolean;
}

/** What a consensus group would decide: one linear history of metadata, leaders chosen from the ISR with rising epochs. */
export class ModelController {
  readonly partitions: PartitionMetadata[];
  readonly #loop: EventLoop;
  readonly #random: SeededRandom;
  readonly #plants: Plants;
  readonly #publish: (metadata: PartitionMetadata) => void;
  readonly #alive: Set<number>;

  constructor(options: {
    nodes: readonly number[];
    keys: readonly PartitionKey[];
    loop: EventLoop;
    random: SeededRandom;
    plants: Plants;
    publish: (metadata: PartitionMetadata) => void;
  }) {
    this.#loop = options.loop;
    this.#random = options.random;
    this.#plants = options.plants;
    this.#publish = options.publish;
    this.#alive = new Set(options.nodes);
    this.partitions = options.keys.map((key, index) => {
      const leader = options.nodes[index % options.nodes.length]!;
      return { key, leader, epoch: 0, version: 0, isr: [...options.nodes] };
    });
  }

  of(key: PartitionKey): PartitionMetadata {
    return this.partitions.find((each) => isSame(each.key, key))!;
  }

  /** A new leader from the ISR, `preferred` if it can be; the same one again counts as new. */
  elect(key: PartitionKey, preferred?: number): void {
    const { isr, leader, epoch } = this.of(key);
    const candidates = this.#plants.uncleanElections ? [...this.#alive] : isr.filter((node) => this.#alive.has(node));
    if (candidates.length === 0) {
      if (leader !== null) this.#change(key, { leader: null, epoch: epoch + 1 });
      return;
    }
    const next = preferred !== undefined && candidates.includes(preferred) ? preferred : this.#random.pick(candidates);
    this.#change(key, { leader: next, epoch: epoch + 1, isr: isr.includes(next) ? isr : [next] });
  }

  nodeDied(node: number): void {
    this.#alive.delete(node);
    for (const { key, leader, isr } of [...this.partitions]) {
      const rest = isr.filter((member) => member !== node);
      if (rest.length > 0 && rest.length < isr.length) this.#change(key, { isr: rest });
      if (leader === node) this.elect(key);
    }
  }

  nodeCame(node: number): void {
    this.#alive.add(node);
    for (const { key, leader } of [...this.partitions]) if (leader === null) this.elect(key);
  }

  /** Compared and set on epoch and version (KIP-841): refused where the leader did not know the present state. */
  alterIsr(
    proposal: { key: PartitionKey; epoch: number; version: number; isr: readonly number[] },
    done: (accepted: boolean) => void,
  ): void {
    this.#loop.set(this.#random.below(5), () => {
      const { epoch, version } = this.of(proposal.key);
      const accepted =
        epoch === proposal.epoch &&
        version === proposal.version &&
        proposal.isr.every((node) => this.#alive.has(node)) &&
        proposal.isr.length > 0;
      if (accepted) this.#change(proposal.key, { isr: proposal.isr });
      else this.#loop.set(this.#random.below(5), () => done(false));
    });
  }

  #change(key: PartitionKey, change: Partial<PartitionMetadata>): void {
    const index = this.partitions.findIndex((each) => isSame(each.key, key));
    const before = this.partitions[index]!;
    const after = { ...before, ...change, version: before.version + 1 };
    this.partitions[index] = after;
    this.#publish(after);
  }
}

export function isSame(left: PartitionKey, right: PartitionKey): boolean {
  return left.topicId === right.topicId && left.partition === right.partition;
}
