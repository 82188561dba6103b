import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string } from "../schema/field.ts";

/**
 * The transactions that a broker coordinates (KIP-664).
 */
export const listTransactions = defineApi({
  key: 66,
  name: "ListTransactions",
  versions: "0-2",
  flexible: "0+",
  request: {
    stateFilters: array({ of: string() }),
    producerIdFilters: array({ of: int64() }),
    durationFilter: int64({ versions: "1+", default: -1 }),
    transactionalIdPattern: string({ versions: "2+", nullable: true, default: null }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    unknownStateFilters: array({ of: string() }),
    transactionStates: array({
      of: {
        transactionalId: string(),
        producerId: int64(),
        transactionState: string(),
      },
    }),
  },
});

export type ListTransactionsRequest = RequestOf<typeof listTransactions>;
export type ListTransactionsRequestInput = RequestInputOf<typeof listTransactions>;
export type ListTransactionsResponse = ResponseOf<typeof listTransactions>;
export type ListTransactionsResponseInput = ResponseInputOf<typeof listTransactions>;
