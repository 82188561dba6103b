import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string } from "../schema/field.ts";

/**
 * Removes members from a group; several, and static ones by instance id, from version 3 on (KIP-345).
 */
export const leaveGroup = defineApi({
  key: 13,
  name: "LeaveGroup",
  versions: "0-5",
  flexible: "4+",
  request: {
    groupId: string(),
    memberId: string({ versions: "0-2" }),
    members: array({
      versions: "3+",
      of: {
        memberId: string(),
        groupInstanceId: string({ nullable: true, default: null }),
        reason: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    errorCode: int16(),
    members: array({
      versions: "3+",
      of: {
        memberId: string(),
        groupInstanceId: string({ nullable: true }),
        errorCode: int16(),
      },
    }),
  },
});

export type LeaveGroupRequest = RequestOf<typeof leaveGroup>;
export type LeaveGroupRequestInput = RequestInputOf<typeof leaveGroup>;
export type LeaveGroupResponse = ResponseOf<typeof leaveGroup>;
export type LeaveGroupResponseInput = ResponseInputOf<typeof leaveGroup>;
