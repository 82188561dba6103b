import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Adds access control entries.
 */
export const createAcls = defineApi({
  key: 30,
  name: "CreateAcls",
  versions: "1-3",
  flexible: "2+",
  request: {
    creations: array({
      of: {
        resourceType: int8(),
        resourceName: string(),
        resourcePatternType: int8({ default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
      },
    }),
  },
});

export type CreateAclsRequest = RequestOf<typeof createAcls>;
export type CreateAclsRequestInput = RequestInputOf<typeof createAcls>;
export type CreateAclsResponse = ResponseOf<typeof createAcls>;
export type CreateAclsResponseInput = ResponseInputOf<typeof createAcls>;
