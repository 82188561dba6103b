/**
 * What `__consumer_offsets` holds: one record per committed offset, and one per group of the classic protocol. A record
 * without a value removes what its key names.
 */
import { array, bytes, int32, int64, string, uuid } from "../schema/field.ts";
import { KeyCodec } from "../schema/keyed.ts";
import { VersionedCodec } from "../schema/versioned.ts";

/** Kind 0 is what Kafka wrote before 0.9, of the same fields. */
export const offsetCommitKey = new KeyCodec({
  name: "OffsetCommitKey",
  kinds: [0, 1],
  fields: { group: string(), topic: string(), partition: int32() },
});

/** Version 1 alone has a time of expiry; from 3 on there is the leader epoch, from 4 on the topic's id. */
export const offsetCommitValue = new VersionedCodec({
  name: "OffsetCommitValue",
  versions: "0-4",
  flexible: "4+",
  fields: {
    offset: int64(),
    leaderEpoch: int32({ versions: "3+", default: -1, ignorable: true }),
    metadata: string(),
    commitTimestamp: int64(),
    expireTimestamp: int64({ versions: "1", default: -1, ignorable: true }),
    topicId: uuid({ versions: "4+", tag: 0, ignorable: true }),
  },
});

export const groupMetadataKey = new KeyCodec({
  name: "GroupMetadataKey",
  kinds: [2],
  fields: { group: string() },
});

/** Subscriptions and assignments are what the members sent, opaque to the coordinator. Times are in milliseconds. */
export const groupMetadataValue = new VersionedCodec({
  name: "GroupMetadataValue",
  versions: "0-4",
  flexible: "4+",
  fields: {
    protocolType: string(),
    generation: int32(),
    protocol: string({ nullable: true }),
    leader: string({ nullable: true }),
    currentStateTimestamp: int64({ versions: "2+", default: -1, ignorable: true }),
    members: array({
      of: {
        memberId: string(),
        groupInstanceId: string({ versions: "3+", nullable: true, default: null, ignorable: true }),
        clientId: string(),
        clientHost: string(),
        rebalanceTimeout: int32({ versions: "1+", default: -1, ignorable: true }),
        sessionTimeout: int32(),
        subscription: bytes(),
        assignment: bytes(),
      },
    }),
  },
});
