import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { int16, int32, string } from "../schema/field.ts";

/**
 * Keeps a group member alive, and tells it when the group rebalances.
 */
export const heartbeat = defineApi({
  key: 12,
  name: "Heartbeat",
  versions: "0-4",
  flexible: "4+",
  request: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ versions: "3+", nullable: true, default: null }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    errorCode: int16(),
  },
});

export type HeartbeatRequest = RequestOf<typeof heartbeat>;
export type HeartbeatRequestInput = RequestInputOf<typeof heartbeat>;
export type HeartbeatResponse = ResponseOf<typeof heartbeat>;
export type HeartbeatResponseInput = ResponseInputOf<typeof heartbeat>;
