import type { TopicPartitions } from "../command.ts";

/** To look up partitions in what a command names. */
export class PartitionSet {
  readonly #byTopic = new Map<string, ReadonlySet<number>>();

  constructor(named: readonly TopicPartitions[]) {
    for (const { topicId, partitions } of named) {
      this.#byTopic.set(topicId, new Set([...(this.#byTopic.get(topicId) ?? []), ...partitions]));
    }
  }

  has(topicId: string, partition: number): boolean {
    return this.#byTopic.get(topicId)?.has(partition) ?? false;
  }
}
