import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, bytes, int16, int32, string } from "../schema/field.ts";

/**
 * State, protocol and members of groups of the classic protocol.
 */
export const describeGroups = defineApi({
  key: 15,
  name: "DescribeGroups",
  versions: "0-6",
  flexible: "5+",
  request: {
    groups: array({ of: string() }),
    includeAuthorizedOperations: bool({ versions: "3+" }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    groups: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ versions: "6+", nullable: true, default: null }),
        groupId: string(),
        groupState: string(),
        protocolType: string(),
        protocolData: string(),
        members: array({
          of: {
            memberId: string(),
            groupInstanceId: string({ versions: "4+", nullable: true, ignorable: true, default: null }),
            clientId: string(),
            clientHost: string(),
            memberMetadata: bytes(),
            memberAssignment: bytes(),
          },
        }),
        authorizedOperations: int32({ versions: "3+", default: -2147483648 }),
      },
    }),
  },
});

export type DescribeGroupsRequest = RequestOf<typeof describeGroups>;
export type DescribeGroupsRequestInput = RequestInputOf<typeof describeGroups>;
export type DescribeGroupsResponse = ResponseOf<typeof describeGroups>;
export type DescribeGroupsResponseInput = ResponseInputOf<typeof describeGroups>;
