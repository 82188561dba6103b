import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, string } from "../schema/field.ts";

/**
 * Raises topics' partition counts.
 */
export const createPartitions = defineApi({
  key: 37,
  name: "CreatePartitions",
  versions: "0-3",
  flexible: "2+",
  request: {
    topics: array({
      of: {
        name: string(),
        count: int32(),
        assignments: array({
          nullable: true,
          of: {
            brokerIds: array({ of: int32() }),
          },
        }),
      },
    }),
    timeoutMs: int32(),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      of: {
        name: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: true, default: null }),
      },
    }),
  },
});

export type CreatePartitionsRequest = RequestOf<typeof createPartitions>;
export type CreatePartitionsRequestInput = RequestInputOf<typeof createPartitions>;
export type CreatePartitionsResponse = ResponseOf<typeof createPartitions>;
export type CreatePartitionsResponseInput = ResponseInputOf<typeof createPartitions>;
