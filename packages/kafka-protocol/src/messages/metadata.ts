import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, string, uuid } from "../schema/field.ts";

/**
 * The cluster as a client sees it: brokers, controller, topics, partitions and their leaders.
 *
 * No topics means all of them in version 0 (empty list) and from 1 on (null); an empty list means none from 1 on. Topic ids
 * are answered from version 10 and may be asked by from 12 on (KIP-516).
 */
export const metadata = defineApi({
  key: 3,
  name: "Metadata",
  versions: "0-13",
  flexible: "9+",
  request: {
    topics: array({
      nullable: "1+",
      of: {
        topicId: uuid({ versions: "10+", ignorable: true }),
        name: string({ nullable: "10+" }),
      },
    }),
    allowAutoTopicCreation: bool({ versions: "4+", default: true }),
    includeClusterAuthorizedOperations: bool({ versions: "8-10" }),
    includeTopicAuthorizedOperations: bool({ versions: "8+" }),
  },
  response: {
    throttleTimeMs: int32({ versions: "3+", ignorable: true }),
    brokers: array({
      of: {
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ versions: "1+", nullable: true, ignorable: true, default: null }),
      },
    }),
    clusterId: string({ versions: "2+", nullable: true, ignorable: true, default: null }),
    controllerId: int32({ versions: "1+", ignorable: true, default: -1 }),
    topics: array({
      of: {
        errorCode: int16(),
        name: string({ nullable: "12+" }),
        topicId: uuid({ versions: "10+", ignorable: true }),
        isInternal: bool({ versions: "1+", ignorable: true }),
        partitions: array({
          of: {
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ versions: "7+", ignorable: true, default: -1 }),
            replicaNodes: array({ of: int32() }),
            isrNodes: array({ of: int32() }),
            offlineReplicas: array({ versions: "5+", ignorable: true, of: int32() }),
          },
        }),
        topicAuthorizedOperations: int32({ versions: "8+", default: -2147483648 }),
      },
    }),
    clusterAuthorizedOperations: int32({ versions: "8-10", default: -2147483648 }),
    errorCode: int16({ versions: "13+", ignorable: true }),
  },
});

export type MetadataRequest = RequestOf<typeof metadata>;
export type MetadataRequestInput = RequestInputOf<typeof metadata>;
export type MetadataResponse = ResponseOf<typeof metadata>;
export type MetadataResponseInput = ResponseInputOf<typeof metadata>;
