import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, float64, int16, int32, string } from "../schema/field.ts";

/**
 * Sets and removes client quotas (KIP-546).
 */
export const alterClientQuotas = defineApi({
  key: 49,
  name: "AlterClientQuotas",
  versions: "0-1",
  flexible: "1+",
  request: {
    entries: array({
      of: {
        entity: array({
          of: {
            entityType: string(),
            entityName: string({ nullable: true }),
          },
        }),
        ops: array({
          of: {
            key: string(),
            value: float64(),
            remove: bool(),
          },
        }),
      },
    }),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    entries: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        entity: array({
          of: {
            entityType: string(),
            entityName: string({ nullable: true }),
          },
        }),
      },
    }),
  },
});

export type AlterClientQuotasRequest = RequestOf<typeof alterClientQuotas>;
export type AlterClientQuotasRequestInput = RequestInputOf<typeof alterClientQuotas>;
export type AlterClientQuotasResponse = ResponseOf<typeof alterClientQuotas>;
export type AlterClientQuotasResponseInput = ResponseInputOf<typeof alterClientQuotas>;
