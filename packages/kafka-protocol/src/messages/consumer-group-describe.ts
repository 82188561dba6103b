import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string, struct, uuid } from "../schema/field.ts";

const topicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array({ of: int32() }),
} as const;

const assignment = {
  topicPartitions: array({ of: topicPartitions }),
} as const;

/**
 * State and members of groups of the consumer rebalance protocol (KIP-848).
 */
export const consumerGroupDescribe = defineApi({
  key: 69,
  name: "ConsumerGroupDescribe",
  versions: "0-1",
  flexible: "0+",
  request: {
    groupIds: array({ of: string() }),
    includeAuthorizedOperations: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    groups: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true, default: null }),
        groupId: string(),
        groupState: string(),
        groupEpoch: int32(),
        assignmentEpoch: int32(),
        assignorName: string(),
        members: array({
          of: {
            memberId: string(),
            instanceId: string({ nullable: true, default: null }),
            rackId: string({ nullable: true, default: null }),
            memberEpoch: int32(),
            clientId: string(),
            clientHost: string(),
            subscribedTopicNames: array({ of: string() }),
            subscribedTopicRegex: string({ nullable: true, default: null }),
            assignment: struct({ of: assignment }),
            targetAssignment: struct({ of: assignment }),
            memberType: int8({ versions: "1+", ignorable: true, default: -1 }),
          },
        }),
        authorizedOperations: int32({ default: -2147483648 }),
      },
    }),
  },
});

export type ConsumerGroupDescribeRequest = RequestOf<typeof consumerGroupDescribe>;
export type ConsumerGroupDescribeRequestInput = RequestInputOf<typeof consumerGroupDescribe>;
export type ConsumerGroupDescribeResponse = ResponseOf<typeof consumerGroupDescribe>;
export type ConsumerGroupDescribeResponseInput = ResponseInputOf<typeof consumerGroupDescribe>;
