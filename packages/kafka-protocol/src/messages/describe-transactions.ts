import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * The state of transactions by transactional id (KIP-664).
 */
export const describeTransactions = defineApi({
  key: 65,
  name: "DescribeTransactions",
  versions: "0",
  flexible: "0+",
  request: {
    transactionalIds: array({ of: string() }),
  },
  response: {
    throttleTimeMs: int32(),
    transactionStates: array({
      of: {
        errorCode: int16(),
        transactionalId: string(),
        transactionState: string(),
        transactionTimeoutMs: int32(),
        transactionStartTimeMs: int64(),
        producerId: int64(),
        producerEpoch: int16(),
        topics: array({
          of: {
            topic: string(),
            partitions: array({ of: int32() }),
          },
        }),
      },
    }),
  },
});

export type DescribeTransactionsRequest = RequestOf<typeof describeTransactions>;
export type DescribeTransactionsRequestInput = RequestInputOf<typeof describeTransactions>;
export type DescribeTransactionsResponse = ResponseOf<typeof describeTransactions>;
export type DescribeTransactionsResponseInput = ResponseInputOf<typeof describeTransactions>;
