import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string, uuid } from "../schema/field.ts";

/**
 * Stores a group's offsets. From version 9 on, groups of the consumer protocol commit with their member epoch (KIP-848);
 * version 10 has topic ids.
 */
export const offsetCommit = defineApi({
  key: 8,
  name: "OffsetCommit",
  versions: "2-10",
  flexible: "8+",
  request: {
    groupId: string(),
    generationIdOrMemberEpoch: int32({ ignorable: true, default: -1 }),
    memberId: string({ ignorable: true }),
    groupInstanceId: string({ versions: "7+", nullable: true, default: null }),
    retentionTimeMs: int64({ versions: "2-4", ignorable: true, default: -1 }),
    topics: array({
      of: {
        name: string({ versions: "0-9", ignorable: true }),
        topicId: uuid({ versions: "10+", ignorable: true }),
        partitions: array({
          of: {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: "6+", ignorable: true, default: -1 }),
            committedMetadata: string({ nullable: true }),
          },
        }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32({ versions: "3+", ignorable: true }),
    topics: array({
      of: {
        name: string({ versions: "0-9", ignorable: true }),
        topicId: uuid({ versions: "10+", ignorable: true }),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
          },
        }),
      },
    }),
  },
});

export type OffsetCommitRequest = RequestOf<typeof offsetCommit>;
export type OffsetCommitRequestInput = RequestInputOf<typeof offsetCommit>;
export type OffsetCommitResponse = ResponseOf<typeof offsetCommit>;
export type OffsetCommitResponseInput = ResponseInputOf<typeof offsetCommit>;
