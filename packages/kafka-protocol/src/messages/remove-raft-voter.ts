import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { int16, int32, string, uuid } from "../schema/field.ts";

/**
 * Removes a voter from the metadata quorum (KIP-853).
 */
export const removeRaftVoter = defineApi({
  key: 81,
  name: "RemoveRaftVoter",
  versions: "0",
  flexible: "0+",
  request: {
    clusterId: string({ nullable: true }),
    voterId: int32(),
    voterDirectoryId: uuid(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true, ignorable: true }),
  },
});

export type RemoveRaftVoterRequest = RequestOf<typeof removeRaftVoter>;
export type RemoveRaftVoterRequestInput = RequestInputOf<typeof removeRaftVoter>;
export type RemoveRaftVoterResponse = ResponseOf<typeof removeRaftVoter>;
export type RemoveRaftVoterResponseInput = ResponseInputOf<typeof removeRaftVoter>;
