import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, INT64_MAX, int8, int16, int32, int64, records, string, struct, uuid } from "../schema/field.ts";

/**
 * Reads record batches from partitions, waiting until there are enough of them. Consumers and followers share it.
 *
 * Version 7 brings sessions (KIP-227), 9 leader epochs (KIP-320), 10 zstd, 11 reading from the closest replica (KIP-392),
 * 12 truncation on fetch (KIP-595), 13 topic ids (KIP-516), 15 `replicaState` in place of `replicaId` (KIP-903), 16 the new
 * leader's endpoint (KIP-951), 17 directory ids (KIP-853), 18 the follower's high watermark (KIP-1166).
 */
export const fetch = defineApi({
  key: 1,
  name: "Fetch",
  versions: "4-18",
  flexible: "12+",
  request: {
    clusterId: string({ versions: "12+", tag: 0, nullable: true, ignorable: true, default: null }),
    replicaId: int32({ versions: "0-14", default: -1 }),
    replicaState: struct({
      versions: "15+",
      tag: 1,
      of: {
        replicaId: int32({ default: -1 }),
        replicaEpoch: int64({ default: -1 }),
      },
    }),
    maxWaitMs: int32(),
    minBytes: int32(),
    maxBytes: int32({ ignorable: true, default: 0x7fffffff }),
    isolationLevel: int8({ ignorable: true }),
    sessionId: int32({ versions: "7+", ignorable: true }),
    sessionEpoch: int32({ versions: "7+", ignorable: true, default: -1 }),
    topics: array({
      of: {
        topic: string({ versions: "0-12", ignorable: true }),
        topicId: uuid({ versions: "13+", ignorable: true }),
        partitions: array({
          of: {
            partition: int32(),
            currentLeaderEpoch: int32({ versions: "9+", ignorable: true, default: -1 }),
            fetchOffset: int64(),
            lastFetchedEpoch: int32({ versions: "12+", default: -1 }),
            logStartOffset: int64({ versions: "5+", ignorable: true, default: -1 }),
            partitionMaxBytes: int32(),
            replicaDirectoryId: uuid({ versions: "17+", tag: 0, ignorable: true }),
            highWatermark: int64({ versions: "18+", tag: 1, ignorable: true, default: INT64_MAX }),
          },
        }),
      },
    }),
    forgottenTopicsData: array({
      versions: "7+",
      of: {
        topic: string({ versions: "7-12", ignorable: true }),
        topicId: uuid({ versions: "13+", ignorable: true }),
        partitions: array({ of: int32() }),
      },
    }),
    rackId: string({ versions: "11+", ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    errorCode: int16({ versions: "7+", ignorable: true }),
    sessionId: int32({ versions: "7+" }),
    responses: array({
      of: {
        topic: string({ versions: "0-12", ignorable: true }),
        topicId: uuid({ versions: "13+", ignorable: true }),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
            highWatermark: int64(),
            lastStableOffset: int64({ ignorable: true, default: -1 }),
            logStartOffset: int64({ versions: "5+", ignorable: true, default: -1 }),
            divergingEpoch: struct({
              versions: "12+",
              tag: 0,
              of: {
                epoch: int32({ default: -1 }),
                endOffset: int64({ default: -1 }),
              },
            }),
            currentLeader: struct({
              versions: "12+",
              tag: 1,
              of: {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
            }),
            snapshotId: struct({
              versions: "12+",
              tag: 2,
              of: {
                endOffset: int64({ default: -1 }),
                epoch: int32({ default: -1 }),
              },
            }),
            abortedTransactions: array({
              nullable: true,
              ignorable: true,
              of: {
                producerId: int64(),
                firstOffset: int64(),
              },
            }),
            preferredReadReplica: int32({ versions: "11+", default: -1 }),
            records: records({ nullable: true }),
          },
        }),
      },
    }),
    nodeEndpoints: array({
      versions: "16+",
      tag: 0,
      of: {
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: true, default: null }),
      },
    }),
  },
});

export type FetchRequest = RequestOf<typeof fetch>;
export type FetchRequestInput = RequestInputOf<typeof fetch>;
export type FetchResponse = ResponseOf<typeof fetch>;
export type FetchResponseInput = ResponseInputOf<typeof fetch>;
