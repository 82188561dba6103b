import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, float64, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Lists client quotas that match a filter (KIP-546).
 */
export const describeClientQuotas = defineApi({
  key: 48,
  name: "DescribeClientQuotas",
  versions: "0-1",
  flexible: "1+",
  request: {
    components: array({
      of: {
        entityType: string(),
        matchType: int8(),
        match: string({ nullable: true }),
      },
    }),
    strict: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    entries: array({
      nullable: true,
      of: {
        entity: array({
          of: {
            entityType: string(),
            entityName: string({ nullable: true }),
          },
        }),
        values: array({
          of: {
            key: string(),
            value: float64(),
          },
        }),
      },
    }),
  },
});

export type DescribeClientQuotasRequest = RequestOf<typeof describeClientQuotas>;
export type DescribeClientQuotasRequestInput = RequestInputOf<typeof describeClientQuotas>;
export type DescribeClientQuotasResponse = ResponseOf<typeof describeClientQuotas>;
export type DescribeClientQuotasResponseInput = ResponseInputOf<typeof describeClientQuotas>;
