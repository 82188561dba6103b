import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { int16, int32, int64, string } from "../schema/field.ts";

/**
 * Gives a producer its id and epoch, and fences its predecessor where it is transactional (KIP-98, KIP-360).
 */
export const initProducerId = defineApi({
  key: 22,
  name: "InitProducerId",
  versions: "0-5",
  flexible: "2+",
  request: {
    transactionalId: string({ nullable: true }),
    transactionTimeoutMs: int32(),
    producerId: int64({ versions: "3+", default: -1 }),
    producerEpoch: int16({ versions: "3+", default: -1 }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    errorCode: int16(),
    producerId: int64({ default: -1 }),
    producerEpoch: int16(),
  },
});

export type InitProducerIdRequest = RequestOf<typeof initProducerId>;
export type InitProducerIdRequestInput = RequestInputOf<typeof initProducerId>;
export type InitProducerIdResponse = ResponseOf<typeof initProducerId>;
export type InitProducerIdResponseInput = ResponseInputOf<typeof initProducerId>;
