import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string, struct, uuid } from "../schema/field.ts";

const topicPartitions = {
  topicId: uuid(),
  partitions: array({ of: int32() }),
} as const;

/**
 * Membership, subscription and assignment in one call of the consumer rebalance protocol (KIP-848).
 */
export const consumerGroupHeartbeat = defineApi({
  key: 68,
  name: "ConsumerGroupHeartbeat",
  versions: "0-1",
  flexible: "0+",
  request: {
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    instanceId: string({ nullable: true, default: null }),
    rackId: string({ nullable: true, default: null }),
    rebalanceTimeoutMs: int32({ default: -1 }),
    subscribedTopicNames: array({ nullable: true, default: null, of: string() }),
    subscribedTopicRegex: string({ versions: "1+", nullable: true, default: null }),
    serverAssignor: string({ nullable: true, default: null }),
    topicPartitions: array({
      nullable: true,
      default: null,
      of: {
        topicId: uuid(),
        partitions: array({ of: int32() }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true, default: null }),
    memberId: string({ nullable: true, default: null }),
    memberEpoch: int32(),
    heartbeatIntervalMs: int32(),
    assignment: struct({
      nullable: true,
      default: null,
      of: {
        topicPartitions: array({ of: topicPartitions }),
      },
    }),
  },
});

export type ConsumerGroupHeartbeatRequest = RequestOf<typeof consumerGroupHeartbeat>;
export type ConsumerGroupHeartbeatRequestInput = RequestInputOf<typeof consumerGroupHeartbeat>;
export type ConsumerGroupHeartbeatResponse = ResponseOf<typeof consumerGroupHeartbeat>;
export type ConsumerGroupHeartbeatResponseInput = ResponseInputOf<typeof consumerGroupHeartbeat>;
