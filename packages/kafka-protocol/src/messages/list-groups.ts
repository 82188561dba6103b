import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string } from "../schema/field.ts";

/**
 * The groups that a broker coordinates, by state (KIP-518) and by type (KIP-848).
 */
export const listGroups = defineApi({
  key: 16,
  name: "ListGroups",
  versions: "0-5",
  flexible: "3+",
  request: {
    statesFilter: array({ versions: "4+", of: string() }),
    typesFilter: array({ versions: "5+", of: string() }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    errorCode: int16(),
    groups: array({
      of: {
        groupId: string(),
        protocolType: string(),
        groupState: string({ versions: "4+", ignorable: true }),
        groupType: string({ versions: "5+", ignorable: true }),
      },
    }),
  },
});

export type ListGroupsRequest = RequestOf<typeof listGroups>;
export type ListGroupsRequestInput = RequestInputOf<typeof listGroups>;
export type ListGroupsResponse = ResponseOf<typeof listGroups>;
export type ListGroupsResponseInput = ResponseInputOf<typeof listGroups>;
