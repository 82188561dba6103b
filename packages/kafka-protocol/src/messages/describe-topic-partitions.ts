import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, string, struct, uuid } from "../schema/field.ts";

/**
 * Topics and their partitions with eligible leader replicas, page by page (KIP-966).
 */
export const describeTopicPartitions = defineApi({
  key: 75,
  name: "DescribeTopicPartitions",
  versions: "0",
  flexible: "0+",
  request: {
    topics: array({
      of: {
        name: string(),
      },
    }),
    responsePartitionLimit: int32({ default: 2000 }),
    cursor: struct({
      nullable: true,
      default: null,
      of: {
        topicName: string(),
        partitionIndex: int32(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array({
      of: {
        errorCode: int16(),
        name: string({ nullable: true }),
        topicId: uuid({ ignorable: true }),
        isInternal: bool({ ignorable: true }),
        partitions: array({
          of: {
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ ignorable: true, default: -1 }),
            replicaNodes: array({ of: int32() }),
            isrNodes: array({ of: int32() }),
            eligibleLeaderReplicas: array({ nullable: true, default: null, of: int32() }),
            lastKnownElr: array({ nullable: true, default: null, of: int32() }),
            offlineReplicas: array({ ignorable: true, of: int32() }),
          },
        }),
        topicAuthorizedOperations: int32({ default: -2147483648 }),
      },
    }),
    nextCursor: struct({
      nullable: true,
      default: null,
      of: {
        topicName: string(),
        partitionIndex: int32(),
      },
    }),
  },
});

export type DescribeTopicPartitionsRequest = RequestOf<typeof describeTopicPartitions>;
export type DescribeTopicPartitionsRequestInput = RequestInputOf<typeof describeTopicPartitions>;
export type DescribeTopicPartitionsResponse = ResponseOf<typeof describeTopicPartitions>;
export type DescribeTopicPartitionsResponseInput = ResponseInputOf<typeof describeTopicPartitions>;
