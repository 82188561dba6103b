import { consumerProtocolAssignment, consumerProtocolSubscription } from "@chronik/kafka-protocol";

/** The name under which consumers know it. */
export const RANGE = "range";

const VERSION = 1;

/** What a member says when it joins. */
export function encodeSubscription(topic: string): Uint8Array {
  return consumerProtocolSubscription.encode({ topics: [topic] }, VERSION);
}

/** What a member was assigned of a topic; an empty assignment is none. */
export function decodeAssignment(bytes: Uint8Array, topic: string): number[] {
  if (bytes.length === 0) return [];
  const { assignedPartitions } = consumerProtocolAssignment.decode(bytes).value;
  return assignedPartitions.find((assigned) => assigned.topic === topic)?.partitions ?? [];
}

/** Gives each member a range of the partitions, as even as it goes; members in the order of their ids. */
export function rangeAssignments(
  memberIds: readonly string[],
  topic: string,
  partitionCount: number,
): { memberId: string; assignment: Uint8Array }[] {
  const members = [...memberIds].sort();
  const share = Math.floor(partitionCount / members.length);
  const extra = partitionCount % members.length;
  let next = 0;
  return members.map((memberId, at) => {
    const partitions = Array.from({ length: share + (at < extra ? 1 : 0) }, () => next++);
    const assignedPartitions = partitions.length === 0 ? [] : [{ topic, partitions }];
    return { memberId, assignment: consumerProtocolAssignment.encode({ assignedPartitions }, VERSION) };
  });
}
