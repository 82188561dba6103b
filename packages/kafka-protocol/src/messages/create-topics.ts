import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string, uuid } from "../schema/field.ts";

/**
 * Creates topics, from counts or from given assignments. Version 5 answers with the resulting configuration (KIP-525),
 * version 7 with the topic id.
 */
export const createTopics = defineApi({
  key: 19,
  name: "CreateTopics",
  versions: "2-7",
  flexible: "5+",
  request: {
    topics: array({
      of: {
        name: string(),
        numPartitions: int32(),
        replicationFactor: int16(),
        assignments: array({
          of: {
            partitionIndex: int32(),
            brokerIds: array({ of: int32() }),
          },
        }),
        configs: array({
          of: {
            name: string(),
            value: string({ nullable: true }),
          },
        }),
      },
    }),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array({
      of: {
        name: string(),
        topicId: uuid({ versions: "7+", ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ nullable: true, ignorable: true }),
        topicConfigErrorCode: int16({ versions: "5+", tag: 0, ignorable: true }),
        numPartitions: int32({ versions: "5+", ignorable: true, default: -1 }),
        replicationFactor: int16({ versions: "5+", ignorable: true, default: -1 }),
        configs: array({
          versions: "5+",
          nullable: true,
          ignorable: true,
          of: {
            name: string(),
            value: string({ nullable: true }),
            readOnly: bool(),
            configSource: int8({ ignorable: true, default: -1 }),
            isSensitive: bool(),
          },
        }),
      },
    }),
  },
});

export type CreateTopicsRequest = RequestOf<typeof createTopics>;
export type CreateTopicsRequestInput = RequestInputOf<typeof createTopics>;
export type CreateTopicsResponse = ResponseOf<typeof createTopics>;
export type CreateTopicsResponseInput = ResponseInputOf<typeof createTopics>;
