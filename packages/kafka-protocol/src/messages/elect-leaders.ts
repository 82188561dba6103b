import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Moves partition leadership to the preferred replica, or to any that is left (KIP-460).
 */
export const electLeaders = defineApi({
  key: 43,
  name: "ElectLeaders",
  versions: "0-2",
  flexible: "2+",
  request: {
    electionType: int8({ versions: "1+" }),
    topicPartitions: array({
      nullable: true,
      of: {
        topic: string(),
        partitions: array({ of: int32() }),
      },
    }),
    timeoutMs: int32({ default: 60000 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: "1+" }),
    replicaElectionResults: array({
      of: {
        topic: string(),
        partitionResult: array({
          of: {
            partitionId: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: true }),
          },
        }),
      },
    }),
  },
});

export type ElectLeadersRequest = RequestOf<typeof electLeaders>;
export type ElectLeadersRequestInput = RequestInputOf<typeof electLeaders>;
export type ElectLeadersResponse = ResponseOf<typeof electLeaders>;
export type ElectLeadersResponseInput = ResponseInputOf<typeof electLeaders>;
