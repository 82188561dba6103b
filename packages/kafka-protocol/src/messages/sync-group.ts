import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bytes, int16, int32, string } from "../schema/field.ts";

/**
 * Hands the leader's assignments to the members of a new generation.
 */
export const syncGroup = defineApi({
  key: 14,
  name: "SyncGroup",
  versions: "0-5",
  flexible: "4+",
  request: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ versions: "3+", nullable: true, default: null }),
    protocolType: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
    protocolName: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
    assignments: array({
      of: {
        memberId: string(),
        assignment: bytes(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    errorCode: int16(),
    protocolType: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
    protocolName: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
    assignment: bytes(),
  },
});

export type SyncGroupRequest = RequestOf<typeof syncGroup>;
export type SyncGroupRequestInput = RequestInputOf<typeof syncGroup>;
export type SyncGroupResponse = ResponseOf<typeof syncGroup>;
export type SyncGroupResponseInput = ResponseInputOf<typeof syncGroup>;
