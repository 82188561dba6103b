import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Replaces the whole configuration of resources. IncrementalAlterConfigs supersedes it.
 */
export const alterConfigs = defineApi({
  key: 33,
  name: "AlterConfigs",
  versions: "0-2",
  flexible: "2+",
  request: {
    resources: array({
      of: {
        resourceType: int8(),
        resourceName: string(),
        configs: array({
          of: {
            name: string(),
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

export type AlterConfigsRequest = RequestOf<typeof alterConfigs>;
export type AlterConfigsRequestInput = RequestInputOf<typeof alterConfigs>;
export type AlterConfigsResponse = ResponseOf<typeof alterConfigs>;
export type AlterConfigsResponseInput = ResponseInputOf<typeof alterConfigs>;
