import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, string } from "../schema/field.ts";

/**
 * Starts, changes and cancels moves of replicas (KIP-455).
 */
export const alterPartitionReassignments = defineApi({
  key: 45,
  name: "AlterPartitionReassignments",
  versions: "0-1",
  flexible: "0+",
  request: {
    timeoutMs: int32({ default: 60000 }),
    allowReplicationFactorChange: bool({ versions: "1+", default: true }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            replicas: array({ nullable: true, default: null, of: int32() }),
          },
        }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    allowReplicationFactorChange: bool({ versions: "1+", ignorable: true, default: true }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    responses: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: true }),
          },
        }),
      },
    }),
  },
});

export type AlterPartitionReassignmentsRequest = RequestOf<typeof alterPartitionReassignments>;
export type AlterPartitionReassignmentsRequestInput = RequestInputOf<typeof alterPartitionReassignments>;
export type AlterPartitionReassignmentsResponse = ResponseOf<typeof alterPartitionReassignments>;
export type AlterPartitionReassignmentsResponseInput = ResponseInputOf<typeof alterPartitionReassignments>;
