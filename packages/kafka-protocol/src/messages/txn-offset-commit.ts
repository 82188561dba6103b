import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Stores a group's offsets as part of a transaction. Version 5 enters the group implicitly (KIP-890).
 */
export const txnOffsetCommit = defineApi({
  key: 28,
  name: "TxnOffsetCommit",
  versions: "0-5",
  flexible: "3+",
  request: {
    transactionalId: string(),
    groupId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    generationId: int32({ versions: "3+", default: -1 }),
    memberId: string({ versions: "3+" }),
    groupInstanceId: string({ versions: "3+", nullable: true, default: null }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: "2+", ignorable: true, default: -1 }),
            committedMetadata: string({ nullable: true }),
          },
        }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array({
      of: {
        name: string(),
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

export type TxnOffsetCommitRequest = RequestOf<typeof txnOffsetCommit>;
export type TxnOffsetCommitRequestInput = RequestInputOf<typeof txnOffsetCommit>;
export type TxnOffsetCommitResponse = ResponseOf<typeof txnOffsetCommit>;
export type TxnOffsetCommitResponseInput = ResponseInputOf<typeof txnOffsetCommit>;
