import { errorCodes, listOffsets, ProtocolError, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import type { Partition } from "../partition/partition.ts";
import { TimestampLookup } from "../partition/timestamp-lookup.ts";
import type { Services } from "../services.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";
import { findLed, findTopic } from "./partition-lookup.ts";

type PartitionRequest = RequestOf<typeof listOffsets>["topics"][number]["partitions"][number];
type PartitionResponse = ElementOf<ElementOf<ResponseInputOf<typeof listOffsets>["topics"]>["partitions"]>;

/** What a timestamp means that is none. */
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
/** The first version that tells the epoch of the record it found. */
const LEADER_EPOCH_VERSION = 4;

/**
 * ListOffsets (key 2).
 *
 * Behavior: the latest offset is the high watermark. A leader whose high watermark has not reached the start of its epoch yet
 * does not know it: OFFSET_NOT_AVAILABLE, so that it cannot seem to go back (KIP-207). A lookup by time finds the first record
 * with that timestamp or a later one, below the high watermark; none is offset −1.
 *
 * Version notes: OFFSET_NOT_AVAILABLE from v5 on, LEADER_NOT_AVAILABLE before. −3 (KIP-734) from v7, −4 (KIP-405) from v8, −5
 * (KIP-1005) from v9: nothing is tiered here, so the earliest local offset is the earliest, and there is no latest tiered one.
 */
export function listOffsetsHandler(services: Services): Handler<typeof listOffsets> {
  const lookup = new TimestampLookup(services.ports.decompression);
  return handler(listOffsets, (request, context, respond) => {
    const image = services.image();
    const topics = request.topics.map(({ name, partitions }) => {
      const topic = findTopic(image, { name });
      return {
        name,
        partitions: partitions.map((wanted) => {
          const { partitionIndex: partition, currentLeaderEpoch } = wanted;
          const led = findLed(services, topic, { partition, currentLeaderEpoch });
          return "error" in led
            ? failed(wanted, led.error)
            : lookUp(led.partition, wanted, { lookup, version: context.apiVersion });
        }),
      };
    });
    respond({ topics });
  });
}

function lookUp(
  partition: Partition,
  wanted: PartitionRequest,
  { lookup, version }: { lookup: TimestampLookup; version: number },
): PartitionResponse {
  const { replica, highWatermark } = partition;
  const { partitionIndex, timestamp } = wanted;
  const leaderEpoch = partition.leadingEpoch ?? -1;
  const none = { partitionIndex, errorCode: errorCodes.NONE };
  const answer = (found: { offset: number; timestamp?: number; leaderEpoch: number }): PartitionResponse => {
    const { leaderEpoch: epoch, ...position } = found;
    return { ...none, ...position, ...(version >= LEADER_EPOCH_VERSION && { leaderEpoch: epoch }) };
  };
  if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL) {
    const epoch = replica.endOffsetForEpoch(0)?.epoch ?? leaderEpoch;
    return answer({ offset: replica.logStartOffset, leaderEpoch: epoch });
  }
  if (timestamp === LATEST_TIERED) return none;
  if (highWatermark < (partition.epochStartOffset ?? 0)) {
    return failed(wanted, version >= 5 ? errorCodes.OFFSET_NOT_AVAILABLE : errorCodes.LEADER_NOT_AVAILABLE);
  }
  if (timestamp === LATEST) return answer({ offset: highWatermark, leaderEpoch });
  if (timestamp < 0 && timestamp !== MAX_TIMESTAMP) return failed(wanted, errorCodes.INVALID_REQUEST);
  try {
    const found =
      timestamp === MAX_TIMESTAMP
        ? lookup.max(replica, highWatermark)
        : lookup.first(replica, timestamp, highWatermark);
    return found === undefined ? none : answer(found);
  } catch (error) {
    // Records that a producer compressed in a way that cannot be undone say nothing about the disk.
    if (error instanceof ProtocolError) return failed(wanted, errorCodes.CORRUPT_MESSAGE);
    partition.fail(error as Error);
    return failed(wanted, errorCodes.KAFKA_STORAGE_ERROR);
  }
}

function failed({ partitionIndex }: PartitionRequest, errorCode: number): PartitionResponse {
  return { partitionIndex, errorCode };
}
