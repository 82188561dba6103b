import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * The producers that a partition remembers, with their open transactions (KIP-664).
 */
export const describeProducers = defineApi({
  key: 61,
  name: "DescribeProducers",
  versions: "0",
  flexible: "0+",
  request: {
    topics: array({
      of: {
        name: string(),
        partitionIndexes: array({ of: int32() }),
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
            errorMessage: string({ nullable: true, default: null }),
            activeProducers: array({
              of: {
                producerId: int64(),
                producerEpoch: int32(),
                lastSequence: int32({ default: -1 }),
                lastTimestamp: int64({ default: -1 }),
                coordinatorEpoch: int32(),
                currentTxnStartOffset: int64({ default: -1 }),
              },
            }),
          },
        }),
      },
    }),
  },
});

export type DescribeProducersRequest = RequestOf<typeof describeProducers>;
export type DescribeProducersRequestInput = RequestInputOf<typeof describeProducers>;
export type DescribeProducersResponse = ResponseOf<typeof describeProducers>;
export type DescribeProducersResponseInput = ResponseInputOf<typeof describeProducers>;
