import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string } from "../schema/field.ts";

/**
 * The moves of replicas that are under way (KIP-455).
 */
export const listPartitionReassignments = defineApi({
  key: 46,
  name: "ListPartitionReassignments",
  versions: "0",
  flexible: "0+",
  request: {
    timeoutMs: int32({ default: 60000 }),
    topics: array({
      nullable: true,
      default: null,
      of: {
        name: string(),
        partitionIndexes: array({ of: int32() }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            replicas: array({ of: int32() }),
            addingReplicas: array({ of: int32() }),
            removingReplicas: array({ of: int32() }),
          },
        }),
      },
    }),
  },
});

export type ListPartitionReassignmentsRequest = RequestOf<typeof listPartitionReassignments>;
export type ListPartitionReassignmentsRequestInput = RequestInputOf<typeof listPartitionReassignments>;
export type ListPartitionReassignmentsResponse = ResponseOf<typeof listPartitionReassignments>;
export type ListPartitionReassignmentsResponseInput = ResponseInputOf<typeof listPartitionReassignments>;
