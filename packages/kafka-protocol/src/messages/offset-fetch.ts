import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, int64, string, uuid } from "../schema/field.ts";

/**
 * Reads a group's committed offsets; several groups' from version 8 on (KIP-709). `requireStable` holds back offsets
 * that a pending transaction may change. Version 10 has topic ids.
 */
export const offsetFetch = defineApi({
  key: 9,
  name: "OffsetFetch",
  versions: "1-10",
  flexible: "6+",
  request: {
    groupId: string({ versions: "0-7" }),
    topics: array({
      versions: "0-7",
      nullable: "2-7",
      of: {
        name: string(),
        partitionIndexes: array({ of: int32() }),
      },
    }),
    groups: array({
      versions: "8+",
      of: {
        groupId: string(),
        memberId: string({ versions: "9+", nullable: true, ignorable: true, default: null }),
        memberEpoch: int32({ versions: "9+", ignorable: true, default: -1 }),
        topics: array({
          nullable: true,
          of: {
            name: string({ versions: "8-9", ignorable: true }),
            topicId: uuid({ versions: "10+", ignorable: true }),
            partitionIndexes: array({ of: int32() }),
          },
        }),
      },
    }),
    requireStable: bool({ versions: "7+" }),
  },
  response: {
    throttleTimeMs: int32({ versions: "3+", ignorable: true }),
    topics: array({
      versions: "0-7",
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: "5-7", ignorable: true, default: -1 }),
            metadata: string({ nullable: true }),
            errorCode: int16(),
          },
        }),
      },
    }),
    errorCode: int16({ versions: "2-7", ignorable: true }),
    groups: array({
      versions: "8+",
      of: {
        groupId: string(),
        topics: array({
          of: {
            name: string({ versions: "8-9", ignorable: true }),
            topicId: uuid({ versions: "10+", ignorable: true }),
            partitions: array({
              of: {
                partitionIndex: int32(),
                committedOffset: int64(),
                committedLeaderEpoch: int32({ ignorable: true, default: -1 }),
                metadata: string({ nullable: true }),
                errorCode: int16(),
              },
            }),
          },
        }),
        errorCode: int16(),
      },
    }),
  },
});

export type OffsetFetchRequest = RequestOf<typeof offsetFetch>;
export type OffsetFetchRequestInput = RequestInputOf<typeof offsetFetch>;
export type OffsetFetchResponse = ResponseOf<typeof offsetFetch>;
export type OffsetFetchResponseInput = ResponseInputOf<typeof offsetFetch>;
