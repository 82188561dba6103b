import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Looks an offset up by timestamp, or by one of the special values: −1 the end, −2 the start, −3 the largest timestamp
 * (version 7), −4 the start of the local log (8), −5 the end of the tiered part (9), −6 the earliest offset that
 * is not yet uploaded (11).
 */
export const listOffsets = defineApi({
  key: 2,
  name: "ListOffsets",
  versions: "1-11",
  flexible: "6+",
  request: {
    replicaId: int32(),
    isolationLevel: int8({ versions: "2+" }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            currentLeaderEpoch: int32({ versions: "4+", ignorable: true, default: -1 }),
            timestamp: int64(),
          },
        }),
      },
    }),
    timeoutMs: int32({ versions: "10+", ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ versions: "2+", ignorable: true }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
            timestamp: int64({ default: -1 }),
            offset: int64({ default: -1 }),
            leaderEpoch: int32({ versions: "4+", default: -1 }),
          },
        }),
      },
    }),
  },
});

export type ListOffsetsRequest = RequestOf<typeof listOffsets>;
export type ListOffsetsRequestInput = RequestInputOf<typeof listOffsets>;
export type ListOffsetsResponse = ResponseOf<typeof listOffsets>;
export type ListOffsetsResponseInput = ResponseInputOf<typeof listOffsets>;
