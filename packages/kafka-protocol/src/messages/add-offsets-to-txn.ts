import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { int16, int32, int64, string } from "../schema/field.ts";

/**
 * Enters a group's offsets into a producer's transaction.
 */
export const addOffsetsToTxn = defineApi({
  key: 25,
  name: "AddOffsetsToTxn",
  versions: "0-4",
  flexible: "3+",
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    groupId: string(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
  },
});

export type AddOffsetsToTxnRequest = RequestOf<typeof addOffsetsToTxn>;
export type AddOffsetsToTxnRequestInput = RequestInputOf<typeof addOffsetsToTxn>;
export type AddOffsetsToTxnResponse = ResponseOf<typeof addOffsetsToTxn>;
export type AddOffsetsToTxnResponseInput = ResponseInputOf<typeof addOffsetsToTxn>;
