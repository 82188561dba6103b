/**
 * What consumers of the classic protocol put into JoinGroup and SyncGroup. To a broker both are opaque; clients and tools
 * read them.
 */
import { array, bytes, int32, string } from "./schema/field.ts";
import { VersionedCodec } from "./schema/versioned.ts";

const topicPartitions = { topic: string(), partitions: array({ of: int32() }) };

/** What a member wants to consume, and (from version 1 on, KIP-429) what it has already. */
export const consumerProtocolSubscription = new VersionedCodec({
  name: "ConsumerProtocolSubscription",
  versions: "0-3",
  flexible: "none",
  fields: {
    topics: array({ of: string() }),
    userData: bytes({ nullable: true, default: null }),
    ownedPartitions: array({ versions: "1+", ignorable: true, of: topicPartitions }),
    generationId: int32({ versions: "2+", ignorable: true, default: -1 }),
    rackId: string({ versions: "3+", nullable: true, ignorable: true, default: null }),
  },
});

/** What the group's leader gives a member. */
export const consumerProtocolAssignment = new VersionedCodec({
  name: "ConsumerProtocolAssignment",
  versions: "0-3",
  flexible: "none",
  fields: {
    assignedPartitions: array({ of: topicPartitions }),
    userData: bytes({ nullable: true, default: null }),
  },
});
