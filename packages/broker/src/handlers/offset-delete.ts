import { offsetDelete } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * OffsetDelete (key 47).
 *
 * Behavior: removes a group's offsets of topics that it does not consume (KIP-496), and answers when that is committed.
 * GROUP_SUBSCRIBED_TO_TOPIC for the others. A group with members that does not speak the consumer protocol is NON_EMPTY_GROUP.
 *
 * Version notes: there is only v0.
 */
export function offsetDeleteHandler(groups: GroupCoordinator): Handler<typeof offsetDelete> {
  return handler(offsetDelete, (request, _context, respond) => {
    const topics = request.topics.map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.map(({ partitionIndex }) => partitionIndex),
    }));
    groups.deleteOffsets({ groupId: request.groupId, topics }, ({ errorCode, topics: deleted }) => {
      respond({
        errorCode,
        topics: deleted.map(({ topic, errors }) => ({
          name: topic,
          partitions: errors.map((one) => ({ partitionIndex: one.partition, errorCode: one.errorCode })),
        })),
      });
    });
  });
}
