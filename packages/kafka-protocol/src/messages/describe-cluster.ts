import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string } from "../schema/field.ts";

/**
 * The cluster's id, controller and brokers, or its controllers (version 1, KIP-919).
 */
export const describeCluster = defineApi({
  key: 60,
  name: "DescribeCluster",
  versions: "0-2",
  flexible: "0+",
  request: {
    includeClusterAuthorizedOperations: bool(),
    endpointType: int8({ versions: "1+", default: 1 }),
    includeFencedBrokers: bool({ versions: "2+" }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true, default: null }),
    endpointType: int8({ versions: "1+", default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: array({
      of: {
        brokerId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: true, default: null }),
        isFenced: bool({ versions: "2+" }),
      },
    }),
    clusterAuthorizedOperations: int32({ default: -2147483648 }),
  },
});

export type DescribeClusterRequest = RequestOf<typeof describeCluster>;
export type DescribeClusterRequestInput = RequestInputOf<typeof describeCluster>;
export type DescribeClusterResponse = ResponseOf<typeof describeCluster>;
export type DescribeClusterResponseInput = ResponseInputOf<typeof describeCluster>;
