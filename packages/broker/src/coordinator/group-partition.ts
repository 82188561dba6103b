/**
 * Java's `String.hashCode`: 32-bit arithmetic over UTF-16 code units. Clients and tools work out a group's partition
 * themselves, so it has to be this very function.
 */
export function javaStringHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** The partition of `__consumer_offsets` that a group's records are in, as Kafka has it. `partitionCount` ≥ 1. */
export function groupPartition(groupId: string, partitionCount: number): number {
  const hash = javaStringHashCode(groupId);
  // Java's abs(Integer.MIN_VALUE) is negative; Kafka takes 0 for it.
  const positive = hash === -(2 ** 31) ? 0 : Math.abs(hash);
  return positive % partitionCount;
}
