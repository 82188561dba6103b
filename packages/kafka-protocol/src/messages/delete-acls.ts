import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Removes the access control entries that match filters.
 */
export const deleteAcls = defineApi({
  key: 31,
  name: "DeleteAcls",
  versions: "1-3",
  flexible: "2+",
  request: {
    filters: array({
      of: {
        resourceTypeFilter: int8(),
        resourceNameFilter: string({ nullable: true }),
        patternTypeFilter: int8({ default: 3 }),
        principalFilter: string({ nullable: true }),
        hostFilter: string({ nullable: true }),
        operation: int8(),
        permissionType: int8(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    filterResults: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        matchingAcls: array({
          of: {
            errorCode: int16(),
            errorMessage: string({ nullable: true }),
            resourceType: int8(),
            resourceName: string(),
            patternType: int8({ default: 3 }),
            principal: string(),
            host: string(),
            operation: int8(),
            permissionType: int8(),
          },
        }),
      },
    }),
  },
});

export type DeleteAclsRequest = RequestOf<typeof deleteAcls>;
export type DeleteAclsRequestInput = RequestInputOf<typeof deleteAcls>;
export type DeleteAclsResponse = ResponseOf<typeof deleteAcls>;
export type DeleteAclsResponseInput = ResponseInputOf<typeof deleteAcls>;
