import type { PartitionKey } from "./message.ts";

/** A map by partition that makes no string or object per look-up. Iterates topic by topic. */
export class PartitionMap<Value> {
  readonly #topics = new Map<string, Map<number, Value>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: PartitionKey): Value | undefined {
    return this.#topics.get(key.topicId)?.get(key.partition);
  }

  has(key: PartitionKey): boolean {
    return this.get(key) !== undefined;
  }

  set(key: PartitionKey, value: Value): void {
    let partitions = this.#topics.get(key.topicId);
    if (partitions === undefined) {
      partitions = new Map();
      this.#topics.set(key.topicId, partitions);
    }
    if (!partitions.has(key.partition)) this.#size += 1;
    partitions.set(key.partition, value);
  }

  delete(key: PartitionKey): boolean {
    const partitions = this.#topics.get(key.topicId);
    if (partitions === undefined || !partitions.delete(key.partition)) return false;
    this.#size -= 1;
    if (partitions.size === 0) this.#topics.delete(key.topicId);
    return true;
  }

  clear(): void {
    this.#topics.clear();
    this.#size = 0;
  }

  *values(): IterableIterator<Value> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }
}
