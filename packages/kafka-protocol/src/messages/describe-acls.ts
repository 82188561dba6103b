import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Lists the access control entries that match a filter.
 */
export const describeAcls = defineApi({
  key: 29,
  name: "DescribeAcls",
  versions: "1-3",
  flexible: "2+",
  request: {
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullable: true }),
    patternTypeFilter: int8({ default: 3 }),
    principalFilter: string({ nullable: true }),
    hostFilter: string({ nullable: true }),
    operation: int8(),
    permissionType: int8(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    resources: array({
      of: {
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ default: 3 }),
        acls: array({
          of: {
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

export type DescribeAclsRequest = RequestOf<typeof describeAcls>;
export type DescribeAclsRequestInput = RequestInputOf<typeof describeAcls>;
export type DescribeAclsResponse = ResponseOf<typeof describeAcls>;
export type DescribeAclsResponseInput = ResponseInputOf<typeof describeAcls>;
