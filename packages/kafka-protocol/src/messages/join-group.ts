import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, bytes, int16, int32, string } from "../schema/field.ts";

/**
 * Enters a group's rebalance, and returns when it has gathered its members. Only the leader's answer lists them.
 *
 * From version 4 on a new member is first sent away with an id of its own (KIP-394). Versions 0 and 1 remain for old
 * librdkafka (KAFKA-19444).
 */
export const joinGroup = defineApi({
  key: 11,
  name: "JoinGroup",
  versions: "0-9",
  flexible: "6+",
  request: {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ versions: "1+", ignorable: true, default: -1 }),
    memberId: string(),
    groupInstanceId: string({ versions: "5+", nullable: true, default: null }),
    protocolType: string(),
    protocols: array({
      of: {
        name: string(),
        metadata: bytes(),
      },
    }),
    reason: string({ versions: "8+", nullable: true, ignorable: true, default: null }),
  },
  response: {
    throttleTimeMs: int32({ versions: "2+", ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: string({ versions: "7+", nullable: true, ignorable: true, default: null }),
    protocolName: string({ nullable: "7+" }),
    leader: string(),
    skipAssignment: bool({ versions: "9+" }),
    memberId: string(),
    members: array({
      of: {
        memberId: string(),
        groupInstanceId: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
        metadata: bytes(),
      },
    }),
  },
});

export type JoinGroupRequest = RequestOf<typeof joinGroup>;
export type JoinGroupRequestInput = RequestInputOf<typeof joinGroup>;
export type JoinGroupResponse = ResponseOf<typeof joinGroup>;
export type JoinGroupResponseInput = ResponseInputOf<typeof joinGroup>;
