import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import { type MetadataImage, type PartitionImage, type TopicImage, topicNamed } from "../metadata/image.ts";
import type { Partition } from "../partition/partition.ts";
import type { Services } from "../services.ts";

/** A topic by its name, or by its id in the versions that have ids. */
export function findTopic(
  image: MetadataImage,
  wanted: { name: string } | { topicId: string },
): TopicImage | { error: number } {
  const byName = "name" in wanted;
  const topic = byName ? topicNamed(image, wanted.name) : image.topics.get(wanted.topicId);
  if (topic !== undefined) return topic;
  return { error: byName ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCodes.UNKNOWN_TOPIC_ID };
}

export type PartitionLookup =
  | { readonly partition: Partition; readonly image: PartitionImage }
  | { readonly error: number; readonly image: PartitionImage | null };

/**
 * The partition, if this node leads it in the epoch that the client believes in (−1: it does not say). An older epoch of the
 * client's is FENCED_LEADER_EPOCH; a newer one means that this node is behind: UNKNOWN_LEADER_EPOCH (KIP-320).
 */
export function findLed(
  services: Services,
  topic: TopicImage | { error: number },
  wanted: { partition: number; currentLeaderEpoch?: number },
): PartitionLookup {
  if ("error" in topic) return { error: topic.error, image: null };
  const image = topic.partitions[wanted.partition];
  if (image === undefined) return { error: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, image: null };
  const partition = services.replicas.partition(topic.topicId, wanted.partition);
  const error = leadershipError(partition, { image, self: services.options.nodeId }, wanted.currentLeaderEpoch ?? -1);
  return partition === undefined || error !== errorCodes.NONE ? { error, image } : { partition, image };
}

function leadershipError(
  partition: Partition | undefined,
  { image, self }: { image: PartitionImage; self: NodeId },
  clientEpoch: number,
): number {
  const known = partition?.image.leaderEpoch ?? image.leaderEpoch;
  if (clientEpoch >= 0 && clientEpoch < known) {
    SIMULATION: globalThis.chronikSometimes?.("a client of an older leader epoch is fenced");
    return errorCodes.FENCED_LEADER_EPOCH;
  }
  if (clientEpoch > known) {
    SIMULATION: globalThis.chronikSometimes?.("a client knows a newer leader epoch than the node");
    return errorCodes.UNKNOWN_LEADER_EPOCH;
  }
  if (partition?.leadingEpoch !== undefined) return errorCodes.NONE;
  // The metadata may name this node for a moment still, though its log has failed: clients ask again.
  const isLeaderUnfit = partition !== undefined && partition.fault !== null && image.leader === self;
  return isLeaderUnfit ? errorCodes.KAFKA_STORAGE_ERROR : errorCodes.NOT_LEADER_OR_FOLLOWER;
}
