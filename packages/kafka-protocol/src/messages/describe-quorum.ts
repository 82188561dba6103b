import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, string, uint16, uuid } from "../schema/field.ts";

const replicaState = {
  replicaId: int32(),
  replicaDirectoryId: uuid({ versions: "2+" }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ versions: "1+", ignorable: true, default: -1 }),
  lastCaughtUpTimestamp: int64({ versions: "1+", ignorable: true, default: -1 }),
} as const;

/**
 * The state of the metadata quorum and its voters (KIP-595, KIP-836).
 */
export const describeQuorum = defineApi({
  key: 55,
  name: "DescribeQuorum",
  versions: "0-2",
  flexible: "0+",
  request: {
    topics: array({
      of: {
        topicName: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
          },
        }),
      },
    }),
  },
  response: {
    errorCode: int16(),
    errorMessage: string({ versions: "2+", nullable: true, ignorable: true }),
    topics: array({
      of: {
        topicName: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: string({ versions: "2+", nullable: true, ignorable: true }),
            leaderId: int32(),
            leaderEpoch: int32(),
            highWatermark: int64(),
            currentVoters: array({ of: replicaState }),
            observers: array({ of: replicaState }),
          },
        }),
      },
    }),
    nodes: array({
      versions: "2+",
      of: {
        nodeId: int32(),
        listeners: array({
          of: {
            name: string(),
            host: string(),
            port: uint16(),
          },
        }),
      },
    }),
  },
});

export type DescribeQuorumRequest = RequestOf<typeof describeQuorum>;
export type DescribeQuorumRequestInput = RequestInputOf<typeof describeQuorum>;
export type DescribeQuorumResponse = ResponseOf<typeof describeQuorum>;
export type DescribeQuorumResponseInput = ResponseInputOf<typeof describeQuorum>;
