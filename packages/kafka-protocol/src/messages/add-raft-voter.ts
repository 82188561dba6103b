import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, string, uint16, uuid } from "../schema/field.ts";

/**
 * Adds a voter to the metadata quorum (KIP-853).
 */
export const addRaftVoter = defineApi({
  key: 80,
  name: "AddRaftVoter",
  versions: "0-1",
  flexible: "0+",
  request: {
    clusterId: string({ nullable: true }),
    timeoutMs: int32(),
    voterId: int32(),
    voterDirectoryId: uuid(),
    listeners: array({
      of: {
        name: string(),
        host: string(),
        port: uint16(),
      },
    }),
    ackWhenCommitted: bool({ versions: "1+", default: true }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true, ignorable: true }),
  },
});

export type AddRaftVoterRequest = RequestOf<typeof addRaftVoter>;
export type AddRaftVoterRequestInput = RequestInputOf<typeof addRaftVoter>;
export type AddRaftVoterResponse = ResponseOf<typeof addRaftVoter>;
export type AddRaftVoterResponseInput = ResponseInputOf<typeof addRaftVoter>;
