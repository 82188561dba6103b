import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Has partition leaders write the commit or abort markers of transactions. Brokers ask it of each other.
 */
export const writeTxnMarkers = defineApi({
  key: 27,
  name: "WriteTxnMarkers",
  versions: "1-2",
  flexible: "1+",
  request: {
    markers: array({
      of: {
        producerId: int64(),
        producerEpoch: int16(),
        transactionResult: bool(),
        topics: array({
          of: {
            name: string(),
            partitionIndexes: array({ of: int32() }),
          },
        }),
        coordinatorEpoch: int32(),
        transactionVersion: int8({ versions: "2+", ignorable: true }),
      },
    }),
  },
  response: {
    markers: array({
      of: {
        producerId: int64(),
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
    }),
  },
});

export type WriteTxnMarkersRequest = RequestOf<typeof writeTxnMarkers>;
export type WriteTxnMarkersRequestInput = RequestInputOf<typeof writeTxnMarkers>;
export type WriteTxnMarkersResponse = ResponseOf<typeof writeTxnMarkers>;
export type WriteTxnMarkersResponseInput = ResponseInputOf<typeof writeTxnMarkers>;
