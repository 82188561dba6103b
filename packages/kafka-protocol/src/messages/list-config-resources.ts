import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * The configuration resources that exist; version 0 lists client metrics subscriptions only (KIP-1142).
 */
export const listConfigResources = defineApi({
  key: 74,
  name: "ListConfigResources",
  versions: "0-1",
  flexible: "0+",
  request: {
    resourceTypes: array({ versions: "1+", of: int8() }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    configResources: array({
      of: {
        resourceName: string(),
        resourceType: int8({ versions: "1+", ignorable: true, default: 16 }),
      },
    }),
  },
});

export type ListConfigResourcesRequest = RequestOf<typeof listConfigResources>;
export type ListConfigResourcesRequestInput = RequestInputOf<typeof listConfigResources>;
export type ListConfigResourcesResponse = ResponseOf<typeof listConfigResources>;
export type ListConfigResourcesResponseInput = ResponseInputOf<typeof listConfigResources>;
