import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { bool, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Commits or aborts a transaction. From version 5 on it also answers with the epoch to go on with (KIP-890).
 */
export const endTxn = defineApi({
  key: 26,
  name: "EndTxn",
  versions: "0-5",
  flexible: "3+",
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    producerId: int64({ versions: "5+", ignorable: true, default: -1 }),
    producerEpoch: int16({ versions: "5+", ignorable: true, default: -1 }),
  },
});

export type EndTxnRequest = RequestOf<typeof endTxn>;
export type EndTxnRequestInput = RequestInputOf<typeof endTxn>;
export type EndTxnResponse = ResponseOf<typeof endTxn>;
export type EndTxnResponseInput = ResponseInputOf<typeof endTxn>;
