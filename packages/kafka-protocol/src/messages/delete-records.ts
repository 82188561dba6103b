import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Moves the start of partitions' logs up to an offset; −1 stands for the high watermark.
 */
export const deleteRecords = defineApi({
  key: 21,
  name: "DeleteRecords",
  versions: "0-2",
  flexible: "2+",
  request: {
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            offset: int64(),
          },
        }),
      },
    }),
    timeoutMs: int32(),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            lowWatermark: int64(),
            errorCode: int16(),
          },
        }),
      },
    }),
  },
});

export type DeleteRecordsRequest = RequestOf<typeof deleteRecords>;
export type DeleteRecordsRequestInput = RequestInputOf<typeof deleteRecords>;
export type DeleteRecordsResponse = ResponseOf<typeof deleteRecords>;
export type DeleteRecordsResponseInput = ResponseInputOf<typeof deleteRecords>;
