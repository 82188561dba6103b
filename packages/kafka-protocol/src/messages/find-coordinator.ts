import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Which broker coordinates a group, a transactional id or a share partition; several keys at once from version 4 on.
 */
export const findCoordinator = defineApi({
  key: 10,
  name: "FindCoordinator",
  versions: "0-6",
  flexible: "3+",
  request: {
    key: string({ versions: "0-3" }),
    keyType: int8({ versions: "1+" }),
    coordinatorKeys: array({ versions: "4+", of: string() }),
  },
  response: {
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    errorCode: int16({ versions: "0-3" }),
    errorMessage: string({ versions: "1-3", nullable: true, ignorable: true }),
    nodeId: int32({ versions: "0-3" }),
    host: string({ versions: "0-3" }),
    port: int32({ versions: "0-3" }),
    coordinators: array({
      versions: "4+",
      of: {
        key: string(),
        nodeId: int32(),
        host: string(),
        port: int32(),
        errorCode: int16(),
        errorMessage: string({ nullable: true, ignorable: true }),
      },
    }),
  },
});

export type FindCoordinatorRequest = RequestOf<typeof findCoordinator>;
export type FindCoordinatorRequestInput = RequestInputOf<typeof findCoordinator>;
export type FindCoordinatorResponse = ResponseOf<typeof findCoordinator>;
export type FindCoordinatorResponseInput = ResponseInputOf<typeof findCoordinator>;
