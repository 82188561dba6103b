import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Sets, deletes, appends to and subtracts from single configuration values (KIP-339).
 */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: "0-1",
  flexible: "1+",
  request: {
    resources: array({
      of: {
        resourceType: int8(),
        resourceName: string(),
        configs: array({
          of: {
            name: string(),
            configOperation: int8(),
            value: string({ nullable: true }),
          },
        }),
      },
    }),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    responses: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        resourceType: int8(),
        resourceName: string(),
      },
    }),
  },
});

export type IncrementalAlterConfigsRequest = RequestOf<typeof incrementalAlterConfigs>;
export type IncrementalAlterConfigsRequestInput = RequestInputOf<typeof incrementalAlterConfigs>;
export type IncrementalAlterConfigsResponse = ResponseOf<typeof incrementalAlterConfigs>;
export type IncrementalAlterConfigsResponseInput = ResponseInputOf<typeof incrementalAlterConfigs>;
