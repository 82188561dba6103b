import { errorCodes, offsetForLeaderEpoch } from "@chronik/kafka-protocol";
import type { Services } from "../services.ts";
import { type Handler, handler } from "./handler.ts";
import { findLed, findTopic } from "./partition-lookup.ts";

/**
 * OffsetForLeaderEpoch (key 23), for consumers that check whether what they have read was truncated (KIP-320).
 *
 * Behavior: the largest epoch of the log that is not larger than the one asked for, and where it ends; −1 for both where
 * the log has none so early.
 */
export function offsetForLeaderEpochHandler(services: Services): Handler<typeof offsetForLeaderEpoch> {
  return handler(offsetForLeaderEpoch, (request, _context, respond) => {
    const image = services.image();
    const topics = request.topics.map(({ topic: name, partitions }) => {
      const topic = findTopic(image, { name });
      return {
        topic: name,
        partitions: partitions.map((wanted) => {
          const led = findLed(services, topic, wanted);
          if ("error" in led) return { partition: wanted.partition, errorCode: led.error };
          const found = led.partition.replica.endOffsetForEpoch(wanted.leaderEpoch);
          return {
            partition: wanted.partition,
            errorCode: errorCodes.NONE,
            leaderEpoch: found?.epoch ?? -1,
            endOffset: found?.endOffset ?? -1,
          };
        }),
      };
    });
    respond({ topics });
  });
}
