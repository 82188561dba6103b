import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, int64, records, string, struct, uuid } from "../schema/field.ts";

/**
 * Appends record batches to partitions. From version 3 on, each partition carries exactly one magic 2 batch.
 *
 * Version 7 allows zstd. Version 8 reports errors per record (KIP-467). Version 10 names the new leader (KIP-951). Version
 * 12 adds partitions to a transaction implicitly (KIP-890). Version 13 has topic ids instead of names (KIP-516).
 */
export const produce = defineApi({
  key: 0,
  name: "Produce",
  versions: "3-13",
  flexible: "9+",
  request: {
    transactionalId: string({ nullable: true, default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array({
      of: {
        name: string({ versions: "0-12", ignorable: true }),
        topicId: uuid({ versions: "13+", ignorable: true }),
        partitionData: array({
          of: {
            index: int32(),
            records: records({ nullable: true }),
          },
        }),
      },
    }),
  },
  response: {
    responses: array({
      of: {
        name: string({ versions: "0-12", ignorable: true }),
        topicId: uuid({ versions: "13+", ignorable: true }),
        partitionResponses: array({
          of: {
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ ignorable: true, default: -1 }),
            logStartOffset: int64({ versions: "5+", ignorable: true, default: -1 }),
            recordErrors: array({
              versions: "8+",
              ignorable: true,
              of: {
                batchIndex: int32(),
                batchIndexErrorMessage: string({ nullable: true, default: null }),
              },
            }),
            errorMessage: string({ versions: "8+", nullable: true, ignorable: true, default: null }),
            currentLeader: struct({
              versions: "10+",
              tag: 0,
              of: {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
            }),
          },
        }),
      },
    }),
    throttleTimeMs: int32({ ignorable: true }),
    nodeEndpoints: array({
      versions: "10+",
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

export type ProduceRequest = RequestOf<typeof produce>;
export type ProduceRequestInput = RequestInputOf<typeof produce>;
export type ProduceResponse = ResponseOf<typeof produce>;
export type ProduceResponseInput = ResponseInputOf<typeof produce>;
