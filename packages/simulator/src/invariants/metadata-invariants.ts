import type { ObservedImage, ObservedPartition } from "./observed.ts";
import { demand } from "./violation.ts";

/**
 * The metadata image:
 *
 * - it is the same on every node that has applied up to the same index, and never goes back in a process life;
 * - an ISR is a non-empty part of the replicas, without repetition, and whoever leads is in it;
 * - a node that is fenced is in no ISR of more than one (KIP-841);
 * - nor is a replica whose log has failed, and it does not lead;
 * - leader epoch and partition epoch only grow: the one with every change of leader, the other with every change at all. With
 *   sameness it follows that a leader epoch has one leader at most.
 */
export class MetadataInvariants {
  readonly #shown = new Map<number, ObservedImage>();
  /** By applied index. */
  readonly #images = new Map<number, { readonly node: number; readonly text: string }>();

  /** The process of the node has begun, with an empty image. */
  started(node: number): void {
    this.#shown.delete(node);
  }

  afterStep(node: number, image: ObservedImage): void {
    const before = this.#shown.get(node);
    if (before === image) return;
    this.#shown.set(node, image);
    demand(
      before === undefined || image.appliedIndex >= before.appliedIndex,
      "the metadata image goes back",
      () => `node ${node}, from index ${before?.appliedIndex} to ${image.appliedIndex}`,
    );
    this.#compare(node, image);
    for (const topic of image.topics.values()) {
      const topicBefore = before?.topics.get(topic.topicId);
      if (topicBefore === topic) continue;
      for (const partition of topic.partitions) {
        const name = `${topic.name}-${partition.partition}`;
        checkPartition(name, partition);
        checkFenced(name, partition, image);
        checkFailed(name, partition);
        const earlier = topicBefore?.partitions[partition.partition];
        if (earlier !== undefined && earlier !== partition) checkChange(name, earlier, partition);
      }
    }
  }

  #compare(node: number, image: ObservedImage): void {
    const text = textOf(image);
    const known = this.#images.get(image.appliedIndex);
    if (known === undefined) this.#images.set(image.appliedIndex, { node, text });
    demand(
      known === undefined || known.text === text,
      "metadata images differ",
      () => `at index ${image.appliedIndex}, nodes ${known?.node} and ${node}: ${known?.text} and ${text}`,
    );
  }
}

function checkPartition(name: string, { isr, replicas, leader }: ObservedPartition): void {
  const sound = isr.length > 0 && new Set(isr).size === isr.length && isr.every((member) => replicas.includes(member));
  demand(sound, "an ISR is no part of the replicas", () => `${name}: ISR ${isr}, replicas ${replicas}`);
  demand(
    leader === -1 || isr.includes(leader),
    "a leader is not in the ISR",
    () => `${name}: leader ${leader}, ISR ${isr}`,
  );
}

function checkFenced(name: string, { isr }: ObservedPartition, { nodes }: ObservedImage): void {
  const fenced = isr.length === 1 ? undefined : isr.find((member) => nodes.get(member)?.fenced !== false);
  demand(fenced === undefined, "a fenced node is in an ISR of several", () => `${name}: node ${fenced} of ISR ${isr}`);
}

function checkFailed(name: string, { isr, leader, failed = [] }: ObservedPartition): void {
  demand(!failed.includes(leader), "a failed replica leads", () => `${name}: node ${leader}`);
  const member = isr.length === 1 ? undefined : isr.find((node) => failed.includes(node));
  demand(
    member === undefined,
    "a failed replica is in an ISR of several",
    () => `${name}: node ${member} of ISR ${isr}`,
  );
}

function checkChange(name: string, before: ObservedPartition, after: ObservedPartition): void {
  demand(
    after.leaderEpoch >= before.leaderEpoch && after.partitionEpoch >= before.partitionEpoch,
    "an epoch goes back",
    () => `${name}: from ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
  );
  demand(
    after.leader === before.leader || after.leaderEpoch > before.leaderEpoch,
    "the leader changes within its epoch",
    () => `${name}, epoch ${after.leaderEpoch}: from node ${before.leader} to ${after.leader}`,
  );
  const same = after.leaderEpoch === before.leaderEpoch && String(after.isr) === String(before.isr);
  demand(
    same || after.partitionEpoch > before.partitionEpoch,
    "the ISR changes within its partition epoch",
    () => `${name}, partition epoch ${after.partitionEpoch}: from ${before.isr} to ${after.isr}`,
  );
}

/** Everything that nodes have to agree on, in an order that does not depend on how they came to know it. */
function textOf(image: ObservedImage): string {
  const topics = sorted(image.topics).map(([, topic]) => [topic, sorted(topic.configs)]);
  return JSON.stringify([sorted(image.nodes), topics, image.nextProducerId]);
}

function sorted<Key extends string | number, Value>(map: ReadonlyMap<Key, Value>): [Key, Value][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
