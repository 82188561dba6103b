import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Where a leader epoch ends in a partition's log, for finding where two logs diverge (KIP-101, KIP-279, KIP-320).
 */
export const offsetForLeaderEpoch = defineApi({
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: "2-4",
  flexible: "4+",
  request: {
    replicaId: int32({ versions: "3+", ignorable: true, default: -2 }),
    topics: array({
      of: {
        topic: string(),
        partitions: array({
          of: {
            partition: int32(),
            currentLeaderEpoch: int32({ ignorable: true, default: -1 }),
            leaderEpoch: int32(),
          },
        }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array({
      of: {
        topic: string(),
        partitions: array({
          of: {
            errorCode: int16(),
            partition: int32(),
            leaderEpoch: int32({ ignorable: true, default: -1 }),
            endOffset: int64({ default: -1 }),
          },
        }),
      },
    }),
  },
});

export type OffsetForLeaderEpochRequest = RequestOf<typeof offsetForLeaderEpoch>;
export type OffsetForLeaderEpochRequestInput = RequestInputOf<typeof offsetForLeaderEpoch>;
export type OffsetForLeaderEpochResponse = ResponseOf<typeof offsetForLeaderEpoch>;
export type OffsetForLeaderEpochResponseInput = ResponseInputOf<typeof offsetForLeaderEpoch>;
